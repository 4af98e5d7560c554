import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { mailsIn } from '../vendors/testing/mails.js';
import { payerForm, submit } from '../vendors/testing/payment-provider-contract.js';
import { eventually } from './testing/eventually.js';
import type { Person } from './testing/person.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(240_000);

interface SubscriptionView {
  readonly id: string;
  readonly state: string;
  readonly cancelAtPeriodEnd: boolean;
  readonly currentPeriodEndsAt: string;
}

let stack: PlatformStack;
beforeAll(async () => {
  stack = await startPlatform('fluxchat');
});
afterAll(() => stack?.stop());
afterEach(() => stack.vendors.control('stripe').reset());

const daySeconds = 86_400;

const subscribe = (person: Person, offerId = 'plan-300') =>
  person.call<{ id: string; url: string; type?: string }>(
    'POST',
    '/v1/billing/checkouts',
    { offerId, provider: 'stripe' },
    { 'idempotency-key': randomUUID() },
  );
const read = (person: Person) => person.call<SubscriptionView>('GET', '/v1/billing/subscription');
const becomes = (person: Person, state: string) =>
  eventually(
    async () => ((await read(person)).body.state === state ? (await read(person)).body : null),
    40_000,
    `a subscription that is ${state}`,
  );
const available = (person: Person, amount: number) =>
  eventually(async () => (await person.credits()).available === amount, 40_000, `a balance of ${amount}`);
const mailSaying = (person: Person, saying: RegExp) =>
  eventually(
    async () =>
      (await mailsIn(stack.running.runtime.vendorsUrl, `?to=${encodeURIComponent(person.email)}`)).find(({ subject, text }) =>
        saying.test(`${subject}\n${text ?? ''}`),
      ),
    20_000,
    `a mail that says ${String(saying)}`,
  );

async function subscribed(name: string, card = payerForm.card): Promise<Person> {
  const person = await stack.person(name);
  const { body } = await subscribe(person);
  expect((await submit(body.url, { ...payerForm, card, email: person.email })).status).toBe(303);
  await becomes(person, 'active');
  await available(person, 300);
  return person;
}

/** Moves the clock, after which everybody has to sign in anew. */
async function later(person: Person, seconds: number): Promise<Person> {
  await stack.advance(seconds);
  return stack.person(person.email.replace('@example.com', ''));
}

/** An hour past the end of the month that is paid, however long that is. */
async function nextMonth(person: Person): Promise<Person> {
  const end = Date.parse((await read(person)).body.currentPeriodEndsAt);
  return later(person, Math.ceil((end - stack.running.clock.now().getTime()) / 1_000) + 3_600);
}

/** What Stripe has been paid by everybody, against what we gave credits for: the difference that has to be nothing. */
async function difference(): Promise<number> {
  const answer = await fetch(`${stack.running.runtime.vendorsUrl}/stripe/v1/invoices?status=paid&limit=100`, {
    headers: { authorization: `Bearer ${stack.running.secrets.vendors.stripeSecretKey}` },
  });
  const { data } = (await answer.json()) as { data: { id: string }[] };
  const { rows } = await stack.database.query<{ id: string; credits: string }>(
    `SELECT p.vendor_invoice_id AS id, sum(l.amount) AS credits FROM purchases p JOIN credit_lots l
         ON l.reference = p.id::text AND l.subject_id = p.subject_id AND l.source = 'subscription' AND l.amount = p.credits
      WHERE p.granted GROUP BY p.vendor_invoice_id HAVING count(*) = 1`,
  );
  const ours = new Set(rows.map(({ id }) => id));
  return data.filter(({ id }) => !ours.has(id)).length + Math.abs(ours.size - data.length);
}

