import { createCheckout, getCredits, getStatement, listPurchases, paymentProviderId, sendGuardianLink } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { randomUUID } from 'node:crypto';
import { useNow } from '../../creations/countdown.js';
import { titled } from '../../page/meta.js';
import { TableFrame } from '../../page/table-frame.js';
import { clock } from '../../platform/boot.server.js';
import { offers } from '../../platform/catalogue.server.js';
import { field, readForm } from '../../platform/form.server.js';
import { answered, isRefused, refusal, tried } from '../../platform/problems.server.js';
import { openPersonalVisit, type Visit } from '../../platform/visit.server.js';
import { price, signedNumber, wholeNumber } from '../../wording/amounts.js';
import { dayInWords, minuteInWords, timeLeft } from '../../wording/time.js';
import { ownSubscription } from '../credits.subscription/own-subscription.server.js';
import { askedGuardian } from './asked-guardian.server.js';
import { AskedGuardian } from './asked-guardian.js';
import { Leaving } from './leaving.js';
import { Offers } from './offers.js';
import { Plans } from './plans.js';

export const meta: MetaFunction = ({ matches }) => titled('Credits', matches);

const expiringWithinMs = 30 * 24 * 3_600_000;

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openPersonalVisit(request);
  const cursor = new URL(request.url).searchParams.get('cursor');
  const [credits, statement, { packs, plans, subscription }, purchases, approvals] = await answered(visit, () =>
    Promise.all([
      visit.api.call(getCredits),
      visit.api.call(getStatement, { query: { limit: 20, ...(cursor ? { cursor } : {}) } }),
      offered(visit),
      visit.api.call(listPurchases, { query: { limit: 5 } }),
      askedGuardian(visit),
    ]),
  );
  return data(
    {
      credits,
      statement,
      packs,
      plans,
      subscription,
      purchases: purchases.items,
      approvals,
      now: clock.now().toISOString(),
      idempotencyKey: randomUUID(),
    },
    { headers: visit.headers() },
  );
}

/** What can be bought; whether somebody subscribed is asked only where that is offered. */
async function offered(visit: Visit) {
  const all = await offers();
  const plans = all.filter(({ kind }) => kind === 'plan');
  const subscription = plans.length > 0 ? await ownSubscription(visit) : null;
  return { packs: all.filter(({ kind }) => kind === 'pack'), plans, subscription };
}

