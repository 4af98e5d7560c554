import { seededRandom } from './testing/seeded-random.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';
import { signInStaff, type StaffMember } from './testing/staff-member.js';
import type { Person } from './testing/person.js';

jest.setTimeout(180_000);

const requestsPlanned = 2_000;
const atATime = 16;

interface Operation {
  /** The service's address. */
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly body: Record<string, unknown> | null;
}
type Random = ReturnType<typeof seededRandom>;

/** Values that have broken somebody's server before. */
const nasty: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '🦊'.repeat(50),
  'x'.repeat(5_000),
  '../../etc/passwd',
  "'; DROP TABLE accounts; --",
  '<script>alert(1)</script>',
  '%00',
  '{{7*7}}',
  '\r\nx-injected: 1',
  'NaN',
  '[object Object]',
  [],
  {},
  [[]],
  { $ne: 1 },
  { __proto__: { admin: true } },
  ['x'],
  'javascript:alert(1)',
  'http://127.0.0.1:22/',
  '01890000-0000-7000-8000-000000000000',
  '2026-02-30T00:00:00Z',
  'a@b.c',
  'ada@example.com',
  Array.from({ length: 200 }, (_, n) => n),
];

describe('malformed requests', () => {
  let stack: PlatformStack;
  let ada: Person;
  let officer: StaffMember;
  const operations: Operation[] = [];
  beforeAll(async () => {
    stack = await startPlatform('fluxkrea', {}, { withPrivacyService: true });
    ada = await stack.person('ada', 100);
    officer = await signInStaff(stack, 'privacy-officer');
    // Nobody who signed in so long ago closes an account: the run would end with it.
    await stack.database.query(`UPDATE sessions SET created_at = created_at - interval '1 hour'`);
    for (const service of [stack.url, stack.privacyUrl]) {
      const document = (await (await fetch(`${service}/openapi.json`)).json()) as { paths: Record<string, Record<string, never>> };
      for (const [path, methods] of Object.entries(document.paths))
        for (const [method, operation] of Object.entries(methods)) operations.push(operationOf(service, path, method, operation));
    }
    expect(operations.length).toBeGreaterThan(80);
  });
  afterAll(() => stack?.stop());

  it(`of ${requestsPlanned} over all routes, none gives a 5xx or a stack trace`, async () => {
    const random = seededRandom(20_261_121);
    const bad: unknown[] = [];
    const seen = new Map<number, number>();
    const plan = Array.from({ length: requestsPlanned }, (_, n) => requestFor(operations[n % operations.length] as Operation, random));
    const next = plan.values();
    await Promise.all(
      Array.from({ length: atATime }, async () => {
        for (const request of next) {
          const { status, text } = await send(request);
          seen.set(status, (seen.get(status) ?? 0) + 1);
          if (status >= 500 || /\n\s+at .+:\d+:\d+|node_modules|SELECT |QueryFailed/.test(text))
            bad.push({ ...request, status, text: text.slice(0, 300) });
        }
      }),
    );
    expect(bad).toEqual([]);
    expect(seen.get(400) ?? 0).toBeGreaterThan(300);
    expect(stack.coreApi.log()).not.toMatch(/"level":50/);
    expect((await ada.call('GET', '/v1/account')).status).toBe(200);
  });

  async function send(request: ReturnType<typeof requestFor>): Promise<{ status: number; text: string }> {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        value.replaceAll('$TOKEN', request.path.startsWith('/v1/console/') ? officer.accessToken : ada.accessToken),
      ]),
    );
    const stop = new AbortController();
    try {
      const response = await fetch(`${request.service}${request.path}`, {
        method: request.method,
        headers,
        signal: stop.signal,
        ...(request.body === null ? {} : { body: request.body }),
      });
      // An event stream never ends by itself.
      if (response.headers.get('content-type')?.startsWith('text/event-stream')) return { status: response.status, text: '' };
      return { status: response.status, text: await response.text() };
    } finally {
      stop.abort();
    }
  }
});

