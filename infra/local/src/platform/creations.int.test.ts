import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Creation } from '@keepword/contracts';
import type { Person } from './testing/person.js';
import { eventually } from './testing/eventually.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(180_000);

let stack: PlatformStack;
let people = 0;
const somebody = (credits = 500) => stack.person(`person${(people += 1)}`, credits);
const replicate = () => stack.vendors.control('replicate');
const objects = () =>
  (readdirSync(stack.running.folder.objectsDir, { recursive: true }) as string[])
    .filter((name) => statSync(path.join(stack.running.folder.objectsDir, name)).isFile())
    .sort();
const objectsOf = (creation: Pick<Creation, 'id'>) => objects().filter((name) => name.includes(creation.id));
/** What `person` holds must be whole again, and the books must agree with what was shown. */
const booksOf = async (person: Person) => {
  const statement = await person.call<{ items: { amount: number; balance: number; kind: string }[] }>(
    'GET',
    '/v1/credits/statement?limit=100',
  );
  const { available, held } = await person.credits();
  return { available, held, newest: statement.body.items[0]?.balance, kinds: statement.body.items.map(({ kind }) => kind) };
};

beforeAll(async () => {
  stack = await startPlatform('fluxkrea');
});
afterAll(() => stack?.stop());
afterEach(() => replicate().reset());

