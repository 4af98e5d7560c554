import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CaseView, ConsoleCasePage } from '@keepword/contracts';
import { profile as policyProfile } from '@keepword/policy';
import { addPeriod, newId } from '@keepword/primitives';
import { TEST_ROLE_PASSWORD } from '@keepword/testkit';
import { Client } from 'pg';
import { createBackup, restoreBackup } from '../cli/backup.js';
import { mailsIn } from '../vendors/testing/mails.js';
import { eventually } from './testing/eventually.js';
import type { Person, ProblemBody } from './testing/person.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';
import { askConsole, signInStaff, type StaffMember } from './testing/staff-member.js';

jest.setTimeout(300_000);

const daySeconds = 86_400;
let stack: PlatformStack;
let officer: StaffMember;
beforeAll(async () => {
  stack = await startPlatform('fluxkrea', {}, { withPrivacyService: true });
  officer = await signInStaff(stack, 'privacy-officer');
});
afterAll(() => stack?.stop());

async function asks({ accessToken }: Person, body: object): Promise<string> {
  const response = await fetch(`${stack.privacyUrl}/v1/cases`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(body),
  });
  const { id } = (await response.json()) as { id: string };
  expect(response.status).toBe(202);
  await eventually(
    async () => (await stack.database.query(`SELECT FROM privacy_cases WHERE case_id = $1 AND state = 'fulfilled'`, [id])).rowCount === 1,
    40_000,
    'the end of the case',
  );
  return id;
}

const mine = async <T>({ accessToken }: Person, method: string, at: string): Promise<T> => {
  const answer = await askConsole(stack.privacyUrl, accessToken, method, at);
  const text = await answer.text();
  return (text === '' ? { status: answer.status } : JSON.parse(text)) as T;
};
const restriction = (person: Person) => mine<{ since: string | null; liftAt: string | null }>(person, 'GET', '/v1/restriction');
const objections = async (person: Person) =>
  (await mine<{ items: { against: string; purpose: string | null }[] }>(person, 'GET', '/v1/objections')).items;

/** Who decides about what this person makes, after they chose when they choose. */
const decidedBy = async ({ accessToken }: Person, choice?: 'person' | 'filter') => {
  const answer = await fetch(`${stack.privacyUrl}/v1/automated-decisions`, {
    method: choice ? 'PUT' : 'GET',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    ...(choice ? { body: JSON.stringify({ decidedBy: choice }) } : {}),
  });
  return ((await answer.json()) as { decidedBy: string }).decidedBy;
};

/** A statement that comes to the database as core-api's role, for a subject: past every API. */
async function writesPastTheApi({ subjectId }: Person): Promise<void> {
  const url = new URL(stack.running.runtime.databaseUrl);
  [url.username, url.password] = ['core_api', TEST_ROLE_PASSWORD];
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    const at = stack.running.clock.now();
    await client.query('BEGIN');
    await client.query(`SELECT set_config('keepword.subject', $1, true)`, [subjectId]);
    await client.query(
      `INSERT INTO feedback (id, subject_id, rating, profile_id, policy_version, created_at) VALUES ($1, $2, 5, 'fluxkrea', 'v', $3)`,
      [newId(at), subjectId, at],
    );
    await client.query('ROLLBACK');
  } finally {
    await client.end();
  }
}

/** What the person was told under a subject line that begins with the case's reference. */
async function mailTo({ email }: Person, about: RegExp) {
  return eventually(
    async () =>
      (await mailsIn(stack.running.runtime.vendorsUrl, `?to=${encodeURIComponent(email)}`)).find(({ subject }) => about.test(subject)),
    40_000,
    `a mail about ${about.source}`,
  );
}

const command = (id: string, body: object, who = officer) =>
  who.call<ConsoleCasePage & ProblemBody>('POST', `/v1/console/cases/${id}/commands`, { body });

describe('a restriction that the team lifts', () => {
  it('is announced a week before, can be kept until then, and ends by the clock', async () => {
    const ada = await stack.person('ada', 100);
    const id = await asks(ada, { class: 'restriction' });
    const early = await command(id, { kind: 'announce-lifting', liftAt: addPeriod(stack.running.clock.now(), 'P6D').toISOString() });
    expect([early.status, early.body]).toMatchObject([409, { reason: 'too-early' }]);
    expect((await restriction(ada)).liftAt).toBeNull();

    expect((await command(id, { kind: 'announce-lifting' })).body.restriction?.liftAt).toEqual(expect.any(String));
    expect((await mailTo(ada, /The restriction of your data ends on/)).text).toContain('If you do not agree, answer this mail');
    expect((await command(id, { kind: 'cancel-lifting' })).body.restriction).toMatchObject({ liftAt: null });
    await mailTo(ada, /The restriction of your data stays/);
    await stack.advance(8 * daySeconds);
    await expect(writesPastTheApi(ada)).rejects.toThrow(/row-level security/);

    const officerNow = await signInStaff(stack, 'privacy-officer');
    const announced = await command(id, { kind: 'announce-lifting' }, officerNow);
    expect(announced.body.restriction?.liftAt).toEqual((await restriction(await stack.person('ada'))).liftAt);
    await stack.advance(6 * daySeconds);
    await expect(writesPastTheApi(ada)).rejects.toThrow(/row-level security/);
    await stack.advance(daySeconds);
    const anew = await stack.person('ada');
    await eventually(async () => (await restriction(anew)).since === null, 40_000, 'the end of the restriction');
    await writesPastTheApi(anew);
    await mailTo(ada, /The restriction of your data has ended/);
    const { rows } = await stack.database.query<{ kind: string }>(
      `SELECT kind FROM privacy_case_entries WHERE case_id = $1 AND kind LIKE 'lift%' ORDER BY sequence`,
      [id],
    );
    expect(rows.map(({ kind }) => kind)).toEqual(['lifting-announced', 'lifting-canceled', 'lifting-announced', 'lifted']);
    const again = await command(id, { kind: 'announce-lifting' }, await signInStaff(stack, 'privacy-officer'));
    expect([again.status, again.body.detail]).toEqual([409, 'What this case asked for is no longer restricted.']);
  });
});

