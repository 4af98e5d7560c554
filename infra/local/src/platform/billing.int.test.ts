import { randomUUID } from 'node:crypto';
import { mailsIn } from '../vendors/testing/mails.js';
import { payerForm, submit } from '../vendors/testing/payment-provider-contract.js';
import type { Person } from './testing/person.js';
import { eventually } from './testing/eventually.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(180_000);

let stack: PlatformStack;
beforeAll(async () => {
  stack = await startPlatform('fluxkontextpro');
});
afterAll(() => stack?.stop());
afterEach(() => {
  for (const vendor of ['stripe', 'creem']) stack.vendors.control(vendor).reset();
});

const checkout = async (person: Person, provider: string, offerId = 'pack-500', key: string = randomUUID()) =>
  person.call<{ id: string; url: string; type?: string }>(
    'POST',
    '/v1/billing/checkouts',
    { offerId, provider },
    { 'idempotency-key': key },
  );
const purchase = async (person: Person, id: string) =>
  (await person.call<{ state: string }>('GET', `/v1/billing/purchases/${id}`)).body.state;
const pays = async (person: Person, provider: string): Promise<string> => {
  const { body } = await checkout(person, provider);
  expect((await submit(body.url, payerForm)).status).toBe(303);
  return body.id;
};
const paymentOf = async (id: string): Promise<string> => {
  const { rows } = await stack.database.query<{ payment_id: string }>(
    'SELECT vendor_payment_id AS payment_id FROM purchases WHERE id = $1',
    [id],
  );
  return rows[0]?.payment_id ?? '';
};
const vendorSays = async (provider: string, path: string, fields: Record<string, string>) => {
  const { vendors } = stack.running.secrets;
  const answer = await fetch(`${stack.running.runtime.vendorsUrl}/${provider}/v1/${path}`, {
    method: 'POST',
    ...(provider === 'stripe'
      ? { headers: { authorization: `Bearer ${vendors.stripeSecretKey}` }, body: new URLSearchParams(fields) }
      : { headers: { 'x-api-key': vendors.creemApiKey, 'content-type': 'application/json' }, body: JSON.stringify(fields) }),
  });
  expect([path, answer.status]).toEqual([path, 200]);
};
const available = (person: Person, amount: number) =>
  eventually(async () => (await person.credits()).available === amount, 20_000, `a balance of ${amount}`);

describe.each(['stripe', 'creem'])('buying through %s', (provider) => {
  const somebody = (name: string, credits = 0) => stack.person(`${name}.${provider}`, credits);

  it('grants once, however often and in whatever order the webhooks come, with one receipt by mail', async () => {
    const ada = await somebody('ada');
    stack.vendors.control(provider).change({ webhook: { duplicate: true, reorder: true } });
    const id = await pays(ada, provider);
    stack.vendors.control(provider).reset();
    await available(ada, 500);
    for (const { url, headers, body } of stack.vendors.control(provider).sent(20)) {
      expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200);
    }
    expect(await ada.credits()).toMatchObject({ available: 500, held: 0 });
    expect(await purchase(ada, id)).toBe('paid');
    const receipts = await eventually(async () => {
      const mails = await mailsIn(stack.running.runtime.vendorsUrl, `?to=${encodeURIComponent(ada.email)}`);
      return mails.length > 0 ? mails : null;
    });
    expect(receipts.map(({ subject }) => subject)).toEqual(['Receipt: 500 credits']);
    expect(receipts[0]?.text).toContain(id);
  });

  it('refuses what is forged', async () => {
    const eve = await somebody('eve');
    stack.vendors.control(provider).change({ webhook: { drop: true } });
    const id = await pays(eve, provider);
    const sent = await eventually(async () => stack.vendors.control(provider).sent(1)[0]);
    const forged = { ...sent.headers, 'stripe-signature': 't=1,v1=00', 'creem-signature': '00' };
    expect((await fetch(sent.url, { method: 'POST', headers: forged, body: sent.body })).status).toBe(401);
    expect((await eve.credits()).available).toBe(0);
    expect(await purchase(eve, id)).toBe('open');
  });

  it('finds a payment whose webhook never came', async () => {
    const bea = await somebody('bea');
    stack.vendors.control(provider).change({ webhook: { drop: true } });
    const id = await pays(bea, provider);
    expect((await bea.credits()).available).toBe(0);
    await stack.advance(150);
    await eventually(async () => (await purchase(bea, id)) === 'paid', 40_000, 'the reconciliation');
    expect((await bea.credits()).available).toBe(500);
  });

  it('takes refunded credits back, also spent ones: then nothing new is held until the debt is gone', async () => {
    const cem = await somebody('cem');
    const id = await pays(cem, provider);
    await available(cem, 500);
    const made = await cem.make('a kite');
    await vendorSays(
      provider,
      'refunds',
      provider === 'stripe' ? { payment_intent: await paymentOf(id) } : { transaction_id: await paymentOf(id) },
    );
    await available(cem, -(made.credits.captured ?? 0));
    expect(await purchase(cem, id)).toBe('refunded');
    const refused = await cem.create('a second kite');
    expect([refused.status, refused.body.type]).toEqual([402, '/problems/credit-debt']);
    await stack.grant(cem.email, 600);
    expect((await cem.create('a third kite')).status).toBe(202);
    const statement = await cem.call<{ items: { amount: number; balance: number }[] }>('GET', '/v1/credits/statement?limit=100');
    expect(statement.body.items.reduce((sum, { amount }) => sum + amount, 0)).toBe(statement.body.items[0]?.balance);
  });

  it('takes disputed credits back', async () => {
    const dan = await somebody('dan');
    const id = await pays(dan, provider);
    await available(dan, 500);
    const payment = await paymentOf(id);
    await vendorSays(provider, 'test_helpers/disputes', provider === 'stripe' ? { payment_intent: payment } : { transaction_id: payment });
    await available(dan, 0);
    expect(await purchase(dan, id)).toBe('disputed');
  });

  it('starts one checkout for a repeated request, and none without a key, an offer or a processor', async () => {
    const fay = await somebody('fay');
    const key = randomUUID();
    const [first, again] = [await checkout(fay, provider, 'pack-100', key), await checkout(fay, provider, 'pack-100', key)];
    expect([again.status, again.headers.get('idempotent-replay'), again.body]).toEqual([201, 'true', first.body]);
    expect((await checkout(fay, provider, 'pack-500', key)).body.type).toBe('/problems/idempotency-conflict');
    expect((await checkout(fay, provider, 'pack-of-nothing')).status).toBe(400);
    expect((await checkout(fay, 'paypal')).status).toBe(400);
    expect((await fay.call('POST', '/v1/billing/checkouts', { offerId: 'pack-100', provider })).status).toBe(400);
  });
});