describe('cancelling', () => {
  it('gives the whole hold back, of a running creation and of one that waits', async () => {
    const ada = await somebody();
    const made = await Promise.all(Array.from({ length: 3 }, () => ada.create('a tower __vendor_slow__')));
    expect(made.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect((await ada.credits()).held).toBe(made.reduce((sum, { body }) => sum + body.credits.quoted, 0));
    await eventually(
      async () => (await Promise.all(made.map(({ body }) => ada.show(body.id)))).filter(({ state }) => state === 'running').length === 2,
    );
    for (const { body } of made) {
      const canceled = await ada.call<Creation>('POST', `/v1/creations/${body.id}/cancellation`);
      expect([canceled.status, canceled.body.state, canceled.body.credits.captured]).toEqual([202, 'canceled', 0]);
      expect((await ada.call('POST', `/v1/creations/${body.id}/cancellation`)).body).toMatchObject({ type: '/problems/conflict' });
    }
    expect(await booksOf(ada)).toMatchObject({ available: 500, held: 0 });
    await eventually(
      async () =>
        replicate()
          .requests(100)
          .some(({ path: asked }) => asked.endsWith('/cancel')),
      10_000,
      'the cancel at the vendor',
    );
  });
});

describe('a vendor that fails', () => {
  it('ends the creation with its hold released, in our words', async () => {
    const ada = await somebody();
    const failed = await ada.make('a tower __vendor_fail__');
    expect(failed).toMatchObject({ state: 'failed', outputs: [], credits: { captured: 0 }, failure: { type: 'vendor-failed' } });
    expect(failed.failure?.message).toContain('Nothing was charged');
    expect(failed.failure?.message).not.toContain('tower');
    expect(await booksOf(ada)).toMatchObject({ available: 500, held: 0 });
  });

  it('is tried again when it is away for a moment', async () => {
    const ada = await somebody();
    replicate().change({ fail: true });
    const { body } = await ada.create('a bridge');
    await eventually(
      async () =>
        replicate()
          .requests(50)
          .filter(({ method, path: asked }) => method === 'POST' && asked.includes('predictions')).length > 0,
    );
    replicate().change({ fail: false });
    expect(await ada.ended(body.id)).toMatchObject({ state: 'succeeded' });
  });

  it('is given up after six tries, with the hold released', async () => {
    const ada = await somebody();
    replicate().change({ fail: true });
    const { body } = await ada.create('a bridge that never comes');
    expect(await ada.ended(body.id, 55_000)).toMatchObject({
      state: 'failed',
      failure: { type: 'vendor-unavailable' },
      credits: { captured: 0 },
    });
    expect(await booksOf(ada)).toMatchObject({ available: 500, held: 0 });
  });

  it('that never answers is timed out by the clock', async () => {
    const ada = await somebody();
    replicate().change({ webhook: { drop: true } });
    const { body } = await ada.create('a slow tower __vendor_slow__');
    await eventually(async () => (await ada.show(body.id)).state === 'running');
    replicate().change({ fail: true });
    await stack.advance(16 * 60);
    expect(await ada.ended(body.id)).toMatchObject({ state: 'failed', failure: { type: 'timed-out' } });
    expect(await booksOf(ada)).toMatchObject({ available: 500, held: 0 });
  });

  it('is asked when its webhook never comes', async () => {
    const ada = await somebody();
    replicate().change({ webhook: { drop: true } });
    const { body } = await ada.create('a quiet harbour');
    await eventually(async () => (await ada.show(body.id)).state === 'running');
    await stack.advance(25);
    expect(await ada.ended(body.id)).toMatchObject({ state: 'succeeded' });
  });
});

describe('how many', () => {
  it('makes one to four pictures and charges each', async () => {
    const ada = await somebody();
    const one = await ada.make('a fox');
    const four = await ada.make('a fox', { count: 4 });
    expect(four.outputs.map(({ n }) => n)).toEqual([0, 1, 2, 3]);
    expect(four.credits.captured).toBe((one.credits.captured ?? 0) * 4);
    expect(objectsOf(four)).toHaveLength(8);
  });

  it('charges only what came when the vendor makes fewer than were asked for', async () => {
    const ada = await somebody();
    const single = (await ada.make('one boat')).credits.quoted;
    const made = await ada.make('three boats __vendor_fewer__', { count: 3 });
    expect(made).toMatchObject({ state: 'succeeded', credits: { quoted: 3 * single, captured: 2 * single } });
    expect(made.outputs.map(({ n }) => n)).toEqual([0, 1]);
    for (const { url } of made.outputs) expect((await ada.raw('GET', url)).status).toBe(200);
    const books = await booksOf(ada);
    expect(books).toMatchObject({ available: 500 - 3 * single, held: 0, newest: 500 - 3 * single });
  });

  it('serves one person while another one’s wait for their turn', async () => {
    const [ada, bea] = [await somebody(5_000), await somebody(500)];
    const ids: string[] = [];
    for (let n = 0; n < 4; n += 1) ids.push((await ada.create('a tower __vendor_slow__')).body.id);
    await eventually(async () => (await ada.show(ids[1] ?? '')).state === 'running');
    const { body } = await bea.create('a boat');
    expect((await bea.ended(body.id, 6_000)).state).toBe('succeeded');
    expect((await Promise.all(ids.map((id) => ada.show(id)))).map(({ state }) => state)).toEqual([
      'running',
      'running',
      'queued',
      'queued',
    ]);
    await Promise.all(ids.map((id) => ada.call('POST', `/v1/creations/${id}/cancellation`)));
    expect(await ada.credits()).toMatchObject({ available: 5_000, held: 0 });
  });

  it('lets four be unfinished, runs two, and serves the rest in order', async () => {
    const ada = await somebody(5_000);
    const ids: string[] = [];
    for (let n = 0; n < 4; n += 1) ids.push((await ada.create(n < 2 ? 'a tower __vendor_slow__' : 'a tower')).body.id);
    const fifth = await ada.create('one too many');
    expect([fifth.status, fifth.body.type, fifth.headers.get('retry-after')]).toEqual([429, '/problems/too-many-creations', '5']);
    await eventually(async () => (await ada.show(ids[1] ?? '')).state === 'running');
    expect((await Promise.all(ids.map((id) => ada.show(id)))).map(({ state }) => state)).toEqual([
      'running',
      'running',
      'queued',
      'queued',
    ]);
    const ended = await Promise.all(ids.map((id) => ada.ended(id)));
    expect(ended.every(({ state }) => state === 'succeeded')).toBe(true);
  });

  it('takes exactly six of twenty holds at once when the money is for six', async () => {
    const ada = await somebody();
    const { body } = await ada.call<{ credits: number }>('POST', '/v1/creations/quote', await ada.request('x'));
    const bea = await stack.person('exactly', body.credits * 3);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => bea.create(`number ${n} __vendor_slow__`)));
    const taken = answers.filter(({ status }) => status === 202);
    expect(taken).toHaveLength(3);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202, 402]));
    expect(await bea.credits()).toMatchObject({ available: 0, held: body.credits * 3 });
    await Promise.all(taken.map(({ body: { id } }) => bea.call('POST', `/v1/creations/${id}/cancellation`)));
    expect(await bea.credits()).toMatchObject({ available: body.credits * 3, held: 0 });
  });
});

