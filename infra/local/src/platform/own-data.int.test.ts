import { randomUUID } from 'node:crypto';
import type { Creation } from '@keepword/contracts';
import sharp from 'sharp';
import { openStream } from './testing/event-stream.js';
import type { Person, ProblemBody } from './testing/person.js';
import { eventually } from './testing/eventually.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(180_000);

let stack: PlatformStack;
let ada: Person;
let made: Creation;
beforeAll(async () => {
  stack = await startPlatform('fluxkrea');
  ada = await stack.person('ada', 1_000);
  made = await ada.make('a copper kettle', { count: 2 });
});
afterAll(() => stack?.stop());

const bytesOf = async (person: Person, path: string) => Buffer.from(await (await person.raw('GET', path)).arrayBuffer());

describe('a result', () => {
  it('says that a machine made it, and says the prompt only where that was asked for', async () => {
    const url = made.outputs[0]?.url ?? '';
    const [plain, embedded, stripped] = await Promise.all([
      bytesOf(ada, url),
      bytesOf(ada, `${url}?metadata=embed`),
      bytesOf(ada, `${url}?metadata=strip`),
    ]);
    for (const file of [plain, embedded, stripped]) {
      expect(file.includes('trainedAlgorithmicMedia')).toBe(true);
      expect(await sharp(file).metadata()).toMatchObject({ width: 512, height: 512 });
    }
    expect([plain, embedded, stripped].map((file) => file.includes('copper kettle'))).toEqual([false, true, false]);
  });

  it('downloads as the person prefers', async () => {
    await ada.call('PATCH', '/v1/account', { preferences: { downloadMetadata: 'embed' } });
    const kept = await ada.raw('GET', `${made.outputs[0]?.url}?download=1`);
    expect(kept.headers.get('content-disposition')).toContain('attachment');
    expect(Buffer.from(await kept.arrayBuffer()).includes('copper kettle')).toBe(true);
    await ada.call('PATCH', '/v1/account', { preferences: { downloadMetadata: 'strip' } });
    expect((await bytesOf(ada, `${made.outputs[0]?.url}?download=1`)).includes('copper kettle')).toBe(false);
  });

  it('has a small thumbnail and no number that it has not', async () => {
    const thumbnail = await bytesOf(ada, `${made.outputs[1]?.url}?size=thumbnail`);
    expect((await sharp(thumbnail).metadata()).format).toBe('webp');
    expect(thumbnail.length).toBeLessThan(made.outputs[1]?.bytes ?? 0);
    expect(made.outputs[1]?.thumbHash).toMatch(/^[A-Za-z0-9+/=]+$/);
    for (const n of ['2', '-1', '99', 'x']) expect((await ada.call('GET', `/v1/creations/${made.id}/outputs/${n}`)).status).toBe(404);
  });

  it('comes with others in one archive', async () => {
    const answer = await ada.raw('POST', '/v1/creation-archives', { creationIds: [made.id, made.id] });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
    const zip = Buffer.from(await answer.arrayBuffer());
    const names = new Set(zip.toString('latin1').match(/[0-9a-f-]{36}-\d\.(?:png|webp|jpg)/g));
    expect([...names].map((name) => name.split('.')[0])).toEqual([`${made.id}-0`, `${made.id}-1`]);
  });
});

interface Operation {
  readonly security?: readonly unknown[];
}

describe('the id of somebody else', () => {
  it('gives 404 on every route, and changes nothing', async () => {
    const eve = await stack.person('eve', 500);
    const { body: bought } = await ada.call<{ id: string }>(
      'POST',
      '/v1/billing/checkouts',
      { offerId: 'pack-100', provider: 'stripe' },
      { 'idempotency-key': randomUUID() },
    );
    const sessions = await ada.call<{ items: { id: string }[] }>('GET', '/v1/sessions');
    const document = (await (await fetch(`${stack.url}/openapi.json`)).json()) as { paths: Record<string, Record<string, Operation>> };
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { security }]) =>
        // What needs no session asks for a secret of its own besides the id.
        path.includes('{id}') && (security ?? []).length > 0 ? [[method.toUpperCase(), path] as const] : [],
      ),
    );
    expect(routes.length).toBeGreaterThanOrEqual(8);
    for (const [method, path] of routes) {
      for (const id of [made.id, bought.id, sessions.body.items[0]?.id ?? '', ada.subjectId, randomUUID(), 'x']) {
        const body = path.endsWith('/reports') ? { reason: 'other' } : undefined;
        const answer = await eve.call<{ type: string }>(method, path.replace('{id}', id).replace('{n}', '0'), body);
        expect([method, path, answer.status, answer.body.type]).toEqual([method, path, 404, '/problems/not-found']);
      }
    }
    const archive = await eve.call('POST', '/v1/creation-archives', { creationIds: [made.id] });
    expect(archive.status).toBe(404);
    expect((await eve.call<{ items: unknown[] }>('GET', '/v1/creations?q=kettle')).body.items).toEqual([]);
    expect(await ada.show(made.id)).toEqual(made);
    expect((await ada.call('GET', '/v1/account')).status).toBe(200);
  });
});

