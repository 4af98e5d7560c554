import { agreementKind, getRecordOfProcessing, putRecipientAgreement, type ConsoleRecipient } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { openConsoleVisit } from '../../console/console-visit.server.js';
import { Said } from '../../page/said.js';
import { useConsole } from '../../console/use-console.js';
import { MissingPart } from '../../page/missing-part.js';
import { TableFrame } from '../../page/table-frame.js';
import { field, readForm } from '../../platform/form.server.js';
import { isRefused, part, refusal, tried } from '../../platform/problems.server.js';
import { minuteInWords } from '../../wording/time.js';
import { Activities } from './activities.js';

export const meta: MetaFunction = () => [{ title: 'Records · Privacy console' }, { name: 'robots', content: 'noindex' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  const record = await part(visit, () => visit.api.call(getRecordOfProcessing));
  return data({ record }, { headers: visit.headers() });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = openConsoleVisit(request);
  const form = await readForm(visit);
  const kind = agreementKind.safeParse(form.get('kind'));
  const answer = kind.success
    ? await tried(visit, async () => {
        await visit.api.call(putRecipientAgreement, {
          params: { id: field(form, 'id') ?? '', kind: kind.data },
          body: {
            signedOn: field(form, 'signedOn') ?? '',
            expiresOn: field(form, 'expiresOn') ?? null,
            reference: field(form, 'reference') ?? '',
          },
        });
        return { done: 'The agreement is recorded.' };
      })
    : refusal('/problems/invalid-request', 'Choose a kind of agreement');
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

export default function Records() {
  const { record } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <h1>Record of processing</h1>
      <Said answer={answer} />
      {!record.here ? (
        <MissingPart because={record.because} />
      ) : (
        <>
          <p className="hint">
            Follows from the policy {record.value.profileId}, made {minuteInWords(record.value.generatedAt)}. Controller:{' '}
            {record.value.controller.name}, {record.value.controller.contact}.
          </p>
          <p className="console-filters">
            <a href="/console/records/file?as=csv">As CSV</a>
            <a href="/console/records/file?as=json">As JSON</a>
          </p>
          <Activities record={record.value} />
          <Recipients recipients={record.value.recipients} />
        </>
      )}
    </>
  );
}

function Recipients({ recipients }: { recipients: ConsoleRecipient[] }) {
  return (
    <section className="console-part" aria-labelledby="recipients-title">
      <h2 id="recipients-title">Recipients and agreements</h2>
      <TableFrame label="Table of the recipients">
        <table>
          <thead>
            <tr>
              <th scope="col">Recipient</th>
              <th scope="col">In use</th>
              <th scope="col">Purpose</th>
              <th scope="col">Region</th>
              <th scope="col">Agreements</th>
            </tr>
          </thead>
          <tbody>
            {recipients.map(({ id, name, isInUse, purpose, region, agreements }) => (
              <tr key={id}>
                <td>{name}</td>
                <td>{isInUse ? 'yes' : 'no'}</td>
                <td className="free">{purpose}</td>
                <td>{region ?? 'not recorded'}</td>
                <td>
                  {agreements.length === 0 ? <span className="late">none recorded</span> : null}
                  {agreements.map(({ kind, signedOn, expiresOn, isExpired, reference }) => (
                    <p key={kind} className={isExpired ? 'late' : undefined}>
                      {kind}, signed {signedOn}, {expiresOn === null ? 'without end' : `until ${expiresOn}`}: {reference}
                    </p>
                  ))}
                  <Agreement id={id} name={name} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}

function Agreement({ id, name }: { id: string; name: string }) {
  const here = useConsole();
  if (!here?.staff?.roles.includes('privacy-officer')) return null;
  return (
    <details>
      <summary>
        Record one<span className="visually-hidden"> with {name}</span>
      </summary>
      <Form method="post" className="stack">
        <input type="hidden" name="csrf" value={here.csrf} />
        <input type="hidden" name="id" value={id} />
        <div className="field">
          <label htmlFor={`kind-${id}`}>Kind</label>
          <select id={`kind-${id}`} name="kind">
            <option value="dpa">dpa</option>
            <option value="sccs">sccs</option>
          </select>
        </div>
        <div className="field">
          <label htmlFor={`signed-${id}`}>Signed on</label>
          <input id={`signed-${id}`} name="signedOn" type="date" required />
        </div>
        <div className="field">
          <label htmlFor={`expires-${id}`}>Until, if it ends</label>
          <input id={`expires-${id}`} name="expiresOn" type="date" />
        </div>
        <div className="field">
          <label htmlFor={`reference-${id}`}>Where the paper lies</label>
          <input id={`reference-${id}`} name="reference" maxLength={200} required />
        </div>
        <button>Record it</button>
      </Form>
    </details>
  );
}
