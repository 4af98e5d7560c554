import type { Offer, Subscription } from '@keepword/contracts';
import { Form, Link, useNavigation } from '@remix-run/react';
import { useCsrf } from '../../page/use-root.js';
import { price, wholeNumber } from '../../wording/amounts.js';
import { standing } from '../credits.subscription/standing.js';
import { processors } from './processors.js';

/** The subscription that runs, or the plans that one could begin with. Nothing where the profile offers none. */
export function Plans({
  plans,
  subscription,
  idempotencyKey,
}: {
  plans: Offer[];
  subscription: Subscription | null;
  idempotencyKey: string;
}) {
  const csrf = useCsrf();
  const busy = useNavigation().state === 'submitting';
  if (subscription && (subscription.state === 'active' || subscription.state === 'past-due'))
    return <Running subscription={subscription} />;
  if (plans.length === 0) return null;
  return (
    <section className="block" aria-labelledby="plans-title">
      <h2 id="plans-title">Every month</h2>
      <p className="hint">Renews by itself, and ends when you say so. The credits of a month are for that month; packs do not end.</p>
      <Form method="post" action="/credits?index">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        <ul className="offers">
          {plans.map((plan) => (
            <li key={plan.id}>
              <p className="offer-credits">
                <b>{wholeNumber(plan.credits)}</b> credits a month
              </p>
              <p className="offer-price">{price(plan.amountMinor, plan.currency)} a month</p>
              {plan.providers.map((provider) => (
                <button key={provider} name="buy" value={`${plan.id}:${provider}`} disabled={busy}>
                  {plan.providers.length > 1 ? `Subscribe with ${processors[provider]}` : 'Subscribe'}
                  <span className="visually-hidden"> to {wholeNumber(plan.credits)} credits a month</span>
                </button>
              ))}
            </li>
          ))}
        </ul>
      </Form>
      {subscription?.state === 'canceled' ? (
        <p>
          <Link to="/credits/subscription">Your last subscription</Link>
        </p>
      ) : null}
    </section>
  );
}

function Running({ subscription }: { subscription: Subscription }) {
  const { title, text } = standing(subscription);
  return (
    <section className="block" aria-labelledby="subscription-title">
      <h2 id="subscription-title">{title}</h2>
      <p>
        {wholeNumber(subscription.credits)} credits every month for {price(subscription.amountMinor, subscription.currency)}. {text}
      </p>
      <p>
        <Link to="/credits/subscription">{subscription.state === 'past-due' ? 'Pay, or end it' : 'See or change it'}</Link>
      </p>
    </section>
  );
}