describe('the content filter', () => {
  it('blocks words with its reasons, makes no creation, and leaves a sealed record', async () => {
    const ada = await somebody();
    const blocked = await ada.create('a naked child');
    expect([blocked.status, blocked.body.type]).toEqual([422, '/problems/blocked-content']);
    expect(blocked.body).toMatchObject({ reasons: [{ code: expect.any(String), message: expect.any(String) }] });
    expect(await booksOf(ada)).toMatchObject({ available: 500, held: 0, kinds: ['grant'] });
    const { rows } = await stack.database.query('SELECT stage, codes, content, creation_id FROM moderation_records WHERE subject_id = $1', [
      ada.subjectId,
    ]);
    expect(rows).toMatchObject([{ stage: 'request', creation_id: null }]);
    expect((rows[0].content as Buffer).includes('naked')).toBe(false);
  });

  it('blocks a picture with its reason, gives the hold back, keeps no picture and leaves a record', async () => {
    const ada = await somebody();
    const made = await ada.make('warm ovals __vendor_misread__', { count: 2 });
    expect(made).toMatchObject({
      state: 'blocked',
      outputs: [],
      credits: { captured: 0 },
      failure: { type: 'blocked-output', message: expect.stringContaining('The picture looks sexually explicit.') as string },
    });
    expect((await ada.raw('GET', `/v1/creations/${made.id}/outputs/0`)).status).toBe(404);
    expect(objectsOf(made)).toEqual([]);
    const books = await booksOf(ada);
    expect(books).toMatchObject({ available: 500, held: 0, newest: 500 });
    const { rows } = await stack.database.query<{ stage: string; codes: string[]; content: Buffer | null }>(
      'SELECT stage, codes, content FROM moderation_records WHERE subject_id = $1 AND creation_id = $2',
      [ada.subjectId, made.id],
    );
    expect(rows).toMatchObject([{ stage: 'output', codes: ['explicit-photograph'] }]);
    // The words, sealed: a moderator can judge them, and no picture.
    expect([rows[0]?.content === null, rows[0]?.content?.includes('ovals')]).toEqual([false, false]);
  });

  it('keeps a report for the moderators', async () => {
    const ada = await somebody();
    const made = await ada.make('a meadow');
    const reported = await ada.call('POST', `/v1/creations/${made.id}/reports`, { reason: 'other', comment: 'looks like my garden' });
    expect([reported.status, Object.keys(reported.body)]).toEqual([201, ['reportId']]);
    const { rows } = await stack.database.query('SELECT stage, codes FROM moderation_records WHERE creation_id = $1', [made.id]);
    expect(rows).toEqual([{ stage: 'report', codes: ['other'] }]);
    expect((await ada.call('POST', `/v1/creations/${made.id}/reports`, { reason: 'boring' })).status).toBe(400);
  });
});

