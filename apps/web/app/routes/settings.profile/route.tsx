import { accountPatch, endSession, getAccount, listSessions, patchAccount } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { Said } from '../../page/said.js';
import { field, readForm } from '../../platform/form.server.js';
import { answered, isRefused, refusal, tried } from '../../platform/problems.server.js';
import { openPersonalVisit, type Visit } from '../../platform/visit.server.js';
import { EmailForm, NameForm, PreferencesForm } from './forms.js';
import { Sessions } from './sessions.js';

export const meta: MetaFunction = ({ matches }) => titled('Profile', matches);

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openPersonalVisit(request);
  const [account, sessions] = await answered(visit, () => Promise.all([visit.api.call(getAccount), visit.api.call(listSessions)]));
  const { displayName, email, pendingEmail, preferences } = account;
  return data({ displayName, email, pendingEmail, preferences, sessions: sessions.items }, { headers: visit.headers() });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = openPersonalVisit(request);
  const form = await readForm(visit);
  const answer = form.get('intent') === 'end-session' ? await end(visit, form) : await change(visit, form);
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

function end(visit: Visit, form: FormData) {
  return tried(visit, async () => {
    await visit.api.call(endSession, { params: { id: field(form, 'id') ?? '' } });
    return { done: 'That session has ended.' };
  });
}

const said: Record<string, string> = {
  name: 'Your name is saved.',
  email: 'We sent a link to the new address. The change happens when you confirm it there; your present address gets a notice then.',
  preferences: 'Your preferences are saved.',
};

async function change(visit: Visit, form: FormData) {
  const intent = field(form, 'intent') ?? '';
  const parsed = accountPatch.safeParse(patchOf(intent, form));
  const done = said[intent];
  if (!parsed.success || done === undefined) return refusal('/problems/invalid-request', 'Please check what you entered');
  return tried(visit, async () => {
    await visit.api.call(patchAccount, { body: parsed.data });
    return { done };
  });
}

function patchOf(intent: string, form: FormData): Record<string, unknown> {
  if (intent === 'name') return { displayName: field(form, 'displayName') };
  if (intent === 'email') return { email: field(form, 'email') };
  return { preferences: { theme: field(form, 'theme'), downloadMetadata: field(form, 'downloadMetadata') } };
}

export default function Profile() {
  const { displayName, email, pendingEmail, preferences, sessions } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <section className="page narrow">
      <h1>Profile</h1>
      <p>
        What we hold of you, a copy of it, and erasing it: <Link to="/settings/privacy">your data</Link>.
      </p>
      <Said answer={answer} />
      <NameForm displayName={displayName} />
      <EmailForm email={email} pendingEmail={pendingEmail} />
      <PreferencesForm preferences={preferences} />
      <Sessions sessions={sessions} />
    </section>
  );
}