/** Opens a payment at the processor; its page is reached by a link, never by a form of ours. */
export async function action({ request }: ActionFunctionArgs) {
  const visit = openPersonalVisit(request);
  const form = await readForm(visit);
  if (form.get('intent') === 'guardian-link') return data(await mailGuardian(visit), { headers: visit.headers() });
  const [offerId = '', providerId = ''] = (field(form, 'buy') ?? '').split(':', 2);
  const provider = paymentProviderId.safeParse(providerId);
  if (!provider.success) return data(refusal('/problems/invalid-request', 'Choose what to buy'), { status: 400 });
  const idempotencyKey = `${field(form, 'idempotencyKey') ?? randomUUID()}.${offerId}.${provider.data}`;
  const answer = await tried(visit, async () => {
    const { url } = await visit.api.call(createCheckout, { body: { offerId, provider: provider.data }, idempotencyKey });
    if (!/^https?:\/\//.test(url)) throw new TypeError('a checkout answered without an address');
    return { leaveTo: url, provider: provider.data };
  });
  if (isRefused(answer) && answer.refused.type === '/problems/guardian-approval-needed')
    // No fault of anybody: the page lists what the guardian was asked, and says so there.
    return data({ done: answer.refused.detail }, { headers: visit.headers() });
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

function mailGuardian(visit: Visit) {
  return tried(visit, async () => {
    await visit.api.call(sendGuardianLink);
    return { done: 'A new link is on its way to your guardian.' };
  });
}

export default function Credits() {
  const { credits, statement, packs, plans, subscription, purchases, approvals, now, idempotencyKey } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const nowMs = useNow(now);
  if (answer && 'leaveTo' in answer) return <Leaving to={answer.leaveTo} provider={answer.provider} />;
  return (
    <section className="page">
      <h1 className="quiet-title">Credits</h1>
      <Balance credits={credits} nowMs={nowMs} />
      {approvals ? (
        <AskedGuardian
          approvals={approvals}
          said={answer && 'done' in answer ? answer : undefined}
          offers={[...packs, ...plans]}
          subscription={subscription}
          idempotencyKey={idempotencyKey}
        />
      ) : null}
      <Offers packs={packs} answer={answer} idempotencyKey={idempotencyKey} />
      <Plans plans={plans} subscription={subscription} idempotencyKey={idempotencyKey} />
      <Lots lots={credits.lots} nowMs={nowMs} />
      <Statement statement={statement} />
      {purchases.length > 0 ? <Purchases purchases={purchases} /> : null}
    </section>
  );
}

type Page = ReturnType<typeof useLoaderData<typeof loader>>;

function Balance({ credits, nowMs }: { credits: Page['credits']; nowMs: number }) {
  const expiring = credits.lots
    .filter(({ expiresAt }) => expiresAt !== null && Date.parse(expiresAt) - nowMs < expiringWithinMs)
    .reduce((sum, { remaining }) => sum + remaining, 0);
  return (
    <>
      <dl className="balances">
        <div className="balance-main">
          <dt>Available</dt>
          <dd>{wholeNumber(credits.available)}</dd>
        </div>
        <div>
          <dt>Held for what is being made</dt>
          <dd>{wholeNumber(credits.held)}</dd>
        </div>
        <div>
          <dt>Ending within 30 days</dt>
          <dd>{wholeNumber(expiring)}</dd>
        </div>
      </dl>
      {credits.available < 0 ? (
        <p className="notice notice-no">
          A refunded or disputed purchase was already spent. Nothing new can be made until the balance is above zero again.
        </p>
      ) : null}
    </>
  );
}

const sources = { paid: 'Bought', promotional: 'Given', subscription: 'From a subscription' } as const;

function Lots({ lots, nowMs }: { lots: Page['credits']['lots']; nowMs: number }) {
  if (lots.length === 0) return null;
  return (
    <section className="block">
      <h2>Where they come from</h2>
      <p className="hint">Spent from the top: what ends first goes first.</p>
      <TableFrame label="Lots of credits">
        <table>
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col" className="figure">
                Left
              </th>
              <th scope="col">End</th>
            </tr>
          </thead>
          <tbody>
            {lots.map(({ source, remaining, expiresAt }, index) => (
              <tr key={index}>
                <td>{sources[source]}</td>
                <td className="figure">{wholeNumber(remaining)}</td>
                <td>{expiresAt ? `${dayInWords(expiresAt)}, in ${timeLeft(Date.parse(expiresAt) - nowMs)}` : 'They do not end'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}

function Statement({ statement }: { statement: Page['statement'] }) {
  return (
    <section className="block" id="statement">
      <h2>Statement</h2>
      {statement.items.length === 0 ? <p>Nothing has moved yet.</p> : null}
      {statement.items.length > 0 ? (
        <TableFrame label="Statement">
          <table>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">What</th>
                <th scope="col" className="figure">
                  Change
                </th>
                <th scope="col" className="figure">
                  Balance
                </th>
              </tr>
            </thead>
            <tbody>
              {statement.items.map(({ id, at, note, kind, amount, balance, creationId }) => (
                <tr key={id}>
                  <td>{minuteInWords(at)}</td>
                  <td>{creationId ? <Link to={`/history/${creationId}`}>{note || kind}</Link> : note || kind}</td>
                  <td className="figure">{signedNumber(amount)}</td>
                  <td className="figure">{wholeNumber(balance)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      ) : null}
      <p className="spread">
        {statement.nextCursor ? (
          <Link to={`/credits?cursor=${encodeURIComponent(statement.nextCursor)}#statement`}>Earlier</Link>
        ) : (
          <span />
        )}
        <a href="/credits/statement.csv">All of it as CSV</a>
      </p>
    </section>
  );
}

function Purchases({ purchases }: { purchases: Page['purchases'] }) {
  return (
    <section className="block">
      <h2>Purchases</h2>
      <ul className="plain-list">
        {purchases.map(({ id, createdAt, credits, amountMinor, currency, state, billed }) => (
          <li key={id}>
            <Link to={`/credits/purchases/${id}`}>
              {wholeNumber(credits)} credits for {price(amountMinor, currency)}
            </Link>{' '}
            <span className="hint">
              {dayInWords(createdAt)} · {state.replace('-', ' ')}
              {billed ? ' · subscription' : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
