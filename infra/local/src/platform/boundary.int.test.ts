import { randomUUID } from 'node:crypto';
import { startSignIn } from '@keepword/contracts';
import { neverStores, profile, profileIds } from '@keepword/policy';
import { newId } from '@keepword/primitives';
import { payerForm, submit } from '../vendors/testing/payment-provider-contract.js';
import { eventually } from './testing/eventually.js';
import type { Answer, ProblemBody } from './testing/person.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(180_000);

describe('the edge of core-api under fluxgen', () => {
  const quota = 40;
  let stack: PlatformStack;
  beforeAll(async () => {
    stack = await startPlatform('fluxgen', { RATE_LIMIT_SIGN_IN: String(quota) });
  });
  afterAll(() => stack?.stop());

  const outside = async (word: string) => (await stack.traces(word)).filter((trace) => !trace.startsWith('vendors'));

  it('lets one network try to sign in so often, and writes its address down nowhere', async () => {
    const begin = (address: string) =>
      fetch(stack.url + startSignIn.path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ method: 'google', redirectUri: `${stack.webUrl}/auth/callback` }),
      });
    const answers = await Promise.all(Array.from({ length: quota + 5 }, () => begin('203.0.113.77')));
    const refused = answers.filter(({ status }) => status === 429);
    expect([refused.length, answers.filter(({ status }) => status === 201).length]).toEqual([5, quota]);
    expect(await refused[0]?.json()).toMatchObject({ type: '/problems/rate-limited' });
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('ratelimit-policy')).toBe(`"sign-in";q=${quota};w=60`);
    expect((await begin('203.0.113.78')).status).toBe(201);
    expect(await stack.traces('203.0.113.77')).toEqual([]);
  });

  it('takes no card number in any text, and neither repeats nor keeps one', async () => {
    for (const id of profileIds) expect([id, neverStores(profile(id), 'billing.card')]).toEqual([id, true]);
    const ada = await stack.person('ada', 500);
    const [number, digits] = ['4000 0025 0000 3155', '4000002500003155'];
    const request = await ada.request('a fox');
    const form = new FormData();
    form.set('request', JSON.stringify({ ...request, prompt: `a fox ${number}` }));
    const key = () => ({ 'idempotency-key': randomUUID() });
    const refusals: [string, Answer<ProblemBody>][] = [
      ['body.prompt', await ada.call('POST', '/v1/creations', { ...request, prompt: `a fox with ${digits}` }, key())],
      ['body.prompt', await ada.call('POST', '/v1/creations', form, key())],
      [
        'body.parameters.negativePrompt',
        await ada.call('POST', '/v1/creations', { ...request, parameters: { negativePrompt: number } }, key()),
      ],
      [
        'body.look.slots.subject',
        await ada.call('POST', '/v1/creations', { ...request, look: { id: 'x', slots: { subject: number } } }, key()),
      ],
      ['body.card', await ada.call('POST', '/v1/creations', { ...request, card: number }, key())],
      ['body.number', await ada.call('POST', '/v1/billing/checkouts', { offerId: 'pack-100', provider: 'stripe', number }, key())],
      ['body.displayName', await ada.call('PATCH', '/v1/account', { displayName: number })],
      ['body.comment', await ada.call('POST', `/v1/creations/${newId(new Date())}/reports`, { reason: 'other', comment: number })],
      ['query.q', await ada.call('GET', `/v1/creations?q=${encodeURIComponent(number)}`)],
    ];
    for (const [path, { status, body }] of refusals) {
      expect([path, status, body.type, body.errors?.map((error) => error.path)]).toEqual([path, 400, '/problems/invalid-request', [path]]);
      expect(JSON.stringify(body)).not.toMatch(/0000.?3155/);
    }
    expect(await ada.credits()).toMatchObject({ available: 500, held: 0 });
    for (const word of [number, digits]) expect(await stack.traces(word)).toEqual([]);
    const made = await ada.make('the year 1984, 1920x1080, f/1.8, seed 4294967295, 12:34:56', { seed: 2_147_483_647 });
    expect(made.state).toBe('succeeded');
  });

  it('offers no feedback where the profile lists none', async () => {
    const eve = await stack.person('eve');
    for (const [method, path] of [
      ['POST', '/v1/feedback'],
      ['GET', '/v1/feedback'],
      ['DELETE', `/v1/feedback/${newId(new Date())}`],
    ] as const) {
      const { status, body } = await eve.call<ProblemBody>(method, path, method === 'POST' ? { rating: 5 } : undefined);
      expect([method, status, body.type]).toEqual([method, 404, '/problems/not-offered']);
    }
  });

  it('says how often it dropped what, by names of ours only', async () => {
    const bea = await stack.person('bea');
    await bea.call('POST', '/v1/creations/quote', { ...(await bea.request('x')), deviceType: 'phone-canary', 'canary-name': 1 });
    const said = await eventually(
      async () => {
        const line = stack
          .logs()
          .split('\n')
          .findLast((one) => one.includes('fields dropped at the boundary') && one.includes('deviceType'));
        return line ? (JSON.parse(line) as { dropped: { where: string; field: string; count: number }[] }) : null;
      },
      20_000,
      'the line in the log',
    );
    expect(said.dropped).toContainEqual({ where: 'POST /v1/creations/quote', field: 'deviceType', count: 1 });
    expect(said.dropped).toContainEqual({ where: 'POST /v1/creations/quote', field: 'other', count: 1 });
    // The profile lists neither addresses nor devices: both were seen at each sign-in, and kept at none.
    expect(said.dropped).toContainEqual({ where: 'POST /v1/sessions', field: 'ip', count: expect.any(Number) as number });
    expect(JSON.stringify(said)).not.toMatch(/canary|phone/);
  });

  it('sends Stripe no address, and keeps nothing of what Stripe says about who paid', async () => {
    const cem = await stack.person('cem.payer');
    const order = { offerId: 'pack-100', provider: 'stripe' };
    const { body } = await cem.call<{ id: string; url: string }>('POST', '/v1/billing/checkouts', order, {
      'idempotency-key': randomUUID(),
    });
    const sent = stack.vendors.control('stripe').requests(100);
    const opened = sent.filter(({ method, path }) => method === 'POST' && path.endsWith('/checkout/sessions'));
    expect(opened).toHaveLength(1);
    const names = [...new URLSearchParams(opened[0]?.body).keys()];
    expect(names).toContain('client_reference_id');
    expect(names.filter((name) => name.startsWith('customer'))).toEqual([]);
    expect(JSON.stringify(sent)).not.toMatch(/cem\.payer|Cem Payer/);

    expect((await submit(body.url, payerForm)).status).toBe(303);
    await eventually(async () => (await cem.credits()).available === 100, 20_000, 'the credits');
    expect(
      stack.vendors
        .control('stripe')
        .sent(20)
        .some((webhook) => webhook.body.includes(payerForm.email)),
    ).toBe(true);
    for (const word of ['grace.canary', 'Grace Canary']) expect(await outside(word)).toEqual([]);
    const { rows } = await stack.database.query<object>('SELECT * FROM purchases WHERE id = $1', [body.id]);
    expect(JSON.stringify(rows)).not.toMatch(/customer_details|grace|4444|mastercard|"SE"/i);
  });
});

