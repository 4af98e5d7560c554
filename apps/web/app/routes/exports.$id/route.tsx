import { getExport } from '@keepword/contracts';
import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { usePolling } from '../../page/use-polling.js';
import { readerOf } from '../../platform/capability.server.js';
import { answered } from '../../platform/problems.server.js';
import { Visit } from '../../platform/visit.server.js';
import { fileSize } from '../../wording/amounts.js';
import { minuteInWords } from '../../wording/time.js';

export const meta: MetaFunction = ({ matches }) => [...titled('Your copy', matches), { name: 'robots', content: 'noindex' }];

const notices: Record<string, string> = {
  gone: 'There is no file behind this link any more: it has been deleted when its time was over, or the link is not whole.',
  unavailable: 'The file cannot be read right now. It is not lost; please try again in a moment.',
};

/** For the owner of the account how far it is; for the owner of the mailed link the way to the file, which also opens without an account. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  const { suffix } = readerOf(visit);
  const id = params.id ?? '';
  const shown = suffix === '' ? await answered(visit, () => visit.privacyApi.call(getExport, { params: { id } })) : null;
  const notice = notices[new URL(request.url).searchParams.get('notice') ?? ''] ?? null;
  return data({ shown, notice, file: `/exports/${encodeURIComponent(id)}/file${suffix}` }, { headers: visit.headers() });
}

export default function ExportPage() {
  const { shown, notice, file } = useLoaderData<typeof loader>();
  const preparing = shown?.state === 'preparing';
  usePolling(preparing);
  const ready = shown === null || shown.state === 'ready';
  return (
    <section className="page narrow">
      <h1>A copy of your data</h1>
      {notice ? (
        <p className="notice notice-no" role="alert">
          {notice}
        </p>
      ) : null}
      {ready ? (
        <>
          <p className="lead">
            One ZIP. Open <code>index.html</code> in it to read everything, also without a network.
          </p>
          <p>
            <a className="button primary" href={file}>
              Download{shown?.bytes ? `, ${fileSize(shown.bytes)}` : ''}
            </a>
          </p>
          <p className="hint">
            {shown?.expiresAt ? `It is deleted on ${minuteInWords(shown.expiresAt)}. ` : ''}A download that breaks off can go on where it
            stopped. Whoever has the link of the mail has the file, so do not pass it on.
          </p>
        </>
      ) : null}
      {shown?.state === 'preparing' ? (
        <div role="status">
          <p className="lead">Being put together: {Math.floor(shown.progress * 100)} %</p>
          <progress value={shown.progress} max={1} aria-label="How far the copy is" />
          <noscript>Reload this page to see how far it is.</noscript>
        </div>
      ) : null}
      {shown?.state === 'failed' ? <p className="lead">This one did not work. Please ask for another.</p> : null}
      {shown?.state === 'expired' ? <p className="lead">This one has been deleted, as it was announced.</p> : null}
      {shown ? (
        <p>
          <Link to="/settings/privacy#copy">Your data</Link>
        </p>
      ) : null}
    </section>
  );
}
