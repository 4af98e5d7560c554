import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { erasurePreview } from '@keepword/contracts';
import { keySetSchema, verifyCertificate, type ErasureCertificate } from '@keepword/data-rights';
import { createBackup, restoreBackup } from '../cli/backup.js';
import { newId } from '@keepword/primitives';
import { mailsIn } from '../vendors/testing/mails.js';
import { payerForm, submit } from '../vendors/testing/payment-provider-contract.js';
import { eventually } from './testing/eventually.js';
import type { Person } from './testing/person.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(400_000);

let stack: PlatformStack;
beforeAll(async () => {
  stack = await startPlatform('fluxchat', {}, { withPrivacyService: true });
});
afterAll(() => stack?.stop());
afterEach(() => {
  for (const vendor of ['stripe', 'replicate', 'resend', 'supabase']) stack.vendors.control(vendor).reset();
});

const hourSeconds = 3_600;

async function buys(person: Person, offerId: string, word: string): Promise<void> {
  const headers = { 'idempotency-key': randomUUID() };
  const { body } = await person.call<{ url: string }>('POST', '/v1/billing/checkouts', { offerId, provider: 'stripe' }, headers);
  expect((await submit(body.url, { ...payerForm, email: person.email, name: `Payer ${word}` })).status).toBe(303);
}

/** Somebody with a picture, a pack and a subscription, in all of which the word stands. */
async function livedIn(word: string): Promise<Person> {
  const person = await stack.person(word);
  await buys(person, 'pack-500', word);
  await buys(person, 'plan-300', word);
  await eventually(async () => (await person.credits()).available === 800, 60_000, 'the credits of both');
  const made = await person.make(`a lantern called ${word}`);
  expect(made.state).toBe('succeeded');
  await writesSignedOut(person.email, word);
  return person;
}

/** Without a proof of whose words they are: the case leads to nobody. */
async function writesSignedOut(email: string, word: string): Promise<void> {
  const body = JSON.stringify({ email, message: `Do you sell lamps called ${word}?` });
  const answer = await fetch(`${stack.privacyUrl}/v1/inquiries`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(answer.status).toBe(202);
}

/** Inquiries that lead to nobody: their state, and how many words are left of each. */
async function inquiries(): Promise<string[]> {
  const { rows } = await stack.database.query<{ found: string }>(
    `SELECT state || ' ' || (SELECT count(*) FROM privacy_case_contents w WHERE w.case_id = c.case_id) AS found
       FROM privacy_cases c WHERE class = 'inquiry' AND subject_id IS NULL ORDER BY case_id`,
  );
  return rows.map(({ found }) => found);
}

async function previewed({ accessToken }: Person) {
  const answer = await fetch(`${stack.privacyUrl}/v1/erasure-preview`, { headers: { authorization: `Bearer ${accessToken}` } });
  expect(answer.status).toBe(200);
  return erasurePreview.parse(await answer.json());
}

async function asksForErasure(person: Person, scope: object = { what: 'account' }): Promise<string> {
  const response = await fetch(`${stack.privacyUrl}/v1/cases`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${person.accessToken}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ class: 'erasure', scope }),
  });
  const body = (await response.json()) as { id: string };
  expect([response.status, body]).toMatchObject([202, { state: 'open' }]);
  return body.id;
}

/** The mailed link of the newest certificate that is in this state. */
async function mailedLink(person: Person, isFinal: boolean): Promise<{ id: string; capability: string }> {
  const link = await eventually(
    async () => {
      const mails = await mailsIn(stack.running.runtime.vendorsUrl, `?to=${encodeURIComponent(person.email)}`);
      const mail = mails.find(({ subject, text }) => /\/erasures\//.test(text ?? '') && /recipients have still/.test(subject) !== isFinal);
      return /\/erasures\/([0-9a-f-]{36})\?capability=([\w-]+)/.exec(mail?.text ?? '');
    },
    60_000,
    `the mail about a ${isFinal ? 'final' : 'provisional'} certificate`,
  );
  return { id: link[1] ?? '', capability: link[2] ?? '' };
}

/** Lets hours go by until everybody has answered: vendors are asked again after pauses that grow. */
async function finalLink(person: Person): Promise<{ id: string; capability: string }> {
  let advancedAt = Date.now();
  await stack.advance(2 * hourSeconds);
  await eventually(
    async () => {
      const { rowCount } = await stack.database.query(`SELECT FROM erasure_runs WHERE state <> 'done'`);
      if (rowCount === 0) return true;
      if (Date.now() - advancedAt > 2_500) {
        advancedAt = Date.now();
        await stack.advance(2 * hourSeconds);
      }
      return false;
    },
    90_000,
    'the end of the run',
  );
  return mailedLink(person, true);
}

const erasure = async (id: string, query: string, token?: string) => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`${stack.privacyUrl}/v1/erasures/${id}${query}`, { headers });
  return { status: answer.status, type: answer.headers.get('content-type'), bytes: Buffer.from(await answer.arrayBuffer()) };
};

