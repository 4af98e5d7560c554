import { useFetcher } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { useCsrf } from '../../page/use-root.js';
import type { action } from './route.js';

/** Shown where the service's clock cannot be compared with the browser's: as long as an undo is promised at least. */
const shownMs = 15_000;

/** What was just deleted, and the way back while there is one. */
export function UndoToast({ answer }: { answer: unknown }) {
  const deleted = answer && typeof answer === 'object' && 'deleted' in answer ? (answer.deleted as string[]) : [];
  return deleted.length === 0 ? null : <Toast key={deleted.join()} deleted={deleted} />;
}

function Toast({ deleted }: { deleted: string[] }) {
  const fetcher = useFetcher<typeof action>({ key: 'history-deletion' });
  const csrf = useCsrf();
  const [gone, setGone] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setGone(true), shownMs);
    return () => clearTimeout(timer);
  }, []);
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
