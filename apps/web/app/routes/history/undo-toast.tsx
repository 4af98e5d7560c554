import { useFetcher } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { useCsrf } from '../../page/use-root.js';
import { nextDeletion, rememberDeletion, rememberedDeletion, type Deletion } from './deletion.js';
import type { action } from './route.js';

/**
 * What was just deleted, and the way back while there is one. It is remembered here: neither a page that is read again
 * meanwhile, nor one that was left and opened anew, nor an answer that says nothing of deletions takes it away.
 */
export function UndoToast({ answer }: { answer: unknown }) {
  const [seen, setSeen] = useState<{ answer: unknown; deletion: Deletion | null }>(() => ({
    answer: undefined,
    deletion: rememberedDeletion(performance.now()),
  }));
  if (seen.answer !== answer) setSeen({ answer, deletion: nextDeletion(seen.deletion, answer) });
  const { deletion } = seen;
  useEffect(() => {
    const said = typeof answer === 'object' && answer !== null && ('deleted' in answer || 'restored' in answer);
    if (said) rememberDeletion(nextDeletion(null, answer), performance.now());
  }, [answer]);
  return deletion === null ? null : <Toast key={deletion.restorableUntil} deletion={deletion} />;
}

function Toast({ deletion: { deleted, undoForMs } }: { deletion: Deletion }) {
  const fetcher = useFetcher<typeof action>({ key: 'history-deletion' });
  const csrf = useCsrf();
  const [gone, setGone] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setGone(true), undoForMs);
    return () => clearTimeout(timer);
  }, [undoForMs]);
  if (gone) return null;
  return (
    <div className="toast" role="status">
      <p>{deleted.length === 1 ? 'One entry is deleted.' : `${deleted.length} entries are deleted.`}</p>
      <fetcher.Form method="post" action="/history">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="intent" value="restore" />
        {deleted.map((id) => (
          <input key={id} type="hidden" name="id" value={id} />
        ))}
        <button disabled={fetcher.state !== 'idle'}>Undo</button>
      </fetcher.Form>
    </div>
  );
}
