import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { CertificateBody } from '../../certificates/certificate-body.js';
import { problemWords } from '../../certificates/problem-words.js';
import { titled } from '../../page/meta.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { useAnswerInView } from '../../page/use-answer-in-view.js';
import { readForm } from '../../platform/form.server.js';
import { isRefused, refusal } from '../../platform/problems.server.js';
import { Visit } from '../../platform/visit.server.js';
import { certificateBytesIn, formBytesMax, tooLarge, verdictOn, type Verdict } from './verdict.server.js';

export const meta: MetaFunction = ({ matches }) => titled('Check a certificate', matches);

export function loader({ request }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  return data({ csrf: visit.csrfToken }, { headers: visit.headers('always') });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = new Visit(request);
  const headers = { 'cache-control': 'no-store' };
  if (Number(request.headers.get('content-length')) > formBytesMax) return data(tooLarge, { status: 413, headers });
  const bytes = await certificateBytesIn(await readForm(visit, formBytesMax));
  const answer = bytes ? await verdictOn(visit, bytes) : refusal('/problems/invalid-request', 'Choose the file, or paste what it holds');
  return data(answer, { status: isRefused(answer) || !answer.valid ? 422 : 200, headers });
}

export default function CheckCertificate() {
  const { csrf } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const said = useAnswerInView(answer);
  const checking = useNavigation().state === 'submitting';
  return (
    <section className="page">
      <h1>Check a certificate</h1>
      <p className="lead">
        After an erasure, a signed certificate says what went and what had to stay. Here anybody can see whether one is ours and whether it
        is as it was signed. Nobody needs an account for it; the file is neither kept nor logged.
      </p>
      <div ref={said}>
        <RefusalNotice answer={answer} />
        {answer && 'valid' in answer ? <Says verdict={answer} /> : null}
      </div>
      <Form method="post" encType="multipart/form-data" className="stack measure">
        <input type="hidden" name="csrf" value={csrf} />
        <div className="field">
          <label htmlFor="file">The certificate’s file</label>
          <input id="file" name="file" type="file" accept="application/json,.json" aria-describedby="file-hint" />
          <p className="hint" id="file-hint">
            It is called erasure-certificate.json.
          </p>
        </div>
        <div className="field">
          <label htmlFor="text">Or what the file holds</label>
          <textarea id="text" name="text" rows={5} spellCheck={false} autoComplete="off" />
        </div>
        <p>
          <button className="primary" aria-disabled={checking || undefined}>
            {checking ? 'Checking…' : 'Check it'}
          </button>
        </p>
      </Form>
      <section className="block measure" aria-labelledby="without-us">
        <h2 id="without-us">Without us</h2>
        <p>
          The keys that count are <a href="/.well-known/keepword-keys.json">published</a>. Keep them from a day on which you trust us, and
          check with them offline:
        </p>
        <pre className="command">keepword certificate verify erasure-certificate.json --keys keys.json</pre>
        <p className="hint">
          The signature is Ed25519 over the certificate in its canonical form (RFC 8785). A key that comes along in a file never counts.
        </p>
      </section>
    </section>
  );
}

function Says({ verdict }: { verdict: Verdict }) {
  if (!verdict.valid) {
    return (
      <div className="notice notice-no" role="alert">
        <p>
          <b>Not valid.</b> Believe nothing that this file says.
        </p>
        <ul>
          {verdict.problems.map(({ code, message }, index) => (
            <li key={index}>
              {problemWords[code]} <span className="hint">({message})</span>
            </li>
          ))}
        </ul>
      </div>
    );
  }
  const { certificate } = verdict;
  return (
    <>
      <p className="notice" role="status">
        <b>Valid.</b> It was signed with a published key, and nothing was changed since.
        {certificate?.state === 'provisional' ? ' It is provisional: a final one follows when every recipient has answered.' : ''}
      </p>
      {certificate ? <CertificateBody certificate={certificate} /> : null}
    </>
  );
}
