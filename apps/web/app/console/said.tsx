import { RefusalNotice } from '../page/refusal-notice.js';
import { useAnswerInView } from '../page/use-answer-in-view.js';

/** What came of a form of the console. */
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
