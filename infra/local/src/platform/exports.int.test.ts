import { randomUUID } from 'node:crypto';
import type { ExportView, HeldCategory } from '@keepword/contracts';
import { keySetSchema, verifyBundle } from '@keepword/data-rights';
import { zipBundleReader } from '@keepword/data-rights/testing';
import { mailsIn } from '../vendors/testing/mails.js';
import { eventually } from './testing/eventually.js';
import { Person, type ProblemBody } from './testing/person.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(180_000);

let stack: PlatformStack;
let [ada, berta]: Person[] = [];
let exportId: string;
let capability: string;
let zip: Buffer;

/** The same person, at the privacy-service. */
const atPrivacy = ({ email, subjectId, accessToken }: Person) => new Person(stack.privacyUrl, email, subjectId, accessToken);
const fileOf = (person: Person | null, headers: Record<string, string> = {}, query = '') =>
  fetch(`${stack.privacyUrl}/v1/exports/${exportId}/file${query}`, {
    headers: { ...headers, ...(person ? { authorization: `Bearer ${person.accessToken}` } : {}) },
  });
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

function somebody(person: Person | undefined): Person {
  if (!person) throw new Error('nobody was set up');
  return person;
}

beforeAll(async () => {
  stack = await startPlatform('fluxkrea', {}, { withPrivacyService: true });
  [ada, berta] = [await stack.person('ada', 1_000), await stack.person('berta', 100)];
});
afterAll(() => stack?.stop());

it('is made from a case: everything, signed, with the picture as it was made and a statement that adds up', async () => {
  const own = somebody(ada);
  const made = await own.make('a plantedfox in the snow');
  await somebody(berta).create('a plantedcrow on a roof');
  const picture = await bytesOf(await own.raw('GET', made.outputs[0]?.url ?? ''));
  const asked = await atPrivacy(own).call<{ id: string }>('POST', '/v1/cases', { class: 'export' }, { 'idempotency-key': randomUUID() });
  expect(asked.status).toBe(202);
  const ready = await eventually(
    async () => {
      const { body } = await atPrivacy(own).call<{ items: ExportView[] }>('GET', '/v1/exports');
      return body.items.find(({ state }) => state === 'ready');
    },
    60_000,
    'the export',
  );
  exportId = ready.id;
  expect(ready).toMatchObject({ progress: 1, bytes: expect.any(Number) });
  expect((await atPrivacy(own).call('GET', `/v1/exports/${exportId}`)).body).toEqual(ready);

  const answer = await fileOf(own);
  expect([
    answer.status,
    answer.headers.get('content-type'),
    answer.headers.get('cache-control'),
    answer.headers.get('accept-ranges'),
  ]).toEqual([200, 'application/zip', 'private, no-store', 'bytes']);
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="fluxkrea-data-\d{4}-\d\d-\d\d\.zip"$/);
  zip = await bytesOf(answer);
  expect(zip.length).toBe(ready.bytes);

  const keys = keySetSchema.parse(await (await fetch(`${stack.privacyUrl}/v1/proof-keys`)).json());
  const reader = await zipBundleReader(zip);
  expect((await verifyBundle(reader, keys)).problems).toEqual([]);
  const files = await reader.paths();
  const original = files.find((file) => file.startsWith('media/pictures/'));
  const stored: Uint8Array[] = [];
  for await (const piece of await reader.open(original ?? '')) stored.push(piece);
  expect(Buffer.concat(stored).equals(picture)).toBe(true);
  const lines = (await reader.text('statements/credit-statement.csv')).trim().split('\r\n').slice(1);
  const sum = lines.reduce((total, line) => total + Number(line.split(',')[3]), 0);
  expect([sum, Number(lines.at(-1)?.split(',')[4])]).toEqual([(await own.credits()).available, sum]);
  expect(await reader.text('statements/history.csv')).toContain('a plantedfox in the snow');
  expect(await reader.text('data/account.identity.ndjson')).toContain('"place":"identity-provider"');
  let all = '';
  for (const file of files) if (!file.startsWith('media/')) all += await reader.text(file);
  for (const theirs of ['plantedcrow', somebody(berta).subjectId, somebody(berta).email])
    expect([theirs, all.includes(theirs)]).toEqual([theirs, false]);
});

