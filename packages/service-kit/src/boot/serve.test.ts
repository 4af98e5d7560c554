import 'reflect-metadata';
import { endpoint, problem, problemTypes } from '@keepword/contracts';
import { Controller, Get, HttpException, Module } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { z } from 'zod';
import { AccessGuard, SignedIn, TOKEN_CHECK, type Caller, type TokenCheck } from '../http/access-guard.js';
import { droppedFields } from '../http/dropped-fields.js';
import { ProblemException } from '../http/problem-exception.js';
import { Input, Route, type InputOf } from '../http/route.js';
import { createService } from './serve.js';

const canary = 'canary-4711@example.org';
const letters = {
  write: endpoint({
    method: 'POST',
    path: '/v1/letters/{id}',
    access: 'session',
    summary: 'Write a letter',
    params: z.object({ id: z.uuid() }),
    query: z.object({ copies: z.coerce.number().int().min(1).max(9).default(1) }),
    body: z.object({ to: z.string().max(20), tags: z.array(z.object({ name: z.string() })).optional() }),
    answer: z.object({ subjectId: z.string(), body: z.unknown() }),
    status: 201,
    idempotencyKey: 'required',
  }),
  list: endpoint({ method: 'GET', path: '/v1/letters', access: 'open', summary: 'List letters', status: 200 }),
  fail: endpoint({
    method: 'GET',
    path: '/v1/failures/{kind}',
    access: 'open',
    summary: 'Fail',
    params: z.object({ kind: z.string() }),
    status: 200,
  }),
};

class VendorAway extends Error {}

const failures: Readonly<Record<string, () => unknown>> = {
  bug: () => new Error(`row of ${canary} could not be read`),
  text: () => canary,
  teapot: () => new HttpException(canary, 418),
  forbidden: () => new HttpException(canary, 403),
  busy: () => new ProblemException('/problems/rate-limited', { retryAfterSeconds: 7, detail: 'Wait a little.' }),
  vendor: () => new VendorAway('https://vendor.example is away'),
};

@Controller()
class LetterController {
  @Route(letters.write)
  write(@SignedIn() caller: Caller, @Input(letters.write) input: InputOf<typeof letters.write>) {
    return { subjectId: caller.subjectId, body: input };
  }

  @Route(letters.list)
  list() {
    return { items: [] };
  }

  @Route(letters.fail)
  fail(@Input(letters.fail) { params }: InputOf<typeof letters.fail>): never {
    throw failures[params.kind]?.();
  }

  /** Without a contract, as a handler that somebody forgot to protect. */
  @Get('/v1/forgotten')
  forgotten() {
    return { secret: canary };
  }
}

const tokens: TokenCheck = {
  check: async (token) =>
    token === 'good' ? { subjectId: 'ada', sessionId: 's1', authenticatedAt: new Date(0), accessToken: token } : null,
};

@Module({
  controllers: [LetterController],
  providers: [
    { provide: TOKEN_CHECK, useValue: tokens },
    {
      provide: APP_GUARD,
      inject: [Reflector, TOKEN_CHECK],
      useFactory: (reflector: Reflector, check: TokenCheck) => new AccessGuard(reflector, check),
    },
  ],
})
class LetterModule {}

const lines: string[] = [];
const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
let app: NestFastifyApplication;
let base: string;
let databaseAnswers = true;

beforeAll(async () => {
  app = await createService({
    module: LetterModule,
    host: '127.0.0.1',
    port: 0,
    logger,
    api: { title: 'Letters', description: 'Writes letters', version: '1.0.0', serverUrl: 'http://127.0.0.1' },
    endpoints: Object.values(letters),
    listedFields: ['ip'],
    readiness: () => [
      { name: 'database', check: () => (databaseAnswers ? Promise.resolve() : Promise.reject(new Error('away'))) },
      { name: 'queue', check: () => Promise.resolve() },
    ],
    bodyBytesMax: 2_000,
    translate: (error) => (error instanceof VendorAway ? new ProblemException('/problems/vendor-unavailable') : null),
  });
  await app.listen(0, '127.0.0.1');
  base = (await app.getUrl()).replace('[::1]', '127.0.0.1');
});
afterAll(() => app.close());

