import { getCertificate, getErasure, type erasureView } from '@keepword/contracts';
import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import type { z } from 'zod';
import { CertificateBody } from '../../certificates/certificate-body.js';
import { shownCertificate } from '../../certificates/certificate.server.js';
import { titled } from '../../page/meta.js';
import { usePolling } from '../../page/use-polling.js';
import { readerOf } from '../../platform/capability.server.js';
import { answered, part } from '../../platform/problems.server.js';
import { Visit } from '../../platform/visit.server.js';
import { nameInWords } from '../../wording/cases.js';
import { minuteInWords } from '../../wording/time.js';

export const meta: MetaFunction = ({ matches }) => [...titled('The erasure', matches), { name: 'robots', content: 'noindex' }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  const { api, query, suffix } = readerOf(visit);
  const id = params.id ?? '';
  const erasure = await answered(visit, () => api.call(getErasure, { params: { id }, query }));
  const file = erasure.certificate === 'none' ? null : await part(visit, () => api.call(getCertificate, { params: { id }, query }));
  const certificate = file?.here ? shownCertificate(file.value) : null;
  const notice = new URL(request.url).searchParams.has('notice');
  const download = erasure.certificate === 'none' ? null : `/erasures/${encodeURIComponent(id)}/certificate${suffix}`;
  return data({ erasure, certificate, download, notice }, { headers: visit.headers() });
}

const states: Record<z.infer<typeof erasureView>['state'], { title: string; text: string }> = {
  'cooling-off': { title: 'Not begun yet', text: 'It can still be taken back.' },
  running: { title: 'Being erased', text: 'Place by place; each says when it is empty.' },
  provisional: {
    title: 'Erased here, not everywhere yet',
    text: 'All of our own places are empty. At least one recipient has not answered yet and is asked again until it does.',
  },
  done: { title: 'Erased', text: 'Every place was searched afterwards and nothing was found.' },
  withdrawing: { title: 'Being taken back', text: 'Nothing more is erased.' },
  withdrawn: { title: 'Taken back', text: 'Nothing is erased.' },
};

const stepStates = { due: 'To be done', pending: 'Under way', done: 'Done' } as const;

export default function ErasurePage() {
  const { erasure, certificate, download, notice } = useLoaderData<typeof loader>();
  const { title, text } = states[erasure.state];
  usePolling(erasure.state === 'running' || erasure.state === 'withdrawing');
  return (
    <section className="page">
      <p className="overline">Erasure {erasure.reference}</p>
      <div role="status">
        <h1>{title}</h1>
        <p className="lead">
          {text}
          {erasure.state === 'cooling-off' ? ` It begins on ${minuteInWords(erasure.mayStartAt)}.` : ''}
        </p>
      </div>
      {notice ? (
        <p className="notice notice-no" role="alert">
          The certificate cannot be downloaded right now. Please try again in a moment.
        </p>
      ) : null}
      {download ? (
        <p>
          <a className="button primary" href={download}>
            Download the certificate
          </a>{' '}
          <Link to="/certificates/verify">Check a certificate</Link>
        </p>
      ) : null}
      {certificate ? <CertificateBody certificate={certificate} /> : null}
      {!certificate && download ? (
        <p className="hint">The certificate cannot be shown here; the file is the same and can be downloaded.</p>
      ) : null}
      {erasure.state === 'done' ? null : <Steps steps={erasure.steps} />}
    </section>
  );
}

function Steps({ steps }: { steps: z.infer<typeof erasureView>['steps'] }) {
  if (steps.length === 0) return null;
  return (
    <section className="block measure" aria-labelledby="steps-title">
      <h2 id="steps-title">How far it is</h2>
      <ol className="amounts">
        {steps.map(({ id, state, doneAt }) => (
          <li key={id}>
            <span>{nameInWords(id)}</span>
            <span className="hint">{doneAt === null ? stepStates[state] : minuteInWords(doneAt)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