describe('deleting', () => {
  it('hides at once, can be undone for a while, and then removes every row and object', async () => {
    const ada = await somebody();
    const made = await ada.make('a heron by the lake', { count: 2 });
    expect(objectsOf(made)).toHaveLength(4);
    expect((await ada.call('DELETE', `/v1/creations/${made.id}`)).status).toBe(202);
    expect((await ada.call('GET', `/v1/creations/${made.id}`)).status).toBe(404);
    expect((await ada.call('GET', made.outputs[0]?.url ?? '')).status).toBe(404);
    expect((await ada.call<{ items: unknown[] }>('GET', '/v1/creations')).body.items).toEqual([]);
    const restored = await ada.call<Creation>('POST', `/v1/creations/${made.id}/restoration`);
    expect([restored.status, restored.body.state]).toEqual([200, 'succeeded']);

    expect((await ada.call('DELETE', `/v1/creations/${made.id}`)).status).toBe(202);
    await stack.advance(16);
    expect((await ada.call('POST', `/v1/creations/${made.id}/restoration`)).status).not.toBe(200);
    await eventually(async () => objectsOf(made).length === 0, 10_000, 'the removal of objects');
    await eventually(async () => (await stack.database.query('SELECT 1 FROM creations WHERE id = $1', [made.id])).rowCount === 0);
    for (const table of ['creation_requests', 'creation_outputs', 'creation_words', 'predictions', 'creation_deletions']) {
      const { rowCount } = await stack.database.query(`SELECT 1 FROM ${table} WHERE creation_id = $1`, [made.id]);
      expect([table, rowCount]).toEqual([table, 0]);
    }
    expect((await ada.call('DELETE', `/v1/creations/${made.id}`)).status).toBe(404);
  });

  it('takes the stored answer of its request along; the key stays used up, and charges nothing a second time', async () => {
    const ada = await somebody();
    const key = randomUUID();
    const { body } = await ada.create('a heron plantedheron', {}, key);
    const spent = (await ada.ended(body.id)).credits.captured ?? 0;
    await ada.call('DELETE', `/v1/creations/${body.id}`);
    await stack.advance(16);
    await eventually(async () => (await stack.database.query('SELECT 1 FROM creations WHERE id = $1', [body.id])).rowCount === 0);
    expect((await stack.traces('plantedheron')).filter((trace) => !trace.startsWith('vendors'))).toEqual([]);
    for (const prompt of ['a heron plantedheron', 'something else']) {
      const again = await ada.create(prompt, {}, key);
      expect([again.status, again.body.type, again.headers.get('idempotent-replay')]).toEqual([404, '/problems/not-found', null]);
    }
    expect(await ada.credits()).toMatchObject({ available: 500 - spent, held: 0 });
    expect((await ada.create('a heron again')).status).toBe(202);
  });

  it('of an unfinished creation stops it, gives the hold back and leaves nothing behind, at the vendor neither', async () => {
    const ada = await somebody();
    const { body } = await ada.create('a windmill __vendor_slow__');
    await eventually(async () => (await ada.show(body.id)).state === 'running');
    expect((await ada.call('DELETE', `/v1/creations/${body.id}`)).status).toBe(202);
    expect(await booksOf(ada)).toMatchObject({ available: 500, held: 0 });
    await stack.advance(16);
    await eventually(async () => (await stack.database.query('SELECT 1 FROM creations WHERE id = $1', [body.id])).rowCount === 0);
    expect(objectsOf(body)).toEqual([]);
  });

  it('also removes sealed objects that no row names', async () => {
    const ada = await somebody();
    const { body } = await ada.create('a windmill __vendor_fail__');
    await ada.ended(body.id);
    const folder = path.join(stack.running.folder.objectsDir, 'outputs', ada.subjectId, body.id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, '0'), 'left by a crash');
    expect(objectsOf(body)).toHaveLength(1);
    await ada.call('DELETE', `/v1/creations/${body.id}`);
    await stack.advance(16);
    await eventually(async () => objectsOf(body).length === 0);
  });
});

