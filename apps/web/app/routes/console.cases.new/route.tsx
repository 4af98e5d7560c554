import { openConsoleCase } from '@keepword/contracts';
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { randomUUID } from 'node:crypto';
import { wishById, wishes } from '../../cases/wishes.js';
import { instantOf } from '../../console/commands.js';
import { openConsoleVisit } from '../../console/console-visit.server.js';
import { useConsole } from '../../console/use-console.js';
import { Field } from '../../page/field.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { field, readForm } from '../../platform/form.server.js';
import { isRefused, refusal, tried, type Refused } from '../../platform/problems.server.js';

export const meta: MetaFunction = () => [{ title: 'Take a case in · Privacy console' }, { name: 'robots', content: 'noindex' }];

export function loader({ request }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  return data({ idempotencyKey: randomUUID() }, { headers: visit.headers() });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = openConsoleVisit(request);
  const form = await readForm(visit);
  const wish = wishById(field(form, 'wish'));
  const answer: Refused = await tried(visit, async () => {
    if (!wish) return refusal('/problems/invalid-request', 'Choose what it is about');
    const body = {
      class: wish.class,
      scope: wish.scope,
      message: field(form, 'message') ?? '',
      email: field(form, 'email'),
      subjectId: field(form, 'subjectId'),
      receivedAt: instantOf(field(form, 'receivedAt')),
    };
    const idempotencyKey = field(form, 'idempotencyKey') ?? randomUUID();
    const opened = await visit.api.call(openConsoleCase, { body, idempotencyKey });
    throw redirect(`/console/cases/${opened.id}`, { status: 303, headers: visit.headers() });
  });
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

export default function TakeIn() {
  const { idempotencyKey } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const csrf = useConsole()?.csrf;
  const busy = useNavigation().state === 'submitting';
  return (
    <section className="console-narrow">
      <p>
        <Link to="/console/cases">Cases</Link>
      </p>
      <h1>Take a case in</h1>
      <p className="hint">For what came by letter, by telephone, or to somebody of the team.</p>
      <RefusalNotice answer={answer} />
      <Form method="post" className="stack">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        <div className="field">
          <label htmlFor="wish">The person would like to</label>
          <select id="wish" name="wish">
            {wishes.map(({ id, words }) => (
              <option key={id} value={id}>
                {words}
              </option>
            ))}
          </select>
        </div>
        <Field label="Mail address of the person" name="email" type="email" maxLength={254} autoComplete="off" hint="Or:" />
        <Field label="Pseudonym of the account" name="subjectId" maxLength={36} autoComplete="off" />
        <Field label="Received at (UTC)" name="receivedAt" type="datetime-local" hint="Now, when left out. The clocks start there." />
        <div className="field">
          <label htmlFor="message">In their words</label>
          <textarea id="message" name="message" maxLength={20_000} rows={5} required />
        </div>
        <p>
          <button className="primary" aria-disabled={busy || undefined}>
            Take it in
          </button>
        </p>
      </Form>
    </section>
  );
}
