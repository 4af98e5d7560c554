import { getPurchase } from '@keepword/contracts';
import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { answered } from '../../platform/problems.server.js';
import { openPersonalVisit } from '../../platform/visit.server.js';
import { price, wholeNumber } from '../../wording/amounts.js';
import { dayInWords, minuteInWords } from '../../wording/time.js';
import { useWaiting } from './use-waiting.js';

export const meta: MetaFunction = ({ matches }) => titled('Receipt', matches);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const visit = openPersonalVisit(request);
  const purchase = await answered(visit, () => visit.api.call(getPurchase, { params: { id: params.id ?? '' } }));
  return data({ purchase }, { headers: visit.headers() });
}

const words = {
  open: {
    title: 'Waiting for the payment',
    text: 'The processor tells us as soon as it is through; that usually takes a few seconds. You can leave this page, nothing is lost.',
  },
  paid: { title: 'Thank you', text: 'The credits are yours. A receipt is on its way by mail, too.' },
  expired: { title: 'Not paid', text: 'This checkout has ended without a payment. Nothing was charged and no credits were added.' },
  refunded: { title: 'Refunded', text: 'The payment went back and its credits were taken back.' },
  'partly-refunded': { title: 'Partly refunded', text: 'Part of the payment went back and its share of the credits was taken back.' },
  disputed: { title: 'Disputed', text: 'The payment is disputed with the bank, so its credits were taken back until that is settled.' },
} as const;

export default function Receipt() {
  const { purchase } = useLoaderData<typeof loader>();
  const { title, text } = words[purchase.state];
  const late = useWaiting(purchase.state === 'open');
  return (
    <section className="page narrow">
      <div role="status">
        <h1>{title}</h1>
        <p className="lead">{text}</p>
        {late ? (
          <p className="hint">
            This takes longer than usual. If you did not finish the payment, nothing was charged; if you did, the credits will come without
            your doing anything.
          </p>
        ) : null}
      </div>
      {purchase.state === 'open' ? <noscript>Reload this page to see whether it is through.</noscript> : null}
      <dl className="metadata">
        <div>
          <dt>Credits</dt>
          <dd>{wholeNumber(purchase.credits)}</dd>
        </div>
        <div>
          <dt>Price</dt>
          <dd>{price(purchase.amountMinor, purchase.currency)}</dd>
        </div>
        {purchase.billed ? (
          <div>
            <dt>For</dt>
            <dd>
              {dayInWords(purchase.billed.startsAt)} to {dayInWords(purchase.billed.endsAt)}
            </dd>
          </div>
        ) : null}
        <div>
          <dt>Started</dt>
          <dd>{minuteInWords(purchase.createdAt)}</dd>
        </div>
        {purchase.paidAt ? (
          <div>
            <dt>Paid</dt>
            <dd>{minuteInWords(purchase.paidAt)}</dd>
          </div>
        ) : null}
        <div>
          <dt>Number</dt>
          <dd>
            <code>{purchase.id}</code>
          </dd>
        </div>
      </dl>
      <p className="spread">
        <Link to="/credits">Credits</Link>
        {purchase.billed ? <Link to="/credits/subscription">Subscription</Link> : null}
        <Link to="/studio">To the studio</Link>
      </p>
    </section>
  );
}