/** What the public check says of a file. */
async function asked(bytes: Uint8Array): Promise<readonly unknown[]> {
  const body = JSON.stringify({ file: Buffer.from(bytes).toString('base64') });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${stack.privacyUrl}/v1/certificate-verifications`, { method: 'POST', headers, body });
  const { valid, problems, file } = (await answer.json()) as { valid: boolean; problems?: { code: string }[]; file?: object | null };
  if (answer.status === 200) expect(file !== null).toBe(valid);
  return [answer.status, valid, problems?.map(({ code }) => code)];
}

async function verified(bytes: Uint8Array): Promise<ErasureCertificate> {
  const keys = keySetSchema.parse(await (await fetch(`${stack.privacyUrl}/v1/proof-keys`)).json());
  const verdict = verifyCertificate(bytes, keys);
  expect(verdict.problems).toEqual([]);
  const changed = Buffer.from(bytes);
  const at = changed.indexOf('"counted":') + '"counted":'.length;
  changed[at] = changed[at] === 0x39 ? 0x38 : (changed[at] ?? 0) + 1;
  expect(verifyCertificate(changed, keys).valid).toBe(false);
  if (!verdict.certificate) throw new Error('no certificate');
  const { signature, certificate } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { signature: { kid: string }; certificate: object };
  expect(await asked(bytes)).toEqual([200, true, []]);
  expect(await asked(changed)).toEqual([200, false, ['signature-wrong']]);
  expect(await asked(bytes.subarray(0, bytes.length - 9))).toEqual([200, false, ['cut-off']]);
  expect(await asked(Buffer.from('%PDF-1.7 garbage'))).toEqual([200, false, ['not-json']]);
  const forged = Buffer.from(bytes)
    .toString('utf8')
    .replace(
      signature.kid,
      signature.kid.replace(/^./, (one) => (one === 'A' ? 'B' : 'A')),
    );
  expect(await asked(Buffer.from(forged))).toEqual([200, false, ['unknown-key']]);
  expect(await asked(Buffer.from(JSON.stringify({ certificate, key: keys.keys[0], signature })))).toEqual([200, false, ['key-inside']]);
  expect(await asked(Buffer.alloc(185_000, 'a'))).toMatchObject([400]);
  expect(await asked(Buffer.alloc(400_000, 'a'))).toMatchObject([413]);
  return verdict.certificate;
}

async function certificateOf({ id, capability }: { id: string; capability: string }): Promise<ErasureCertificate> {
  const { status, type, bytes } = await erasure(`${id}/certificate`, `?capability=${capability}`);
  expect([status, type]).toEqual([200, 'application/json']);
  return verified(bytes);
}

/** Every row that leads to somebody, table by table; but for when a book is looked at next, which passes with the hours that go by here. */
async function holdings({ subjectId, email }: Person): Promise<Record<string, string>> {
  const { rows: tables } = await stack.database.query<{ name: string }>(
    `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'auth')`,
  );
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await stack.database.query<{ rows: string | null }>(
      `SELECT string_agg((to_jsonb(t) - 'due_at')::text, E'\n' ORDER BY t::text) AS rows FROM ${name} t WHERE t::text LIKE ANY ($1)`,
      [[`%${subjectId}%`, `%${email}%`]],
    );
    if (rows[0]?.rows) found[name] = rows[0].rows;
  }
  return found;
}

const account = async (person: Person) => (await person.raw('GET', '/v1/account')).status;
const vendorState = (certificate: ErasureCertificate) =>
  Object.fromEntries(certificate.vendors.map(({ recipient, state }) => [recipient, state]));

/** What no erasure can take back: the person's own mailbox, and what the mail vendor keeps of what it delivered. */
const beyond = /^vendors: (inbox|resend)\//;

describe('closing an account', () => {
  it('given pictures, purchases and a subscription, then all of it goes from everywhere, with a certificate that anybody can verify', async () => {
    const [word, other] = ['lanternada', 'lanternberta'];
    const ada = await livedIn(word);
    const berta = await livedIn(other);
    const before = await stack.traces(word);
    for (const where of [/^database/, /^objects|^database.*sealed/, /^vendors: stripe/, /^vendors: replicate/])
      expect(before.some((hit) => where.test(hit))).toBe(true);
    const [rows, sessions] = [await holdings(berta), await account(berta)];
    expect(sessions).toBe(200);
    const preview = await previewed(ada);
    expect(preview.goes.map(({ category }) => category)).toEqual(expect.arrayContaining(['account.identity', 'generation.prompt']));
    expect(preview.stays).toMatchObject([{ category: 'billing.payment', count: expect.any(Number) as number }]);
    expect(preview.stays[0]?.until).toMatch(/^20\d\d-/);
    stack.vendors.control('stripe').change({ rejectWith: 503 });
    await asksForErasure(ada);
    await eventually(async () => (await account(ada)) === 401, 20_000, 'a token that counts no more');

    const provisional = await mailedLink(ada, false);
    const first = await certificateOf(provisional);
    expect(first).toMatchObject({ state: 'provisional', scope: { kind: 'account' }, profileId: 'fluxchat' });
    expect(vendorState(first)).toMatchObject({ stripe: 'pending', replicate: 'pending', supabase: expect.any(String) as string });
    expect((await erasure(provisional.id, '')).status).toBe(404);
    expect((await erasure(provisional.id, `?capability=${provisional.capability.slice(1)}`)).status).toBe(404);
    expect((await erasure(provisional.id, '', berta.accessToken)).status).toBe(404);

    stack.vendors.control('stripe').reset();
    const last = await certificateOf(await finalLink(ada));
    expect(last).toMatchObject({ state: 'final', id: first.id, verification: { hits: 0 }, rawCheck: { hits: 0 } });
    expect(last.previousCertificate).toMatch(/^sha256:/);
    expect([last.version, last.objects.bytes > last.objects.count && last.objects.count > 0]).toEqual([2, true]);
    expect(vendorState(last)).toMatchObject({ stripe: 'erased', supabase: 'erased', replicate: 'erased', resend: 'not-supported' });
    expect(last.kept.map(({ category }) => category)).toEqual(expect.arrayContaining(['billing.payment', 'privacy.case']));
    expect(last.keyDestroyedAt).not.toBeNull();
    expect(JSON.parse((await erasure(provisional.id, `?capability=${provisional.capability}`)).bytes.toString())).toMatchObject({
      state: 'done',
      certificate: 'final',
    });

    expect((await stack.traces(word)).filter((hit) => !beyond.test(hit))).toEqual([]);
    await eventually(async () => (await inquiries()).includes('withdrawn 0'), 20_000, 'the end of a case without a word');
    expect(await inquiries()).toEqual(['withdrawn 0', 'received 2']);
    // Found by its pseudonym are only the request itself and its history, which the certificate lists as kept.
    expect(Object.keys(await holdings(ada)).filter((table) => !table.startsWith('public.privacy_case'))).toEqual([]);
    expect(await holdings(berta)).toEqual(rows);
    expect(stack.logs()).not.toContain(word);
  });

  it('given a worker that is killed in the middle, then another one goes on where it was', async () => {
    const word = 'lanterncarla';
    const carla = await stack.person(word, 100);
    await carla.make(`a lantern called ${word}`);
    await buys(carla, 'pack-500', word);
    await eventually(async () => (await carla.credits()).available > 500, 40_000, 'the credits');
    stack.vendors.control('stripe').change({ delayMs: 1_500 });
    await asksForErasure(carla);
    await eventually(
      async () => (await stack.database.query(`SELECT FROM erasure_runs WHERE state = 'running' AND holder IS NOT NULL`)).rowCount === 1,
      40_000,
      'a run that somebody is at',
    );
    await stack.worker.end('SIGKILL');
    stack.vendors.control('stripe').reset();
    await stack.worker.start();
    // The one that died had it for some minutes.
    await stack.advance(hourSeconds / 4);
    await eventually(
      async () => (await stack.database.query(`SELECT FROM erasure_runs WHERE state = 'provisional'`)).rowCount === 1,
      60_000,
      'a run that waits for vendors only',
    );
    const certificate = await certificateOf(await finalLink(carla));
    expect(vendorState(certificate)).toMatchObject({ stripe: 'erased', replicate: 'erased' });
    expect((await stack.traces(word)).filter((hit) => !beyond.test(hit))).toEqual([]);
  });
});

describe('looking for whom was erased', () => {
  const evidence = async () => {
    const { rows } = await stack.database.query<{ measured: number; sample: string; places: string[] }>(
      `SELECT measured, sample, places FROM evidence_runs WHERE name = 'erased-traces' ORDER BY at DESC, id DESC LIMIT 1`,
    );
    return rows[0];
  };
  const erasedSoFar = async () => Number((await stack.database.query(`SELECT FROM erasure_runs WHERE state = 'done'`)).rowCount);

  it('finds nobody after an erasure, and loudly finds whoever is put back past it', async () => {
    const gone = await stack.person('lanterngwen', 100);
    await gone.make('a lantern for gwen');
    await asksForErasure(gone);
    await finalLink(gone);
    const erased = await erasedSoFar();
    await eventually(async () => Number((await evidence())?.sample) === erased, 30_000, 'a measurement that counts the last erasure');
    expect(await evidence()).toEqual({ measured: 0, sample: String(erased), places: [] });
    expect(stack.logs()).not.toContain('something is left of people who were erased');

    const at = stack.running.clock.now();
    await stack.database.query(`INSERT INTO outgoing_mails (id, subject_id, template, created_at) VALUES ($1, $2, 'receipt', $3)`, [
      newId(at),
      gone.subjectId,
      at,
    ]);
    await stack.advance(25 * hourSeconds);
    await eventually(async () => (await evidence())?.measured === 1, 30_000, 'a measurement that finds it');
    expect((await evidence())?.places).toEqual(['outgoing_mails.subject_id']);
    await eventually(async () => stack.logs().includes('something is left of people who were erased'), 10_000, 'the alarm in the log');
    expect(stack.logs()).not.toContain('lanterngwen');
    await stack.database.query('DELETE FROM outgoing_mails WHERE subject_id = $1', [gone.subjectId]);
    await stack.advance(25 * hourSeconds);
    await eventually(async () => (await evidence())?.measured === 0, 30_000, 'a measurement that finds nothing any more');
  });
});

describe('erasing a part', () => {
  it('given the prompts, then the words are gone, the pictures and the account stay, and the owner sees the certificate', async () => {
    const word = 'lanterndora';
    const dora = await stack.person(word, 100);
    const made = await dora.make('a paper boat in heavysnowfall');
    await asksForErasure(dora, { what: 'prompts' });
    const { id } = await finalLink(dora);
    const again = await stack.person(word);
    expect((await again.show(made.id)).outputs).toHaveLength(1);
    const { status, bytes } = await erasure(`${id}/certificate`, '', again.accessToken);
    expect(status).toBe(200);
    expect(await verified(bytes)).toMatchObject({ scope: { kind: 'prompts' }, keyDestroyedAt: null, state: 'final' });
    expect(await stack.traces('heavysnowfall')).toEqual([]);
  });
});

describe('restoring a backup from before an erasure', () => {
  it('given that nothing was replayed yet, then no service is ready and nothing sealed opens; afterwards the person is gone again', async () => {
    const [word, other] = ['lanternerin', 'lanternfred'];
    const [erin, fred] = [await stack.person(word, 100), await stack.person(other, 100)];
    await erin.make(`a lantern called ${word}`);
    const kept = await fred.make(`a lantern called ${other}`);
    expect((await stack.traces(word)).filter((hit) => /^database.*\(sealed\)/.test(hit))).not.toEqual([]);
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'keepword-backup-')), 'backup.ndjson.gz');
    const { databaseUrl } = stack.running.runtime;
    const made = await createBackup(databaseUrl, file, stack.running.clock);
    expect(made.rows).toBeGreaterThan(20);
    await asksForErasure(erin);
    await finalLink(erin);
    const before = await creationsOf(fred);

    await stack.worker.end('SIGTERM');
    expect(await restoreBackup(databaseUrl, file, stack.running.clock)).toMatchObject({ createdAt: made.createdAt, rows: made.rows });
    rmSync(path.dirname(file), { recursive: true });
    for (const url of [stack.url, stack.privacyUrl]) expect((await fetch(`${url}/readyz`)).status).toBe(503);
    const restored = (await stack.traces(word)).filter((hit) => !beyond.test(hit));
    expect(restored.some((hit) => hit.startsWith('database: public.accounts.email'))).toBe(true);
    expect(restored.filter((hit) => hit.endsWith('(sealed)'))).toEqual([]);

    await stack.worker.start();
    for (const url of [stack.url, stack.privacyUrl]) expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await stack.traces(word)).filter((hit) => !beyond.test(hit))).toEqual([]);
    expect(await creationsOf(fred)).toEqual(before);
    expect((await (await stack.person(other)).show(kept.id)).outputs).toHaveLength(1);
  });
});

async function creationsOf({ subjectId }: Person): Promise<unknown[]> {
  const tables = ['creations', 'creation_requests', 'creation_words', 'creation_outputs', 'predictions'];
  const found = tables.map((table) =>
    stack.database.query(`SELECT to_json(t)::text AS row FROM ${table} t WHERE subject_id = $1 ORDER BY 1`, [subjectId]),
  );
  return (await Promise.all(found)).map(({ rows }) => rows as unknown);
}
