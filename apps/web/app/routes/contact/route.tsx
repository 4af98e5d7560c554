import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { ask, newIdempotencyKey } from '../../cases/ask.server.js';
import { wishById, wishes } from '../../cases/wishes.js';
import { Field } from '../../page/field.js';
import { titled } from '../../page/meta.js';
import { refusedIn } from '../../page/refusal-notice.js';
import { RefusalOrSignIn } from '../../page/sign-in-again.js';
import { useAnswerInView } from '../../page/use-answer-in-view.js';
import { environment } from '../../platform/boot.server.js';
import { readForm } from '../../platform/form.server.js';
import { isRefused } from '../../platform/problems.server.js';
import { Visit } from '../../platform/visit.server.js';

export const meta: MetaFunction = ({ matches }) => titled('Contact', matches);

const messageCharsMax = 5000;

export function loader({ request }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  const { searchParams } = new URL(request.url);
  return data(
    {
      wish: wishById(searchParams.get('wish') ?? undefined)?.id ?? wishes[0]?.id,
      signedIn: visit.signedIn !== undefined,
      mailbox: environment.privacyMailbox,
      csrf: visit.csrfToken,
      idempotencyKey: newIdempotencyKey(),
    },
    { headers: visit.headers('always') },
  );
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = new Visit(request);
  const answer = await ask(visit, await readForm(visit));
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

export default function Contact() {
  const { wish, signedIn, mailbox, csrf, idempotencyKey } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const said = useAnswerInView(answer);
  const sending = useNavigation().state === 'submitting';
  const problems = refusedIn(answer)?.fields ?? {};
  if (answer && 'asked' in answer) return <Received caseId={answer.case?.id} reference={answer.case?.reference} />;
  return (
    <section className="page narrow">
      <h1>Contact</h1>
      <p className="lead">
        For questions about your data and for every right you have. You can also write to <a href={`mailto:${mailbox}`}>{mailbox}</a>.
      </p>
      <div ref={said}>
        <RefusalOrSignIn answer={answer} returnTo="/contact" />
      </div>
      <Form method="post" className="stack contact">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        <div className="field">
          <label htmlFor="wish">What would you like?</label>
          <select id="wish" name="wish" defaultValue={wish} aria-invalid={problems.wish ? true : undefined}>
            {wishes.map((one) => (
              <option key={one.id} value={one.id}>
                {one.words}
              </option>
            ))}
          </select>
        </div>
        {signedIn ? null : (
          <Field
            label="Your mail address"
            name="email"
            type="email"
            autoComplete="email"
            maxLength={254}
            required
            problem={problems.email ?? problems['body.email']}
            hint="We answer to it. If your wish is about data, we first send a link there to see that it is you."
          />
        )}
        <Message problem={problems.message ?? problems['body.message']} />
        <p>
          <button className="primary" aria-disabled={sending || undefined}>
            {sending ? 'Sending…' : 'Send it'}
          </button>
        </p>
      </Form>
    </section>
  );
}

function Message({ problem }: { problem: string | undefined }) {
  return (
    <div className="field">
      <label htmlFor="message">In your words</label>
      <textarea
        id="message"
        name="message"
        rows={6}
        maxLength={messageCharsMax}
        aria-describedby={problem ? 'message-problem' : 'message-hint'}
        aria-invalid={problem ? true : undefined}
      />
      {problem ? (
        <p className="field-problem" id="message-problem">
          {problem}
        </p>
      ) : (
        <p className="hint" id="message-hint">
          No passwords, please.
        </p>
      )}
    </div>
  );
}

/** The same words for everybody who is not signed in, whoever they are and whatever they wrote. */
function Received({ caseId, reference }: { caseId: string | undefined; reference: string | undefined }) {
  return (
    <section className="page narrow" role="status">
      <h1>We have it</h1>
      {caseId === undefined ? (
        <p className="lead">What happens next comes by mail to the address you gave.</p>
      ) : (
        <p className="lead">
          It is request <Link to={`/settings/privacy/cases/${caseId}`}>{reference}</Link>. There you see what was promised until when.
        </p>
      )}
      <p>
        <Link to="/">Back to the beginning</Link>
      </p>
    </section>
  );
}
