import { randomUUID } from 'node:crypto';
import type { Person, ProblemBody } from './testing/person.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(120_000);

/** What must hold before anything is made, bought or kept, under the profile that keeps least. */
describe('fluxgen, at its door', () => {
  let stack: PlatformStack;
  beforeAll(async () => {
    stack = await startPlatform('fluxgen');
  });
  afterAll(() => stack?.stop());

  const checkout = (person: Person) =>
    person.call<ProblemBody & { url: string }>(
      'POST',
      '/v1/billing/checkouts',
      { offerId: 'pack-100', provider: 'stripe' },
      { 'idempotency-key': randomUUID() },
    );

  it('lets nobody make or buy anything who has not said how old they are', async () => {
    const ada = await stack.person('ada', 100);
    await stack.database.query('UPDATE accounts SET age_band = NULL WHERE subject_id = $1', [ada.subjectId]);
    for (const { status, body } of [await ada.create('a small boat'), await checkout(ada)])
      expect([status, body.type]).toEqual([403, '/problems/age-required']);
    expect(await ada.credits()).toMatchObject({ available: 100, held: 0 });
  });

  it('tells the payment processor no address', async () => {
    const bea = await stack.person('bea.no-address-of-hers');
    expect((await checkout(bea)).status).toBe(201);
    const sent = stack.vendors
      .control('stripe')
      .requests(100)
      .map(({ body }) => decodeURIComponent(body));
    expect(sent.join('\n')).toContain('100 credits');
    expect(sent.join('\n')).not.toMatch(/email|no-address-of-hers/);
  });

  it('remembers neither network address nor device of a session', async () => {
    const cem = await stack.person('cem');
    const { rows } = await stack.database.query('SELECT ip, device FROM sessions WHERE subject_id = $1', [cem.subjectId]);
    expect(rows).toEqual([{ ip: null, device: null }]);
  });

  it('takes no forbidden words, and nothing is charged for them', async () => {
    const dan = await stack.person('dan', 100);
    const { status, body } = await dan.create('a naked child');
    expect([status, body.type]).toEqual([422, '/problems/blocked-content']);
    expect(await dan.credits()).toMatchObject({ available: 100, held: 0 });
  });

  it('says of somebody else’s picture what it says of one that is not', async () => {
    const [eve, fay] = [await stack.person('eve', 100), await stack.person('fay')];
    const { body } = await eve.create('a small boat');
    for (const id of [body.id, randomUUID()])
      expect((await fay.call<ProblemBody>('GET', `/v1/creations/${id}`)).body).toMatchObject({ status: 404, type: '/problems/not-found' });
  });

  it('knows a session no more after its end', async () => {
    const gil = await stack.person('gil');
    expect((await gil.call('DELETE', '/v1/sessions')).status).toBe(204);
    expect((await gil.call('GET', '/v1/account')).status).toBe(401);
  });

  it('does a repeated request once', async () => {
    const hal = await stack.person('hal', 100);
    const key = randomUUID();
    const [first, second] = [await hal.create('a small boat', {}, key), await hal.create('a small boat', {}, key)];
    expect([second.body.id, second.headers.get('idempotent-replay')]).toEqual([first.body.id, 'true']);
    expect((await hal.create('a large boat', {}, key)).status).toBe(409);
  });
});