function operationOf(service: string, path: string, method: string, operation: Record<string, unknown>): Operation {
  const content = (operation['requestBody'] as { content?: Record<string, { schema?: Record<string, unknown> }> } | undefined)?.content;
  return {
    service,
    method: method.toUpperCase(),
    path,
    parameters: (operation['parameters'] as Operation['parameters'] | undefined) ?? [],
    body: content?.['application/json']?.schema ?? null,
  };
}

function requestFor(operation: Operation, random: Random) {
  const query = operation.parameters.filter((one) => one.in === 'query' && random.below(2) === 0);
  const path = operation.path.replace(/\{\w+\}/g, () => encodeURIComponent(wellFormed(String(random.pick(nasty)))).slice(0, 800) || 'x');
  const search = query.map(({ name }) => `${name}=${encodeURIComponent(wellFormed(String(random.pick(nasty))))}`.slice(0, 2_000));
  const sendsBody = operation.method !== 'GET' && operation.method !== 'DELETE';
  const headers: Record<string, string> = {};
  // Signing out would end the run; the routes that end the session are asked without one.
  const endsSession = ['/v1/sessions', '/v1/console/session'].includes(operation.path) && operation.method === 'DELETE';
  if (!endsSession && random.below(10) > 0) headers['authorization'] = random.below(20) === 0 ? 'Bearer x.y.z' : 'Bearer $TOKEN';
  if (random.below(3) > 0) headers['idempotency-key'] = random.below(4) === 0 ? 'k'.repeat(300) : `key-${random.below(1_000_000)}`;
  if (random.below(6) === 0) headers['last-event-id'] = random.pick(['x', '-1', '99999999999999999999', '1e9']);
  if (random.below(6) === 0) headers['accept'] = random.pick(['text/csv', 'text/csv;;;', '*/*', '']);
  if (sendsBody) headers['content-type'] = random.pick(contentTypes);
  return {
    service: operation.service,
    method: operation.method,
    path: search.length > 0 ? `${path}?${search.join('&')}` : path,
    headers,
    body: sendsBody ? bodyFor(operation.body, random) : null,
  };
}

const contentTypes = [
  'application/json',
  'application/json',
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/xml',
];
const wellFormed = (text: string) => text.replace(/[\ud800-\udfff]/g, '�');

function bodyFor(schema: Record<string, unknown> | null, random: Random): string {
  switch (random.below(8)) {
    case 0:
      return random.pick([
        '',
        '{',
        'null',
        '[]',
        '"x"',
        '{"a":'.repeat(500),
        '--x\r\ncontent-disposition: form-data; name="request"\r\n\r\n{}\r\n--x--\r\n',
      ]);
    case 1:
      return '['.repeat(2_000);
    default:
      return JSON.stringify(valueFor(schema ?? {}, random, 0));
  }
}

/** Something that fits the schema, but for one field in three. */
function valueFor(schema: Record<string, unknown>, random: Random, depth: number): unknown {
  if (depth > 6 || random.below(3) === 0) return random.pick(nasty);
  const options = (schema['oneOf'] ?? schema['anyOf']) as Record<string, unknown>[] | undefined;
  if (options) return valueFor(random.pick(options), random, depth);
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return random.pick(schema['enum'] as unknown[]);
  switch (schema['type']) {
    case 'object': {
      const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Record<string, unknown>>);
      return Object.fromEntries(
        properties.filter(() => random.below(5) > 0).map(([name, one]) => [name, valueFor(one, random, depth + 1)]),
      );
    }
    case 'array':
      return Array.from({ length: random.below(4) }, () => valueFor((schema['items'] ?? {}) as Record<string, unknown>, random, depth + 1));
    case 'integer':
    case 'number':
      return random.below(3_000) - 500;
    case 'boolean':
      return random.below(2) === 0;
    default:
      return random.pick(['ada', 'ada@example.com', 'https://example.org/x', 'flux-krea-dev', '01890000-0000-7000-8000-000000000000']);
  }
}
