import type { readConsoleCase } from '@keepword/contracts';
import { Form } from '@remix-run/react';
import type { z } from 'zod';
import { useConsole } from '../../console/use-console.js';
import { minuteInWords } from '../../wording/time.js';

export type ReadWords = z.output<NonNullable<typeof readConsoleCase.answer>>['items'];

const kinds: Record<ReadWords[number]['kind'], string> = {
  message: 'Message',
  reply: 'Reply',
  note: 'Note',
  explanation: 'Explanation',
  address: 'Address',
};

/** What was written, only after a reason, which the person will see too. */
export function Words({ read }: { read: { read: ReadWords; because: string } | null }) {
  const csrf = useConsole()?.csrf;
  return (
    <section className="console-part" aria-labelledby="words-title">
      <h2 id="words-title">Conversation</h2>
      {read === null ? (
        <Form method="post" className="console-filters" preventScrollReset>
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="intent" value="read" />
          <div className="grow">
            <label htmlFor="reason">Why you read it; the person sees this</label>
            <input id="reason" name="reason" minLength={3} maxLength={300} required autoComplete="off" />
          </div>
          <button>Show what was written</button>
        </Form>
      ) : (
        <>
          <p className="hint" role="status">
            Your reading is recorded, because: {read.because}
          </p>
          {read.read.length === 0 ? <p>Nothing was written, or it has been erased.</p> : null}
          <ol className="conversation">
            {read.read.map(({ id, kind, at, text }) => (
              <li key={id} data-from={kind === 'message' ? 'person' : 'team'}>
                <p className="hint">
                  {kinds[kind]}, {minuteInWords(at)}
                </p>
                <p className="said">{text}</p>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
