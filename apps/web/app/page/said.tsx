import { RefusalNotice } from './refusal-notice.js';
import { useAnswerInView } from './use-answer-in-view.js';

/** What came of a form, brought into view. */
export function Said({ answer }: { answer: { done: string } | { refused: object } | object | undefined }) {
  const said = useAnswerInView(answer);
  return (
    <div ref={said}>
      <RefusalNotice answer={answer} />
      {answer && 'done' in answer ? (
        <p className="notice" role="status">
          {answer.done}
        </p>
      ) : null}
    </div>
  );
}