describe('the whole history as a file', () => {
  it('has every creation with its words, newest first, in JSON and CSV, and nothing of anybody else', async () => {
    const [ada, berta] = [await somebody(), await somebody()];
    await berta.make('a well of somebody else');
    const second = await ada.make('a tower by the sea');
    // Words that a spreadsheet would run.
    const first = await ada.make('=1+1, a "fox"');
    const json = await ada.raw('GET', '/v1/creation-history');
    expect([json.status, json.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(json.headers.get('content-disposition')).toBe('attachment; filename="history.json"');
    const listed = (await json.json()) as Creation[];
    expect(listed).toEqual([await ada.show(first.id), await ada.show(second.id)]);
    const csv = await ada.raw('GET', '/v1/creation-history?as=csv');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = (await csv.text()).trimEnd().split('\r\n');
    expect([lines.length, lines[0]?.startsWith('id,createdAt,')]).toEqual([3, true]);
    expect(lines.find((line) => line.startsWith(first.id))).toContain(`,"'=1+1, a ""fox""",`);
    expect(await (await berta.raw('GET', '/v1/creation-history?as=csv')).text()).not.toContain(first.id);
    expect((await fetch(`${stack.url}/v1/creation-history`)).status).toBe(401);
    expect((await ada.raw('GET', '/v1/creation-history?as=xlsx')).status).toBe(400);
  });
});

describe('a repeated request', () => {
  it('needs a key', async () => {
    const ada = await somebody();
    const answer = await ada.call('POST', '/v1/creations', await ada.request('a key'));
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ path: 'header.idempotency-key' }] });
  });

  it('gets the stored answer, and another body under its key a conflict', async () => {
    const ada = await somebody();
    const key = randomUUID();
    const first = await ada.create('twice', {}, key);
    const again = await ada.create('twice', {}, key);
    expect([again.status, again.headers.get('idempotent-replay')]).toEqual([202, 'true']);
    expect(again.body).toEqual(first.body);
    const other = await ada.create('thrice', {}, key);
    expect([other.status, other.body.type]).toEqual([409, '/problems/idempotency-conflict']);
    const bea = await somebody();
    expect((await bea.create('twice', {}, key)).body.id).not.toBe(first.body.id);
    await ada.ended(first.body.id);
    expect((await ada.call<{ items: unknown[] }>('GET', '/v1/creations')).body.items).toHaveLength(1);
  });

  it('that is sent twenty times at once makes one creation', async () => {
    const ada = await somebody();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ada.create('at once', {}, key)));
    const accepted = answers.filter(({ status }) => status === 202);
    expect(new Set(accepted.map(({ body }) => body.id)).size).toBe(1);
    for (const { status, headers, body } of answers.filter((answer) => answer.status !== 202)) {
      expect([status, body.type, headers.get('retry-after')]).toEqual([409, '/problems/request-in-progress', '1']);
    }
    expect((await ada.call<{ items: unknown[] }>('GET', '/v1/creations')).body.items).toHaveLength(1);
  });
});

describe('webhooks', () => {
  it('that come twice, late and out of order change nothing', async () => {
    const ada = await somebody();
    replicate().change({ webhook: { duplicate: true, reorder: true } });
    const made = await Promise.all([ada.make('one'), ada.make('two', { count: 2 })]);
    expect(made.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
    replicate().reset();
    const before = await booksOf(ada);
    for (const { url, headers, body } of replicate().sent(50)) await fetch(url, { method: 'POST', headers, body });
    expect(await booksOf(ada)).toEqual(before);
    expect(await ada.show(made[0]?.id ?? '')).toEqual(made[0]);
  });

  it('that are forged, stale or for somebody unknown are refused', async () => {
    const ada = await somebody();
    replicate().change({ webhook: { drop: true } });
    const { body: creation } = await ada.create('a tower');
    const sent = await eventually(async () =>
      replicate()
        .sent(10)
        .find(({ body }) => body.includes('"succeeded"')),
    );
    const deliver = async (change: { url?: string; body?: string; headers?: Record<string, string> }) => {
      const { url, headers, body } = { ...sent, ...change, headers: { ...sent.headers, ...change.headers } };
      return (await fetch(url, { method: 'POST', headers, body })).status;
    };
    expect(await deliver({ body: sent.body.replace('succeeded', 'failed') })).toBe(401);
    expect(await deliver({ headers: { 'webhook-signature': 'v1,AAAA' } })).toBe(401);
    expect(await deliver({ url: `${sent.url.slice(0, -4)}zzzz` })).toBe(404);
    expect(await deliver({ url: `${stack.url}/webhooks/stripe`, headers: {} })).toBe(401);
    expect(await deliver({ url: `${stack.url}/webhooks/fal/abc` })).toBe(404);
    expect(await deliver({ url: `${stack.url}/webhooks/nobody` })).toBe(404);
    expect(['queued', 'running']).toContain((await ada.show(creation.id)).state);
    await stack.advance(3_600);
    expect(await deliver({})).toBe(401);
  });
});