it('goes on where a download broke off, as long as it is the same file', async () => {
  const own = somebody(ada);
  const etag = (await fileOf(own, { range: 'bytes=0-0' })).headers.get('etag') ?? '';
  const part = await fileOf(own, { range: 'bytes=1000-1999', 'if-range': etag });
  expect([part.status, part.headers.get('content-range'), part.headers.get('content-length')]).toEqual([
    206,
    `bytes 1000-1999/${zip.length}`,
    '1000',
  ]);
  expect((await bytesOf(part)).equals(zip.subarray(1_000, 2_000))).toBe(true);
  const end = await fileOf(own, { range: 'bytes=-70000' });
  expect((await bytesOf(end)).equals(zip.subarray(-70_000))).toBe(true);
  const other = await fileOf(own, { range: 'bytes=0-9', 'if-range': '"another"' });
  expect([other.status, (await bytesOf(other)).length]).toEqual([200, zip.length]);
  const beyond = await fileOf(own, { range: `bytes=${zip.length}-` });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${zip.length}`]);
  expect(await beyond.json()).toMatchObject({ type: '/problems/range-not-satisfiable' });
});

it('is nobody else’s, and opens to the mailed link also without an account', async () => {
  for (const [who, query] of [
    [somebody(berta), ''],
    [null, ''],
    [null, '?capability=guessed'],
  ] as const)
    expect((await fileOf(who, {}, query)).status).toBe(404);
  expect((await atPrivacy(somebody(berta)).call('GET', `/v1/exports/${exportId}`)).status).toBe(404);
  expect((await atPrivacy(somebody(berta)).call<{ items: unknown[] }>('GET', '/v1/exports')).body.items).toEqual([]);

  const mail = await eventually(async () =>
    (await mailsIn(stack.running.runtime.vendorsUrl, `?to=${encodeURIComponent(somebody(ada).email)}`)).find(({ text }) =>
      text.includes(`/exports/${exportId}`),
    ),
  );
  capability = /capability=([A-Za-z0-9_-]+)/.exec(mail.text)?.[1] ?? '';
  expect((await bytesOf(await fileOf(null, {}, `?capability=${capability}`))).equals(zip)).toBe(true);
  // As after an erasure: the row of the export is all that is left, and its own key.
  await stack.database.query('UPDATE accounts SET state = $2 WHERE subject_id = $1', [somebody(ada).subjectId, 'closed']);
  expect((await fileOf(null, {}, `?capability=${capability}`)).status).toBe(200);
  await stack.database.query('UPDATE accounts SET state = $2 WHERE subject_id = $1', [somebody(ada).subjectId, 'active']);
});

it('is counted beside everything else that is held, each with its purpose, its time and who receives it', async () => {
  const { status, body } = await atPrivacy(somebody(ada)).call<{ items: HeldCategory[] }>('GET', '/v1/holdings');
  expect(status).toBe(200);
  const of = (category: string) => body.items.find((held) => held.category === category);
  expect(of('generation.prompt')).toMatchObject({
    label: 'Prompts',
    recipients: expect.arrayContaining([{ id: 'replicate', name: 'Replicate' }]),
  });
  expect(of('generation.output')?.kept).toContain('48 hours');
  expect(body.items.every(({ count, purposes, kept }) => count > 0 && purposes.length > 0 && kept.length > 0)).toBe(true);
  expect((await fetch(`${stack.privacyUrl}/v1/holdings`)).status).toBe(401);
});

it('is destroyed after seven days, with a word that says so', async () => {
  await stack.advance(7 * 86_400);
  const late = await fileOf(null, {}, `?capability=${capability}`);
  expect([late.status, ((await late.json()) as ProblemBody).detail]).toEqual([404, expect.stringContaining('expired')]);
  const gone = await eventually(
    async () => {
      const { rows } = await stack.database.query('SELECT 1 FROM exports WHERE id = $1', [exportId]);
      return rows.length === 0;
    },
    40_000,
    'the end of the export',
  );
  expect(gone).toBe(true);
  expect((await fileOf(null, {}, `?capability=${capability}`)).status).toBe(404);
});
