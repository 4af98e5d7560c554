import { planNotices } from '@keepword/data-rights';
import { newId, type SubjectId } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { insertSomebody, type Somebody } from '../testing/insert-somebody.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresHumanDecisions } from './human-decisions.js';
import { PostgresObjections } from './objections.js';
import { PostgresRecipientNotices } from './recipient-notices.js';
import { PostgresRectifications } from './rectifications.js';
import { PostgresRestrictions } from './restrictions.js';
import { readTimeline } from './timeline.js';

const at = new Date('2026-03-01T08:00:00Z');
const later = new Date('2026-03-02T08:00:00Z');

describe('rights that go on after their case', () => {
  let platform: TestDatabase;
  let databases: Readonly<
    Record<'owner' | 'core_api' | 'worker' | 'privacy_service' | 'participant_retention' | 'participant_export', DataSource>
  >;
  let [ada, berta]: Somebody[] = [];
  const [restrictions, objections] = [new PostgresRestrictions(), new PostgresObjections()];
  const of = (somebody: Somebody | undefined): Somebody => {
    if (!somebody) throw new Error('nobody was set up');
    return somebody;
  };
  const as = (role: keyof typeof databases) => new PostgresUnitOfWork(databases[role]);
  /** A statement that comes to the database by itself, as a role, for a subject: past every API. */
  const run = async (role: 'core_api' | 'worker', subjectId: SubjectId, text: string, values: unknown[] = []) =>
    databases[role].transaction(async (manager) => {
      await manager.query(`SELECT set_config('keepword.subject', $1, true)`, [subjectId]);
      return manager.query<unknown>(text, values);
    });
  const giveFeedback = (subjectId: SubjectId) =>
    run(
      'core_api',
      subjectId,
      `INSERT INTO feedback (id, subject_id, rating, profile_id, policy_version, created_at) VALUES ($1, $2, 5, 'fluxkrea', 'v', $3)`,
      [newId(at), subjectId, at],
    );
  const state = (role: 'core_api' | 'worker', { subjectId, creationIds }: Somebody, to: string) =>
    run(role, subjectId, 'UPDATE creations SET state = $2 WHERE id = $1', [creationIds[0], to]);

  beforeAll(async () => {
    platform = await testDatabase('keepword_template');
    const [owner, core_api, worker, privacy_service, participant_retention, participant_export] = await Promise.all([
      openDatabase(platform.url),
      ...(['core_api', 'worker', 'privacy_service', 'participant_retention', 'participant_export'] as const).map((role) =>
        openDatabase(platform.urlFor(role)),
      ),
    ]);
    if (!owner || !core_api || !worker || !privacy_service || !participant_retention || !participant_export)
      throw new Error('six connections were expected');
    databases = { owner, core_api, worker, privacy_service, participant_retention, participant_export };
    [ada, berta] = [await insertSomebody(owner), await insertSomebody(owner)];
    await owner.query(`UPDATE creations SET state = 'running', finished_at = NULL, captured = NULL`);
  });

  afterAll(async () => {
    await Promise.all(Object.values(databases).map((one) => one.destroy()));
    await platform.drop();
  });

  it('let people decide at once, and the worker says so to the log once for each change', async () => {
    const { subjectId } = of(berta);
    const choices = new PostgresHumanDecisions();
    const known = () => as('worker').transaction(subjectId, (uow) => choices.since(uow, subjectId));
    const unlogged = () => as('participant_retention').transaction(null, (uow) => choices.toLog(uow, 10));
    const settle = () => as('worker').transaction(subjectId, (uow) => choices.settle(uow, subjectId));
    const ask = (since: Date) => as('privacy_service').transaction(subjectId, (uow) => choices.ask(uow, subjectId, since));
    await ask(at);
    await ask(later);
    expect([await known(), await unlogged()]).toEqual([at, [subjectId]]);
    expect([await settle(), await settle(), await unlogged()]).toEqual([{ decidedBy: 'person' }, null, []]);
    await as('privacy_service').transaction(subjectId, (uow) => choices.takeBack(uow, subjectId, later));
    expect([await known(), await unlogged()]).toEqual([null, [subjectId]]);
    await ask(later);
    expect([await known(), await settle()]).toEqual([later, { decidedBy: 'person' }]);
    await as('privacy_service').transaction(subjectId, (uow) => choices.takeBack(uow, subjectId, later));
    expect([await settle(), await unlogged(), await known()]).toEqual([{ decidedBy: 'filter' }, [], null]);
    await as('worker').transaction(subjectId, (uow) => choices.reinstate(uow, subjectId, at));
    expect([await known(), await unlogged()]).toEqual([at, []]);
    await as('worker').transaction(subjectId, (uow) => choices.remove(uow, subjectId));
    expect(await known()).toBeNull();
  });

  it('restrict processing past every API: nothing new, nothing goes on, what runs may end', async () => {
    const { subjectId } = of(ada);
    const caseId = newId(at);
    await giveFeedback(subjectId);
    await as('worker').transaction(subjectId, (uow) => restrictions.restrict(uow, subjectId, caseId, at));
    expect(await as('core_api').transaction(subjectId, (uow) => restrictions.find(uow, subjectId))).toEqual({
      since: at,
      caseId,
      liftAt: null,
    });

    await expect(giveFeedback(subjectId)).rejects.toThrow(/row-level security/);
    const creation = of(ada).creationIds[0];
    await expect(
      run('worker', subjectId, 'INSERT INTO creation_words (subject_id, word, creation_id) VALUES ($1, $2, $3)', [
        subjectId,
        Buffer.alloc(8, 7),
        creation,
      ]),
    ).rejects.toThrow(/row-level security|permission denied/);
    await expect(run('worker', subjectId, 'UPDATE creations SET news_at = $2 WHERE id = $1', [creation, at])).rejects.toThrow(
      /row-level security/,
    );
    for (const role of ['core_api', 'worker'] as const) await expect(state(role, of(ada), 'queued')).rejects.toThrow(/row-level security/);
    await expect(giveFeedback(of(berta).subjectId)).resolves.toBeDefined();
  });

  it('cannot be taken back by whoever is restricted, nor written by core-api', async () => {
    const { subjectId } = of(ada);
    await expect(run('core_api', subjectId, 'DELETE FROM processing_restrictions')).rejects.toThrow(/permission denied/);
    await expect(
      run('core_api', of(berta).subjectId, 'INSERT INTO processing_restrictions VALUES ($1, $2, $1)', [of(berta).subjectId, at]),
    ).rejects.toThrow(/permission denied/);
  });

  it('end when that was announced and its time has come', async () => {
    const { subjectId } = of(ada);
    await as('worker').transaction(subjectId, (uow) => restrictions.restrict(uow, subjectId, newId(at), at));
    expect(
      await as('privacy_service').transaction(of(berta).subjectId, (uow) => restrictions.announceLifting(uow, of(berta).subjectId, later)),
    ).toBe(false);
    await as('worker').transaction(subjectId, (uow) => restrictions.lift(uow, subjectId, later));
    expect(await as('worker').transaction(subjectId, (uow) => restrictions.find(uow, subjectId))).not.toBeNull();
    expect(await as('privacy_service').transaction(subjectId, (uow) => restrictions.announceLifting(uow, subjectId, later))).toBe(true);
    const due = (when: Date) => as('participant_retention').transaction(null, (uow) => restrictions.due(uow, when, 10));
    expect([await due(at), await due(later)]).toEqual([[], [subjectId]]);
    await as('worker').transaction(subjectId, (uow) => restrictions.lift(uow, subjectId, later));
    await expect(giveFeedback(subjectId)).resolves.toBeDefined();
  });

  it('keep an objection as it was said first, for its subject alone', async () => {
    const { subjectId } = of(ada);
    const said = { against: 'legitimate-interests', purpose: 'analytics', at, caseId: newId(at) } as const;
    for (const when of [at, later])
      await as('worker').transaction(subjectId, (uow) => objections.add(uow, subjectId, { ...said, at: when }));
    await as('worker').transaction(subjectId, (uow) =>
      objections.add(uow, subjectId, { ...said, against: 'direct-marketing', purpose: null }),
    );
    const listed = (somebody: Somebody | undefined) =>
      as('privacy_service').transaction(of(somebody).subjectId, (uow) => objections.list(uow, of(somebody).subjectId));
    expect(await listed(ada)).toEqual([{ ...said, against: 'direct-marketing', purpose: null }, said]);
    expect(await listed(berta)).toEqual([]);
  });

  it('keep digests of what was corrected, which core-api may add and not read', async () => {
    const { subjectId } = of(ada);
    const rectified = { id: newId(at), field: 'displayName', beforeDigest: Buffer.alloc(32, 1), afterDigest: Buffer.alloc(32, 2), at };
    await as('core_api').transaction(subjectId, (uow) => new PostgresRectifications().add(uow, subjectId, rectified));
    await expect(run('core_api', subjectId, 'SELECT * FROM rectifications')).rejects.toThrow(/permission denied/);
  });

  it('are told newest first with everything else that happened, page by page, and to nobody else', async () => {
    const { subjectId } = of(berta);
    const timeline = (before: Parameters<typeof readTimeline>[2], limit: number, whose = subjectId) =>
      readTimeline(databases.participant_export, whose, before, limit);
    await as('worker').transaction(subjectId, (uow) =>
      objections.add(uow, subjectId, { against: 'direct-marketing', purpose: null, at: later, caseId: newId(at) }),
    );
    const cause = { subjectId, matter: 'address', causeId: newId(at), formerAddress: 'b@old.example' } as const;
    await as('core_api').transaction(subjectId, (uow) =>
      new PostgresRecipientNotices().add(uow, planNotices(cause, [{ recipient: 'creem', hasChannel: false }], at)),
    );
    const all = await timeline(null, 100);
    expect(all.find(({ kind }) => kind === 'recipient-notice')?.detail).toBe('address creem cannot-be-told no-channel');
    expect(all[0]).toMatchObject({ kind: 'objection', at: later, detail: 'direct-marketing' });
    expect(all.map((row) => row.at.getTime())).toEqual(all.map((row) => row.at.getTime()).toSorted((a, b) => b - a));
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['objection', 'payment', 'recipient-notice']));
    const paged = [];
    for (let last: (typeof all)[number] | undefined; ;) {
      const [next] = await timeline(last ? { at: last.at, name: `${last.kind} ${last.ref}` } : null, 1);
      if (!next) break;
      paged.push(next);
      last = next;
    }
    expect(paged).toEqual(all);
    const others = await timeline(null, 100, of(ada).subjectId);
    expect(others.filter(({ ref, kind }) => all.some((mine) => mine.kind === kind && mine.ref === ref && kind !== 'objection'))).toEqual(
      [],
    );
  });
});
