import 'reflect-metadata';
import { endpoint } from '@keepword/contracts';
import { Controller, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { readEnvironment } from '../boot/environment.js';
import { createService } from '../boot/serve.js';
import { AccessGuard, TOKEN_CHECK } from './access-guard.js';
import { networkOf, rateLimitEnvironment, rateLimitQuotas, RateLimits } from './rate-limits.js';
import { Route } from './route.js';

const quotas = { 'sign-in': 2, open: 4, read: 6, write: 3, mailed: 2 };

const routes = {
  signIn: endpoint({ method: 'POST', path: '/v1/sign-ins', access: 'open', summary: 'Sign in', status: 201, limit: 'sign-in' }),
  look: endpoint({ method: 'GET', path: '/v1/looks', access: 'open', summary: 'Look', status: 200 }),
  read: endpoint({ method: 'GET', path: '/v1/letters', access: 'session', summary: 'Read', status: 200 }),
  write: endpoint({ method: 'POST', path: '/v1/letters', access: 'session', summary: 'Write', status: 201 }),
  report: endpoint({ method: 'POST', path: '/webhooks/stripe', access: 'webhook', summary: 'Report', status: 200 }),
};

@Controller()
class Letters {
  @Route(routes.signIn)
  signIn() {
    return {};
  }
  @Route(routes.look)
  look() {
    return {};
  }
  @Route(routes.read)
  read() {
    return {};
  }
  @Route(routes.write)
  write() {
    return {};
  }
  @Route(routes.report)
  report() {
    return {};
  }
}

let app: NestFastifyApplication;
let base: string;

beforeEach(async () => {
  @Module({
    controllers: [Letters],
    providers: [
      {
        provide: TOKEN_CHECK,
        useValue: { check: async (token: string) => (token === 'bad' ? null : { subjectId: token, sessionId: 's1' }) },
      },
      { provide: RateLimits, useValue: new RateLimits(quotas) },
      { provide: APP_GUARD, useClass: AccessGuard },
    ],
  })
  class LetterModule {}
  app = await createService({
    module: LetterModule,
    host: '127.0.0.1',
    port: 0,
    logger: pino({ level: 'silent' }),
    api: { title: 'Letters', description: 'Writes letters', version: '1.0.0', serverUrl: 'http://127.0.0.1' },
    endpoints: Object.values(routes),
    readiness: () => [],
    bodyBytesMax: 2_000,
  });
  await app.listen(0, '127.0.0.1');
  base = (await app.getUrl()).replace('[::1]', '127.0.0.1');
});
afterEach(() => app.close());

const from = (address: string) => ({ 'x-forwarded-for': address });
const as = (subject: string) => ({ authorization: `Bearer ${subject}` });
const ask = ({ method, path }: { method: string; path: string }, headers: Record<string, string>) =>
  fetch(base + path, { method, headers });
const statuses = async (times: number, route: { method: string; path: string }, headers: Record<string, string>) => {
  const found: number[] = [];
  for (let n = 0; n < times; n += 1) found.push((await ask(route, headers)).status);
  return found;
};

describe('a quota', () => {
  it('given more requests than it, then each further one is told how long to wait', async () => {
    const first = await ask(routes.signIn, from('192.0.2.1'));
    expect([first.status, first.headers.get('ratelimit-policy')]).toEqual([201, '"sign-in";q=2;w=60']);
    expect(first.headers.get('ratelimit')).toMatch(/^"sign-in";r=1;t=(60|59)$/);
    expect(await statuses(1, routes.signIn, from('192.0.2.1'))).toEqual([201]);
    const refused = await ask(routes.signIn, from('192.0.2.1'));
    expect([refused.status, refused.headers.get('content-type')]).toEqual([429, expect.stringMatching(/^application.problem.json/)]);
    expect(await refused.json()).toMatchObject({ type: '/problems/rate-limited', status: 429 });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit')).toMatch(/^"sign-in";r=0;t=\d+$/);
  });

  it('given people behind one proxy of ours, then each network has its own; and signing in does not use up the rest', async () => {
    expect(await statuses(3, routes.signIn, from('192.0.2.1'))).toEqual([201, 201, 429]);
    expect(await statuses(3, routes.signIn, from('192.0.2.2'))).toEqual([201, 201, 429]);
    expect(await statuses(5, routes.look, from('192.0.2.1'))).toEqual([200, 200, 200, 200, 429]);
  });

  it('given one IPv6 network with a new address for every try, then they count as one', async () => {
    const tries = [];
    for (let n = 1; n <= 3; n += 1) tries.push(...(await statuses(1, routes.signIn, from(`2001:db8:1:2::${n}`))));
    expect(tries).toEqual([201, 201, 429]);
    expect(await statuses(1, routes.signIn, from('2001:db8:1:3::1'))).toEqual([201]);
  });

  it('given somebody signed in, then it is the person who counts, wherever from; reading and writing apart', async () => {
    expect(await statuses(2, routes.write, { ...as('ada'), ...from('192.0.2.1') })).toEqual([201, 201]);
    expect(await statuses(2, routes.write, { ...as('ada'), ...from('192.0.2.9') })).toEqual([201, 429]);
    expect(await statuses(1, routes.write, { ...as('bea'), ...from('192.0.2.1') })).toEqual([201]);
    expect(await statuses(7, routes.read, as('ada'))).toEqual([200, 200, 200, 200, 200, 200, 429]);
  });

  it('given tokens that are tried out, then they count for the address', async () => {
    expect(await statuses(5, routes.read, { ...as('bad'), ...from('192.0.2.1') })).toEqual([401, 401, 401, 401, 429]);
    expect(await statuses(1, routes.read, { ...as('ada'), ...from('192.0.2.1') })).toEqual([200]);
  });

  it('given a vendor’s webhooks, then none is held up', async () => {
    expect(new Set(await statuses(20, routes.report, from('192.0.2.1')))).toEqual(new Set([200]));
  });
});

describe('mails to one address', () => {
  it('given more than its quota, then the next is refused for the hour, however the address is written, and others are not', async () => {
    const limits = new RateLimits(quotas);
    await limits.countMailTo('Ada@example.org');
    await limits.countMailTo(' ada@EXAMPLE.org');
    await expect(limits.countMailTo('ada@example.org')).rejects.toMatchObject({
      type: '/problems/rate-limited',
      message: expect.stringMatching(/^At most 2 requests of this kind within an hour/),
    });
    await expect(limits.countMailTo('bea@example.org')).resolves.toBeUndefined();
  });
});

describe('what is kept of whom', () => {
  afterEach(() => jest.restoreAllMocks());

  it('given an address, then it is counted under a hash that says nothing, another one in each process, in each class and after an hour', async () => {
    const counted = jest.spyOn(RateLimiterMemory.prototype, 'consume');
    const [one, other] = [new RateLimits(quotas), new RateLimits(quotas)];
    await one.count('open', '192.0.2.77');
    await one.count('open', '192.0.2.77');
    await one.count('write', '192.0.2.77');
    await other.count('open', '192.0.2.77');
    const later = performance.now() + 3_600_001;
    jest.spyOn(performance, 'now').mockReturnValue(later);
    expect((await one.count('open', '192.0.2.77')).remaining).toBe(quotas.open - 1);
    const keys = counted.mock.calls.map(([key]) => String(key));
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(4);
    for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });
});

describe('the networks of addresses', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('given %s, then it is counted as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('the settings', () => {
  it('given none, then a person has plenty', () => {
    expect(rateLimitQuotas(readEnvironment(rateLimitEnvironment, {}))).toEqual({
      'sign-in': 60,
      open: 600,
      read: 1_200,
      write: 300,
      mailed: 20,
    });
  });

  it('given what is no number of requests, then the boot stops with a sentence', () => {
    expect(() => readEnvironment(rateLimitEnvironment, { RATE_LIMIT_OPEN: '0' })).toThrow(/RATE_LIMIT_OPEN/);
    expect(() => readEnvironment(rateLimitEnvironment, { RATE_LIMIT_READ: 'many' })).toThrow(
      "RATE_LIMIT_READ: requests per minute, from 1 to 1000000 (found 'many')",
    );
  });
});