describe('who received data that is restricted now', () => {
  it('is listed for its person and for the team, with why they cannot be told', async () => {
    const lea = await stack.person('lea', 50);
    await lea.make('a lighthouse');
    const id = await asks(lea, { class: 'restriction' });
    const shown = await mine<CaseView>(lea, 'GET', `/v1/cases/${id}`);
    // Who made the picture is among them.
    expect(shown.recipientNotices?.map(({ recipient }) => recipient)).toContain(policyProfile('fluxkrea').bindings.models);
    for (const notice of shown.recipientNotices ?? [])
      expect(notice).toMatchObject({ matter: 'restriction', state: 'cannot-be-told', reason: 'no-channel' });
    const timeline = await mine<{ items: { kind: string; text: string }[] }>(lea, 'GET', '/v1/timeline?limit=100');
    expect(timeline.items.filter(({ kind }) => kind === 'recipient-notice').map(({ text }) => text)).toEqual(
      expect.arrayContaining((shown.recipientNotices ?? []).map(({ text }) => text)),
    );
    // The officer's session ended with the clock, and each code of theirs signs in once.
    await stack.advance(60);
    const officerNow = await signInStaff(stack, 'privacy-officer');
    const team = await officerNow.call<ConsoleCasePage>('GET', `/v1/console/cases/${id}`);
    expect(team.body.recipientNotices).toEqual(shown.recipientNotices);
  });
});

describe('restoring a backup from before', () => {
  it('restricts again, objects again, and lets what had ended be over, before any service is ready', async () => {
    const [gina, hugo, ivo, juno] = [
      await stack.person('gina', 50),
      await stack.person('hugo'),
      await stack.person('ivo'),
      await stack.person('juno', 50),
    ];
    // Ended after the backup, and therefore in it.
    await asks(ivo, { class: 'restriction' });
    await asks(ivo, { class: 'objection', scope: { against: 'direct-marketing' } });
    const folder = mkdtempSync(path.join(tmpdir(), 'keepword-backup-'));
    const file = path.join(folder, 'backup.ndjson.gz');
    const { databaseUrl } = stack.running.runtime;
    await createBackup(databaseUrl, file, stack.running.clock);

    await asks(gina, { class: 'restriction' });
    const wish = 'the letters to Hugo Sonnenschein';
    await asks(hugo, { class: 'objection', scope: { against: 'legitimate-interests', purpose: wish } });
    await asks(hugo, { class: 'objection', scope: { against: 'direct-marketing' } });
    await mine(ivo, 'DELETE', '/v1/restriction');
    expect(await mine(ivo, 'DELETE', '/v1/objections?against=direct-marketing')).toEqual({ status: 202 });
    await eventually(
      async () => (await objections(ivo)).length === 0 && (await restriction(ivo)).since === null,
      40_000,
      'the end of both',
    );
    await mine(juno, 'DELETE', '/v1/restriction');
    await writesPastTheApi(ivo);
    const { since } = await restriction(gina);
    expect(await decidedBy(gina, 'person')).toBe('person');
    await eventually(
      async () => (await stack.database.query('SELECT FROM human_decisions WHERE is_logged')).rowCount === 1,
      40_000,
      'the line in the log about who decides',
    );

    await stack.worker.end('SIGTERM');
    await restoreBackup(databaseUrl, file, stack.running.clock);
    rmSync(folder, { recursive: true });
    for (const url of [stack.url, stack.privacyUrl]) expect((await fetch(`${url}/readyz`)).status).toBe(503);
    await writesPastTheApi(gina);
    await stack.worker.start();
    for (const url of [stack.url, stack.privacyUrl]) expect((await fetch(`${url}/readyz`)).status).toBe(200);

    await expect(writesPastTheApi(gina)).rejects.toThrow(/row-level security/);
    for (const free of [ivo, juno]) await writesPastTheApi(free);
    const [ginaAgain, hugoAgain, ivoAgain] = [await stack.person('gina'), await stack.person('hugo'), await stack.person('ivo')];
    expect(await restriction(ginaAgain)).toEqual({ since, liftAt: null });
    expect(await decidedBy(ginaAgain)).toBe('person');
    expect(await restriction(ivoAgain)).toEqual({ since: null, liftAt: null });
    expect(await objections(ivoAgain)).toEqual([]);
    // Their own words came after the backup and are nowhere any more: what they objected to counts as everything of its kind.
    expect((await objections(hugoAgain)).map(({ against, purpose }) => [against, purpose])).toEqual([
      ['legitimate-interests', null],
      ['direct-marketing', null],
    ]);
    const log = readdirSync(stack.running.folder.replayLogDir).map((name) =>
      readFileSync(path.join(stack.running.folder.replayLogDir, name), 'utf8'),
    );
    for (const plain of [gina.subjectId, hugo.email, 'Sonnenschein']) expect(log.join()).not.toContain(plain);
    await mine(ginaAgain, 'DELETE', '/v1/restriction');
    await eventually(async () => (await restriction(ginaAgain)).since === null, 40_000, 'the end of a restriction whose case is gone');
  });
});