describe('webhooks of a vendor that signs nothing', () => {
  let stack: PlatformStack;
  beforeAll(async () => {
    stack = await startPlatform('fluxvision');
  });
  afterAll(() => stack?.stop());

  it('come in by the secret in their address and by nothing else, and one result counts', async () => {
    const cog = stack.vendors.control('cog');
    cog.change({ webhook: { drop: true } });
    const dan = await stack.person('dan', 500);
    const { body } = await dan.create('a tower');
    const sent = await eventually(async () => cog.sent(10).find((webhook) => webhook.body.includes('"succeeded"')), 30_000, 'the result');
    const deliver = async (url: string, text = sent.body) => {
      const response = await fetch(url, { method: 'POST', headers: sent.headers, body: text });
      return [response.status, ((await response.json()) as ProblemBody).type];
    };
    const secret = sent.url.split('/').at(-1) ?? '';
    const notFound = [404, '/problems/not-found'];
    expect(await deliver(`${stack.url}/webhooks/cog`)).toEqual(notFound);
    expect(await deliver(`${stack.url}/webhooks/cog/${'x'.repeat(secret.length)}`)).toEqual(notFound);
    expect(await deliver(`${stack.url}/webhooks/cog/${secret.slice(0, -1)}`)).toEqual(notFound);
    expect(await deliver(`${stack.url}/webhooks/replicate/${secret}`)).toEqual(notFound);
    expect(['queued', 'running']).toContain((await dan.show(body.id)).state);

    expect((await deliver(sent.url))[0]).toBe(200);
    const made = await dan.ended(body.id, 100_000);
    expect(made.state).toBe('succeeded');
    expect((await deliver(sent.url, sent.body.replace('"succeeded"', '"failed"')))[0]).toBe(200);
    expect(await dan.show(body.id)).toEqual(made);
    expect(await dan.credits()).toMatchObject({ available: 500 - (made.credits.captured ?? 0), held: 0 });
  });
});