it('is bought, grants once however its webhooks come, is renewed by the clock, and lets the month’s credits end', async () => {
  let ada = await stack.person('ada');
  expect((await read(ada)).status).toBe(404);
  const offers = await ada.call<{ items: { id: string; kind: string; interval: string | null }[] }>('GET', '/v1/billing/offers');
  expect(offers.body.items.filter(({ kind }) => kind === 'plan')).toContainEqual(
    expect.objectContaining({ id: 'plan-300', interval: 'month' }),
  );
  stack.vendors.control('stripe').change({ webhook: { duplicate: true, reorder: true } });
  const { status, body } = await subscribe(ada);
  expect([status, body]).toEqual([201, { id: expect.any(String) as string, url: expect.stringContaining('/stripe/checkout/') as string }]);
  expect(await read(ada)).toMatchObject({ status: 200, body: { id: body.id, state: 'incomplete' } });
  await submit(body.url, { ...payerForm, email: ada.email });
  stack.vendors.control('stripe').reset();
  await available(ada, 300);
  const first = await becomes(ada, 'active');
  for (const { url, headers, body: sent } of stack.vendors.control('stripe').sent(30))
    expect((await fetch(url, { method: 'POST', headers, body: sent })).status).toBe(200);
  expect((await ada.credits()).available).toBe(300);
  const receipt = await mailSaying(ada, /Receipt: 300 credits/);
  expect(receipt.text).toContain('/credits/subscription');

  expect((await subscribe(ada)).body.type).toBe('/problems/conflict');
  ada = await nextMonth(ada);
  await available(ada, 600);
  const second = await becomes(ada, 'active');
  expect(Date.parse(second.currentPeriodEndsAt)).toBeGreaterThan(Date.parse(first.currentPeriodEndsAt));
  ada = await later(ada, 3 * daySeconds);
  await available(ada, 300);
  const purchases = await ada.call<{ items: { state: string; billed: object | null }[] }>('GET', '/v1/billing/purchases');
  expect(purchases.body.items).toEqual([
    expect.objectContaining({ state: 'paid', billed: expect.objectContaining({ subscriptionId: body.id }) as object }),
    expect.objectContaining({ state: 'paid', billed: expect.objectContaining({ subscriptionId: body.id }) as object }),
  ]);
  expect(await difference()).toBe(0);
});

it('is cancelled by oneself, resumed, and ends with the paid month; each said by mail', async () => {
  let bea = await subscribed('bea');
  const act = (what: string) => bea.call<SubscriptionView & { type?: string }>('POST', `/v1/billing/subscription/${what}`);
  expect(await act('cancellation')).toMatchObject({ status: 200, body: { state: 'active', cancelAtPeriodEnd: true } });
  expect(await act('cancellation')).toMatchObject({ status: 200, body: { cancelAtPeriodEnd: true } });
  expect(await act('resumption')).toMatchObject({ status: 200, body: { state: 'active', cancelAtPeriodEnd: false } });
  expect((await act('payment')).body.type).toBe('/problems/conflict');
  await act('cancellation');
  await mailSaying(bea, /subscription is cancelled/);
  bea = await nextMonth(bea);
  await becomes(bea, 'canceled');
  await mailSaying(bea, /subscription has ended/);
  expect((await bea.credits()).available).toBe(300);
  expect((await act('resumption')).body.type).toBe('/problems/conflict');
  expect((await subscribe(bea)).status).toBe(201);
  expect(await difference()).toBe(0);
});

it('tells of a renewal that failed, grants nothing for it, and takes another card', async () => {
  let cem = await subscribed('cem', '4000 0000 0000 0341');
  cem = await nextMonth(cem);
  await becomes(cem, 'past-due');
  await mailSaying(cem, /did not go through/);
  const pay = await cem.call<{ url: string }>('POST', '/v1/billing/subscription/payment');
  expect((await submit(pay.body.url, { ...payerForm, email: cem.email })).status).toBe(200);
  await becomes(cem, 'active');
  const { rows } = await stack.database.query<{ count: string }>('SELECT count(*) FROM purchases WHERE subject_id = $1', [cem.subjectId]);
  expect(rows[0]?.count).toBe('2');
  expect(await difference()).toBe(0);
});

it('is compared with the processor: what no webhook told of is found', async () => {
  stack.vendors.control('stripe').change({ webhook: { drop: true } });
  let dan = await stack.person('dan');
  const { body } = await subscribe(dan);
  await submit(body.url, { ...payerForm, email: dan.email });
  expect((await dan.credits()).available).toBe(0);
  await stack.advance(150);
  await available(dan, 300);
  await becomes(dan, 'active');
  dan = await nextMonth(dan);
  // Somebody who was just asked about is asked about again after two minutes.
  await pause(2_000);
  await stack.advance(150);
  await available(dan, 600);
  await eventually(async () => (await difference()) === 0, 40_000, 'no difference to the processor');
});

it('is nobody else’s, takes refunds back, and keeps nothing of the card', async () => {
  const eve = await subscribed('eve');
  const fay = await stack.person('fay');
  expect((await read(fay)).status).toBe(404);
  expect((await fay.call('POST', '/v1/billing/subscription/cancellation')).status).toBe(404);
  const { rows } = await stack.database.query<{ id: string }>('SELECT vendor_payment_id AS id FROM purchases WHERE subject_id = $1', [
    eve.subjectId,
  ]);
  const refunded = await fetch(`${stack.running.runtime.vendorsUrl}/stripe/v1/refunds`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.running.secrets.vendors.stripeSecretKey}` },
    body: new URLSearchParams({ payment_intent: rows[0]?.id ?? '' }),
  });
  expect(refunded.status).toBe(200);
  await available(eve, 0);
  expect((await stack.traces('Grace Canary')).filter((trace) => /^(database|queue|logs)/.test(trace))).toEqual([]);
});