describe('feedback', () => {
  interface Said {
    readonly id: string;
    readonly rating: number | null;
    readonly text: string | null;
    readonly creationId: string | null;
  }
  const say = (person: Person, body: unknown) => person.call<Said & ProblemBody>('POST', '/v1/feedback', body);
  const listed = async (person: Person) => (await person.call<{ items: Said[] }>('GET', '/v1/feedback')).body.items;

  it('is kept sealed, listed, and gone when it is taken back', async () => {
    const first = await say(ada, { creationId: made.id, rating: 5 });
    const second = await say(ada, { text: '  a plantedopinion about the colours ' });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toMatchObject({ rating: null, text: 'a plantedopinion about the colours', creationId: null });
    expect(await listed(ada)).toEqual([second.body, first.body]);
    expect(await stack.traces('plantedopinion')).toEqual([expect.stringMatching(/^database: public\.feedback\.text .*\(sealed\)$/)]);
    for (const { body } of [first, second]) expect((await ada.call('DELETE', `/v1/feedback/${body.id}`)).status).toBe(204);
    expect(await listed(ada)).toEqual([]);
    expect(await stack.traces('plantedopinion')).toEqual([]);
    expect((await ada.call('DELETE', `/v1/feedback/${first.body.id}`)).status).toBe(404);
  });

  it('says something, about one’s own', async () => {
    const eve = await stack.person('eve.feedback');
    expect((await say(eve, { creationId: made.id, rating: 1 })).status).toBe(404);
    const refused = [
      [{}, 'body.text'],
      [{ rating: 6 }, 'body.rating'],
      [{ rating: 3, text: ' ' }, 'body.text'],
      [{ rating: 3, ip: 'x' }, 'body'],
    ] as const;
    for (const [body, path] of refused) {
      const answer = await say(eve, body);
      expect([answer.status, answer.body.errors?.map((error) => error.path)]).toEqual([400, [path]]);
    }
    expect(await listed(eve)).toEqual([]);
  });
});

describe('the stream of events', () => {
  it('tells everything once and in order, and resumes after the last that arrived', async () => {
    const bea = await stack.person('bea', 200);
    const first = await openStream(bea);
    const created = await bea.make('a small boat');
    await eventually(async () => first.events.some(({ type }) => type === 'creation.succeeded'));
    const types = first.events.map(({ type }) => type);
    expect(types.filter((type) => type === 'creation.queued')).toHaveLength(1);
    expect(types.indexOf('creation.queued')).toBeLessThan(types.indexOf('creation.succeeded'));
    await eventually(async () => first.events.some(({ type, data }) => type === 'credits.changed' && data['held'] === 0));
    expect(first.events.filter(({ type }) => type.startsWith('creation.')).every(({ data }) => data['id'] === created.id)).toBe(true);
    expect(JSON.stringify(first.events)).not.toContain('boat');
    const seen = first.lastId();
    first.close();

    await bea.call('DELETE', `/v1/creations/${created.id}`);
    const second = await openStream(bea, seen);
    await eventually(async () => second.events.length > 0);
    expect(second.events.map(({ type }) => type)).toEqual(['creation.deleted']);
    second.close();
  });

  it('ends with its session, and not with another one of the same person', async () => {
    const cem = await stack.person('cem', 100);
    const other = await stack.person('cem');
    const [stream, staying] = [await openStream(cem), await openStream(other)];
    await cem.call('DELETE', '/v1/sessions');
    await stream.ended;
    await stack.grant(other.email, 5);
    await other.create('still here');
    await eventually(async () => staying.events.length > 0);
    staying.close();
  });

  it('comes back by itself after the process that served it died, with nothing missing', async () => {
    const dan = await stack.person('dan', 200);
    const first = await openStream(dan);
    const ended = first.ended.catch(() => undefined);
    await stack.coreApi.end('SIGKILL');
    await ended;
    await stack.coreApi.start();
    const second = await openStream(dan, first.lastId());
    const { body } = await dan.create('after the crash');
    await eventually(async () => second.events.some(({ type, data }) => type === 'creation.queued' && data['id'] === body.id));
    second.close();
  });
});

describe('a worker that dies', () => {
  it('loses no creation and charges none twice', async () => {
    const fay = await stack.person('fay', 1_000);
    const ids = (await Promise.all(Array.from({ length: 4 }, (_, n) => fay.create(`crash ${n}`)))).map(({ body }) => body.id);
    await eventually(async () => (await Promise.all(ids.map((id) => fay.show(id)))).some(({ state }) => state !== 'queued'));
    await stack.worker.end('SIGKILL');
    await stack.worker.start();
    // What the dead process had in hand is noticed by the clock.
    const pushing = setInterval(() => void stack.advance(30), 3_000);
    const ended = await Promise.all(ids.map((id) => fay.ended(id, 80_000))).finally(() => clearInterval(pushing));
    expect(ended.map(({ state }) => state)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded']);
    const spent = ended.reduce((sum, { credits }) => sum + (credits.captured ?? 0), 0);
    expect(await fay.credits()).toMatchObject({ available: 1_000 - spent, held: 0 });
  });
});
