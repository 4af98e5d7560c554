import {
  decideSpendApproval,
  getGuardianSupervision,
  ProblemError,
  renewGuardianLink,
  type GuardianSupervision,
} from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { Said } from '../../page/said.js';
import { field, readForm } from '../../platform/form.server.js';
import { answered, isRefused, tried } from '../../platform/problems.server.js';
import { Visit } from '../../platform/visit.server.js';
import { dayInWords } from '../../wording/time.js';
import { Approvals } from './approvals.js';
import { Months } from './months.js';

export const meta: MetaFunction = ({ matches }) => [...titled('Your supervision', matches), { name: 'robots', content: 'noindex' }];

const tokenChars = { min: 20, max: 200 };

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  const token = tokenOf(request);
  const opened = await answered(visit, () => open(visit, token));
  const status = opened.link === 'unknown' ? 404 : 200;
  return data({ token, csrf: visit.csrfToken, ...opened }, { status, headers: visit.headers('always') });
}

type Opened = { link: 'good'; supervision: GuardianSupervision } | { link: 'expired' | 'unknown'; supervision: null };

/** A link that opens nothing still has a page that says so; from one that has expired a new one is asked for. */
async function open(visit: Visit, token: string): Promise<Opened> {
  if (token.length < tokenChars.min || token.length > tokenChars.max) return { link: 'unknown', supervision: null };
  try {
    return { link: 'good', supervision: await visit.api.call(getGuardianSupervision, { query: { capability: token } }) };
  } catch (error) {
    const type = error instanceof ProblemError ? error.problem.type : null;
    if (type === '/problems/sign-in-failed') return { link: 'expired', supervision: null };
    if (type === '/problems/not-found') return { link: 'unknown', supervision: null };
    throw error;
  }
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = new Visit(request);
  const form = await readForm(visit);
  const capability = tokenOf(request);
  const answer = await tried(visit, async () => {
    if (form.get('intent') === 'new-link') {
      await visit.api.call(renewGuardianLink, { body: { capability } });
      return { done: 'If you are still the guardian of an account, a new link is on its way to the address that it has on file.' };
    }
    const decision = form.get('decision') === 'approved' ? 'approved' : 'declined';
    await visit.api.call(decideSpendApproval, { params: { id: field(form, 'approval') ?? '' }, body: { capability, decision } });
    return { done: decision === 'approved' ? 'Approved. It can be bought once within seven days.' : 'Declined. Nothing is bought.' };
  });
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

const tokenOf = (request: Request) => new URL(request.url).searchParams.get('token') ?? '';

export default function Supervision() {
  const { link, supervision, token, csrf } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (!supervision) return link === 'expired' ? <Expired csrf={csrf} answer={answer} /> : <Unknown answer={answer} />;
  const { displayName, agreedAt, months, approvals, linkExpiresAt } = supervision;
  return (
    <section className="page">
      <h1>{displayName ? `The account of ${displayName}` : 'The account that you agreed to'}</h1>
      <p className="lead">
        You agreed on {dayInWords(agreedAt)}. Here are numbers only: what was written or made stays with the person whose account it is.
      </p>
      <Said answer={answer} />
      <Approvals approvals={approvals} csrf={csrf} />
      <Months months={months} agreedAt={agreedAt} />
      <section className="block">
        <h2>This link</h2>
        <p>It is yours alone and can be used until {dayInWords(linkExpiresAt)}.</p>
        <NewLink csrf={csrf} />
      </section>
      <section className="block">
        <h2>Your consent</h2>
        <p>
          You can <Link to={`/guardian/withdrawal?token=${encodeURIComponent(token)}`}>take your consent back</Link> at any time. The
          account is then closed at once and erased.
        </p>
      </section>
    </section>
  );
}

function Expired({ csrf, answer }: { csrf: string; answer: Parameters<typeof Said>[0]['answer'] }) {
  return (
    <section className="page narrow">
      <h1>This link has expired</h1>
      <p className="lead">A new one can be sent. It goes to the guardian’s address that we have on file, and to nobody else.</p>
      <NewLink csrf={csrf} />
      <Said answer={answer} />
    </section>
  );
}

function Unknown({ answer }: { answer: Parameters<typeof Said>[0]['answer'] }) {
  return (
    <section className="page narrow">
      <h1>This link opens no page</h1>
      <p className="lead">
        It may have been cut off when it was copied. A link also ends for good when the consent is taken back or the account is closed.
      </p>
      <p>
        If you are the guardian, try the newest mail that you have from us, or have the young person send you a new link from their credits
        page.
      </p>
      <Said answer={answer} />
    </section>
  );
}

function NewLink({ csrf }: { csrf: string }) {
  return (
    <Form method="post">
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="intent" value="new-link" />
      <button>Send me a new link</button>
    </Form>
  );
}
