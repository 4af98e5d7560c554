import type { CaseView } from '@keepword/contracts';
import { minuteInWords } from '../../wording/time.js';

export function Conversation({ messages }: { messages: CaseView['messages'] }) {
  if (messages.length === 0) return null;
  return (
    <section className="block" aria-labelledby="said-title">
      <h2 id="said-title">What was said</h2>
      <ol className="conversation">
        {messages.map(({ at, from, text }, index) => (
          <li key={index} data-from={from}>
            <p className="hint">
              {from === 'team' ? 'We' : 'You'}, {minuteInWords(at)}
            </p>
            <p className="said">{text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
