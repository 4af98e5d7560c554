import { getAccount, getGuardian, nameGuardian, patchAccount } from '@keepword/contracts';
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { Field } from '../../page/field.js';
import { titled } from '../../page/meta.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { useCsrf } from '../../page/use-root.js';
import { field, numberField, readForm } from '../../platform/form.server.js';
import { answered, isRefused, refusal, tried } from '../../platform/problems.server.js';
import { safeReturnTo } from '../../platform/return-to.server.js';
import { openPersonalVisit } from '../../platform/visit.server.js';
import { minuteInWords } from '../../wording/time.js';
import { Promise as PromiseLine } from '../../promises/promise.js';

export const meta: MetaFunction = ({ matches }) => titled('Your age', matches);

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openPersonalVisit(request);
  const { ageBand } = await answered(visit, () => visit.api.call(getAccount));
  const returnTo = safeReturnTo(new URL(request.url).searchParams.get('returnTo'));
  const guardian = ageBand === 'minor-with-guardian' ? await answered(visit, () => visit.api.call(getGuardian)) : null;
  if (ageBand === 'adult' || guardian?.state === 'agreed') throw redirect(returnTo, { headers: visit.headers() });
  return data({ ageBand, guardian, returnTo }, { headers: visit.headers() });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = openPersonalVisit(request);
  const form = await readForm(visit);
  if (form.get('intent') === 'name-guardian') {
    const asked = await tried(visit, () => visit.api.call(nameGuardian, { body: { email: field(form, 'email') ?? '' } }));
    return data(isRefused(asked) ? asked : { guardian: asked }, { status: isRefused(asked) ? 422 : 200, headers: visit.headers() });
  }
  const age = numberField(form, 'age');
  if (age === undefined || !Number.isInteger(age) || age < 0 || age > 130) {
    return data(refusal('/problems/invalid-request', 'Please give your age in whole years'), { status: 400, headers: visit.headers() });
  }
  const answer = await tried(visit, () => visit.api.call(patchAccount, { body: { age } }));
  if (isRefused(answer)) return data(answer, { status: 422, headers: visit.headers() });
  if (answer.ageBand === 'adult') throw redirect(safeReturnTo(field(form, 'returnTo')), { status: 303, headers: visit.headers() });
  return data({ ageBand: answer.ageBand }, { headers: visit.headers() });
}

export default function Age() {
  const { ageBand, guardian, returnTo } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const csrf = useCsrf();
  const band = answer && 'ageBand' in answer ? answer.ageBand : ageBand;
  if (band === 'refused') {
    return (
      <section className="page narrow" role="status">
        <h1>Thank you for being honest</h1>
        <p className="lead">
          This service is not open to people of your age, so the account is closed and what it held is being erased. You did nothing wrong.
        </p>
      </section>
    );
  }
  if (band === 'minor-with-guardian') {
    return <AskGuardian asked={answer && 'guardian' in answer ? answer.guardian : guardian} answer={answer} />;
  }
  return (
    <section className="page narrow">
      <h1>How old are you?</h1>
      <p className="lead">One question before the first picture. The number itself is not stored.</p>
      <RefusalNotice answer={answer} />
      <Form method="post" className="stack">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="returnTo" value={returnTo} />
        <Field label="Age in years" name="age" type="number" inputMode="numeric" min={0} max={130} step={1} autoComplete="off" required />
        <button className="wide">Go on</button>
      </Form>
      <PromiseLine place="age" />
    </section>
  );
}

interface Asked {
  state: string;
  email: string | null;
  pendingUntil: string | null;
}

function AskGuardian({ asked, answer }: { asked: Asked | null; answer: unknown }) {
  const csrf = useCsrf();
  const waits = asked?.state === 'asked' || asked?.state === 'confirmed';
  return (
    <section className="page narrow">
      <h1>Someone has to agree first</h1>
      <p className="lead">At your age a parent or guardian has to agree before pictures can be made or credits bought.</p>
      {waits ? (
        <p className="notice" role="status">
          We wrote to <b>{asked.email}</b>.{' '}
          {asked.state === 'confirmed'
            ? 'The first link was opened; a second mail is on its way to them.'
            : 'Two links have to be opened there, one after the other.'}
        </p>
      ) : null}
      {asked?.pendingUntil ? (
        <p>If nobody has agreed by {minuteInWords(asked.pendingUntil)}, the account is closed and all it holds is erased.</p>
      ) : null}
      <RefusalNotice answer={answer} />
      <Form method="post" className="stack">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="intent" value="name-guardian" />
        <Field label="Email address of your parent or guardian" name="email" type="email" autoComplete="off" maxLength={254} required />
        <button className="wide">{waits ? 'Ask somebody else, or once more' : 'Ask them'}</button>
      </Form>
    </section>
  );
}