const id = '019593d0-0000-7000-8000-000000000001';
const json = { 'content-type': 'application/json' };
const write = (body: unknown, { path = `/v1/letters/${id}`, headers = {} } = {}) =>
  fetch(base + path, {
    method: 'POST',
    headers: { authorization: 'Bearer good', ...json, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** Reads a problem and checks what holds for every one of them. */
async function problemOf(response: Response) {
  const text = await response.text();
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(text).not.toMatch(/\n\s+at |node_modules|\.ts:\d/);
  expect(text).not.toContain(canary);
  const read = problem.parse(JSON.parse(text));
  expect([read.status, read.instance]).toEqual([response.status, response.headers.get('x-request-id')]);
  expect(read.type in problemTypes).toBe(true);
  return read;
}

describe('a request’s input', () => {
  it('given fields that the contract does not list, then they never reach the handler', async () => {
    const response = await write(
      { to: 'Ada', ip: '192.0.2.7', tags: [{ name: 'blue', colour: 'red' }] },
      { path: `/v1/letters/${id}?copies=2&debug=1` },
    );
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      subjectId: 'ada',
      body: { params: { id }, query: { copies: 2 }, body: { to: 'Ada', tags: [{ name: 'blue' }] } },
    });
  });

  it('given fields that do not fit, then each is named with its path', async () => {
    const read = await problemOf(await write({ tags: [{ name: 1 }], to: 'x'.repeat(30) }, { path: `/v1/letters/${id}` }));
    expect(read.type).toBe('/problems/invalid-request');
    expect(read.errors?.map(({ path }) => path).toSorted()).toEqual(['body.tags.0.name', 'body.to']);
  });

  it.each([
    ['a query that does not fit', { to: 'Ada' }, `/v1/letters/${id}?copies=10`, 400, '/problems/invalid-request'],
    ['an id that nobody has', { to: 'Ada' }, '/v1/letters/7', 404, '/problems/not-found'],
    ['a body that is no JSON', '{"to": ', `/v1/letters/${id}`, 400, '/problems/invalid-request'],
    ['no body', '', `/v1/letters/${id}`, 400, '/problems/invalid-request'],
    ['a body beyond the limit', { to: 'x'.repeat(3_000) }, `/v1/letters/${id}`, 413, '/problems/payload-too-large'],
    ['a path that is not well encoded', { to: 'Ada' }, `/v1/letters/${canary}%E0%A4%A`, 400, '/problems/invalid-request'],
    ['a path beyond the limit', { to: 'Ada' }, `/v1/letters/${'7'.repeat(400)}`, 404, '/problems/not-found'],
  ])('given %s, then the problem is the published one', async (_, body, path, status, type) => {
    const response = await write(body, { path });
    expect([response.status, (await problemOf(response)).type]).toEqual([status, type]);
  });

  it('given a prototype in the body, then it is a field like any other that nobody asked for', async () => {
    const response = await write('{"__proto__": {"admin": true}, "constructor": {"prototype": {"admin": true}}, "to": "Ada"}');
    expect(await response.json()).toMatchObject({ body: { body: { to: 'Ada' } } });
    expect('admin' in {}).toBe(false);
  });

  it('given another media type, then it is said so', async () => {
    const response = await write('<to>Ada</to>', { headers: { 'content-type': 'application/xml' } });
    expect([response.status, (await problemOf(response)).type]).toEqual([415, '/problems/unsupported-media-type']);
  });
});

describe('a card number', () => {
  const number = '4111 1111 1111 1111';

  it.each([
    ['in a field', { to: number }, ['body.to']],
    ['in a field that nobody asked for', { to: 'Ada', card: { number } }, ['body.card.number']],
    ['as the name of a field', { to: 'Ada', [number]: 1 }, ['body.[card number]']],
    ['in a list, beside what does not fit', { to: 1, tags: [{ name: number }] }, ['body.tags.0.name']],
    ['in the query', { to: 'Ada' }, ['query.note'], `?note=${encodeURIComponent(number)}`],
  ])(
    'given one %s, then the request is refused, the field is named, and the digits are told to nobody',
    async (_, body, paths, query = '') => {
      const seen = lines.length;
      const response = await write(body, { path: `/v1/letters/${id}${query}` });
      expect(response.status).toBe(400);
      const read = await problemOf(response);
      expect([read.type, read.errors?.map(({ path }) => path)]).toEqual(['/problems/invalid-request', paths]);
      expect(JSON.stringify(read) + lines.slice(seen).join('')).not.toMatch(/1111.?1111/);
    },
  );

  it('given digits that are no text, then they are a number like any other, and are not told back either', async () => {
    const read = await problemOf(await write({ to: 4111111111111111 }));
    expect(read.errors?.[0]?.path).toBe('body.to');
    expect(JSON.stringify(read)).not.toContain('11111111');
    expect((await write({ to: 'Ada', seed: 4111111111111111 })).status).toBe(201);
  });
});

describe('fields that were dropped', () => {
  it('given some that nobody asked for, then they are counted by names that are ours, and shown when the service ends', async () => {
    const before = new Map(droppedFields.totals().map(({ where, field, count }) => [`${where} ${field}`, count]));
    await write({
      to: 'Ada',
      ip: '192.0.2.7',
      'born-in-canary': 'x',
      tags: [
        { name: 'a', to: 'b' },
        { name: 'c', to: 'd' },
      ],
    });
    const counted = droppedFields
      .totals()
      .map((now) => [now.where, now.field, now.count - (before.get(`${now.where} ${now.field}`) ?? 0)])
      .filter(([, , more]) => more !== 0);
    expect(counted.toSorted()).toEqual([
      ['POST /v1/letters/{id}', 'ip', 1],
      ['POST /v1/letters/{id}', 'other', 1],
      ['POST /v1/letters/{id}', 'to', 2],
    ]);
    droppedFields.report(logger);
    droppedFields.report(logger);
    const said = lines.filter((line) => line.includes('fields dropped at the boundary'));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('"field":"ip"');
    expect(said[0]).not.toMatch(/192\.0\.2\.7|born|"x"/);
  });
});

describe('who may call', () => {
  it.each([
    ['no token', {}],
    ['a token that does not hold', { authorization: 'Bearer bad' }],
    ['another scheme', { authorization: 'Basic good' }],
    ['two tokens', { authorization: 'Bearer good good' }],
    ['a token beyond all limits', { authorization: `Bearer ${'a'.repeat(8_001)}` }],
  ])('given %s, then nobody is signed in', async (_, headers) => {
    const response = await fetch(`${base}/v1/letters/${id}`, { method: 'POST', headers: { ...json, ...headers }, body: '{"to":"Ada"}' });
    expect((await problemOf(response)).type).toBe('/problems/unauthenticated');
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('given a handler without a contract, then it cannot be reached, with or without a token', async () => {
    for (const headers of [{}, { authorization: 'Bearer good' }]) {
      const response = await fetch(`${base}/v1/forgotten`, { headers });
      expect([response.status, (await problemOf(response)).type]).toEqual([404, '/problems/not-found']);
    }
  });

  it('given an open endpoint, then no token is asked for', async () => {
    expect((await fetch(`${base}/v1/letters`)).status).toBe(200);
  });

  it('given a path or a method that nothing answers, then it is not found', async () => {
    expect((await problemOf(await fetch(`${base}/nowhere`))).type).toBe('/problems/not-found');
    expect((await problemOf(await fetch(`${base}/v1/letters`, { method: 'DELETE' }))).type).toBe('/problems/not-found');
  });
});

describe('what went wrong', () => {
  it.each([
    ['bug', 500, '/problems/internal'],
    ['text', 500, '/problems/internal'],
    ['teapot', 500, '/problems/internal'],
    ['forbidden', 403, '/problems/forbidden'],
    ['vendor', 503, '/problems/vendor-unavailable'],
    ['busy', 429, '/problems/rate-limited'],
  ])('given a failure of the kind «%s», then it is told as %i %s without detail of ours', async (kind, status, type) => {
    const response = await fetch(`${base}/v1/failures/${kind}`);
    expect([response.status, (await problemOf(response)).type]).toEqual([status, type]);
    expect(response.headers.get('retry-after')).toBe(kind === 'busy' ? '7' : null);
  });

  it('given all of the above, then the log has a line per request, by route and without addresses, bodies or queries', async () => {
    await fetch(`${base}/v1/letters?email=${canary}`, { headers: { 'user-agent': canary } });
    const requests = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === 'request');
    expect(requests.at(-1)).toMatchObject({ method: 'GET', route: '/v1/letters', status: 200, durationMs: expect.any(Number) as number });
    const written = requests.map((request) => JSON.stringify(request)).join('\n');
    expect(written).not.toMatch(/canary|127\.0\.0\.1|Bearer/);
  });
});

describe('around the endpoints', () => {
  it('given a service, then it is healthy, and ready only while all that it needs answers', async () => {
    expect(await (await fetch(`${base}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${base}/readyz`)).json()).toMatchObject({ status: 'ready' });
    databaseAnswers = false;
    const response = await fetch(`${base}/readyz`);
    databaseAnswers = true;
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'not-ready',
      checks: [
        { name: 'database', ready: false },
        { name: 'queue', ready: true },
      ],
    });
  });

  it('given any answer, then its headers are those of an API that no page embeds and nobody caches', async () => {
    const { headers } = await fetch(`${base}/v1/letters`);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('given the docs, then they are a page', async () => {
    const response = await fetch(`${base}/docs`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html') as string]);
  });
});