it('lists purchases by page, and tells credits apart by statement as JSON and CSV', async () => {
  const gil = await stack.person('gil', 40);
  for (let n = 0; n < 3; n += 1) await checkout(gil, 'stripe', 'pack-100');
  const first = await gil.call<{ items: { id: string }[]; nextCursor: string }>('GET', '/v1/billing/purchases?limit=2');
  const second = await gil.call<{ items: { id: string }[]; nextCursor: null }>(
    'GET',
    `/v1/billing/purchases?limit=2&cursor=${first.body.nextCursor}`,
  );
  expect([first.body.items.length, second.body.items.length, second.body.nextCursor]).toEqual([2, 1, null]);
  const csv = await gil.raw('GET', '/v1/credits/statement', undefined, { accept: 'text/csv' });
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect((await csv.text()).trim().split('\n')).toHaveLength(2);
});

describe('an address', () => {
  it('is changed by the mailed link, and the old one is told', async () => {
    const hal = await stack.person('hal');
    const changed = await hal.call<{ email: string; pendingEmail: string }>('PATCH', '/v1/account', { email: 'hal.new@example.com' });
    expect([changed.status, changed.body.email, changed.body.pendingEmail]).toEqual([200, 'hal@example.com', 'hal.new@example.com']);
    const inboxOf = (to: string) => mailsIn(stack.running.runtime.vendorsUrl, `?to=${encodeURIComponent(to)}`);
    const [mail] = await eventually(async () => {
      const mails = await inboxOf('hal.new@example.com');
      return mails.length > 0 ? mails : null;
    });
    const token = new URL(/https?:\S+/.exec(mail?.text ?? '')?.[0] ?? '').searchParams.get('token');
    const confirm = () =>
      fetch(`${stack.url}/v1/email-confirmations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
    expect((await confirm()).status).toBe(200);
    expect((await confirm()).status).toBe(422);
    expect((await hal.call('GET', '/v1/account')).body).toMatchObject({ email: 'hal.new@example.com', pendingEmail: null });
    const notice = await eventually(async () => (await inboxOf('hal@example.com')).find(({ subject }) => subject.includes('address')));
    expect(notice.text).toContain('changed');
    expect(await stack.traces(token ?? '')).not.toContainEqual(expect.stringMatching(/^(database|queue|logs)/));
  });

  it('is told to the vendors that have the old one, again where one does not answer, and the others are listed', async () => {
    const ida = await stack.person('ida');
    const { body } = await checkout(ida, 'creem');
    expect((await submit(body.url, { ...payerForm, email: ida.email })).status).toBe(303);
    await checkout(ida, 'stripe');
    await available(ida, 500);
    stack.vendors.control('creem').change({ rejectWith: 503 });
    await ida.call('PATCH', '/v1/account', { email: 'ida.new@example.com' });
    const mail = await eventually(
      async () => (await mailsIn(stack.running.runtime.vendorsUrl, `?to=${encodeURIComponent('ida.new@example.com')}`))[0],
    );
    const token = new URL(/https?:\S+/.exec(mail.text)?.[0] ?? '').searchParams.get('token');
    const confirmed = await fetch(`${stack.url}/v1/email-confirmations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    expect(confirmed.status).toBe(200);
    const notices = async () =>
      (
        await stack.database.query<Record<string, unknown>>(
          `SELECT recipient, state, reason, former_address IS NULL AS gone FROM recipient_notices WHERE subject_id = $1 ORDER BY recipient`,
          [ida.subjectId],
        )
      ).rows;
    const settled = { stripe: { recipient: 'stripe', state: 'cannot-be-told', reason: 'nothing-to-correct', gone: true } };
    const silent = { recipient: 'creem', state: 'due', reason: 'unreachable', gone: false };
    const toldIdentity = { recipient: 'supabase', state: 'told', reason: null, gone: true };
    await eventually(
      async () => JSON.stringify(await notices()) === JSON.stringify([silent, settled.stripe, toldIdentity]),
      30_000,
      'two that are settled and one that is silent',
    );
    stack.vendors.control('creem').reset();
    await stack.advance(120);
    await eventually(async () => (await notices())[0]?.['state'] === 'told', 30_000, 'the second attempt');
    expect((await stack.traces(ida.email)).filter((hit) => hit.startsWith('vendors: creem/'))).toEqual([]);
  });
});
