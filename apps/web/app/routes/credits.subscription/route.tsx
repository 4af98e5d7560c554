import { cancelSubscription, paySubscription, resumeSubscription, type Subscription } from '@keepword/contracts';
import { describePeriod } from '@keepword/primitives';
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { useCsrf } from '../../page/use-root.js';
import { field, readForm } from '../../platform/form.server.js';
import { answered, isRefused, refusal, tried } from '../../platform/problems.server.js';
import { openPersonalVisit } from '../../platform/visit.server.js';
import { price, wholeNumber } from '../../wording/amounts.js';
import { dayInWords } from '../../wording/time.js';
import { Leaving } from '../credits._index/leaving.js';
import { useWaiting } from '../credits.purchases.$id/use-waiting.js';
import { ownSubscription } from './own-subscription.server.js';
import { standing } from './standing.js';

export const meta: MetaFunction = ({ matches }) => titled('Subscription', matches);

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openPersonalVisit(request);
  const subscription = await answered(visit, () => ownSubscription(visit));
  if (!subscription) throw redirect('/credits', { headers: visit.headers() });
  return data({ subscription, grace: describePeriod(subscription.creditsGrace) }, { headers: visit.headers() });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = openPersonalVisit(request);
  const intent = field(await readForm(visit), 'intent');
  const answer = await tried(visit, async () => {
    switch (intent) {
      case 'cancel':
        await visit.api.call(cancelSubscription);
        return { done: true };
      case 'resume':
        await visit.api.call(resumeSubscription);
        return { done: true };
      case 'pay': {
        const { url, provider } = await visit.api.call(paySubscription);
        if (!/^https?:\/\//.test(url)) throw new TypeError('a payment page answered without an address');
        return { leaveTo: url, provider };
      }
      default:
        return refusal('/problems/invalid-request', 'Choose what to do');
    }
  });
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

export default function OwnSubscription() {
  const { subscription, grace } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const late = useWaiting(subscription.state === 'incomplete');
  if (answer && 'leaveTo' in answer && answer.leaveTo && answer.provider) return <Leaving to={answer.leaveTo} provider={answer.provider} />;
  const { title, text } = standing(subscription);
  const { state, credits, amountMinor, currency, startedAt } = subscription;
  return (
    <section className="page narrow">
      <div role="status">
        <h1>{title}</h1>
        <p className="lead">{text}</p>
        {late ? <p className="hint">This takes longer than usual. If you did not finish the payment, nothing was charged.</p> : null}
      </div>
      <RefusalNotice answer={answer} />
      {state === 'incomplete' ? <noscript>Reload this page to see whether it is through.</noscript> : null}
      <dl className="metadata">
        <div>
          <dt>Every month</dt>
          <dd>
            {wholeNumber(credits)} credits for {price(amountMinor, currency)}
          </dd>
        </div>
        {startedAt ? (
          <div>
            <dt>Since</dt>
            <dd>{dayInWords(startedAt)}</dd>
          </div>
        ) : null}
        <NextDate subscription={subscription} />
      </dl>
      <Choices subscription={subscription} />
      <section className="block" aria-labelledby="what-happens">
        <h2 id="what-happens">What happens to the credits</h2>
        <p>
          The credits of a month can be spent until {grace} after that month; what is left then is gone. That stays so when you cancel.
          Credits that you buy as a pack do not end.
        </p>
      </section>
      <p className="spread">
        <Link to="/credits">Credits</Link>
        <Link to="/studio">To the studio</Link>
      </p>
    </section>
  );
}

function NextDate({ subscription: { state, cancelAtPeriodEnd, currentPeriodEndsAt, endedAt } }: { subscription: Subscription }) {
  const at = state === 'canceled' ? endedAt : state === 'active' ? currentPeriodEndsAt : null;
  if (at === null) return null;
  return (
    <div>
      <dt>{state === 'canceled' ? 'Ended' : cancelAtPeriodEnd ? 'Ends' : 'Next payment'}</dt>
      <dd>{dayInWords(at)}</dd>
    </div>
  );
}

/** What can be done now. Cancelling is as near as anything else, and asks for no reason. */
function Choices({ subscription: { state, cancelAtPeriodEnd } }: { subscription: Subscription }) {
  if (state === 'past-due')
    return (
      <div className="spread">
        <Choice intent="pay" primary>
          Pay with another card
        </Choice>
        <Choice intent="cancel">End the subscription now</Choice>
      </div>
    );
  if (state !== 'active') return null;
  return cancelAtPeriodEnd ? (
    <Choice intent="resume">Resume the subscription</Choice>
  ) : (
    <Choice intent="cancel">Cancel the subscription</Choice>
  );
}

function Choice({ intent, primary = false, children }: { intent: string; primary?: boolean; children: string }) {
  const csrf = useCsrf();
  const busy = useNavigation().state === 'submitting';
  return (
    <Form method="post" action="/credits/subscription">
      <input type="hidden" name="csrf" value={csrf} />
      <button name="intent" value={intent} className={primary ? 'primary' : undefined} disabled={busy}>
        {children}
      </button>
    </Form>
  );
}
