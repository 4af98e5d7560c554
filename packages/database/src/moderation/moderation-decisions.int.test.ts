import { addPeriod, newId, type Id } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import type { ModerationOutcome } from '@keepword/creations';
import { PostgresModeration, type ModerationCase } from './moderation-decisions.js';

const at = new Date('2026-03-02T08:00:00Z');
const moderation = new PostgresModeration();
let database: TestDatabase;
let [desk, owner]: DataSource[] = [];

beforeAll(async () => {
  database = await testDatabase('keepword_template');
  desk = await openDatabase(database.urlFor('participant_cases'));
  owner = await openDatabase(database.url);
});
afterAll(async () => {
  await Promise.all([desk?.destroy(), owner?.destroy()]);
  await database.drop();
});

const units = () => new PostgresUnitOfWork(desk as DataSource);
async function recorded(stage: ModerationCase['stage'], content: Buffer | null = null): Promise<ModerationCase> {
  const [id, subjectId] = [newId(at), newId(at)];
  await (owner as DataSource).query('INSERT INTO moderation_records VALUES ($1, $2, NULL, $3, $4, $5, $6)', [
    id,
    subjectId,
    stage,
    ['weapons'],
    content,
    at,
  ]);
  return {
    id,
    subjectId,
    creationId: null,
    stage,
    codes: ['weapons'],
    hasContent: content !== null,
    awaitsPerson: false,
    at,
    decisions: [],
  };
}
const decide = (record: ModerationCase, decision: ModerationOutcome, decidedAt = at) =>
  units().transaction(null, (uow) =>
    moderation.decide(uow, record, {
      id: newId(decidedAt),
      decision,
      ground: decision === 'overturned' ? 'filter-mistaken' : 'against-rules',
      reason: 'the words name a film and no weapon',
      staffId: newId(at),
      at: decidedAt,
    }),
  );
const find = (id: Id) => units().transaction(null, (uow) => moderation.find(uow, id));

describe('what the team decides about what was stopped', () => {
  it('stands beside the record, the newest decision first', async () => {
    const record = await recorded('request');
    expect(await find(record.id)).toEqual(record);
    await decide(record, 'upheld');
    await decide(record, 'overturned', addPeriod(at, 'P1D'));
    expect((await find(record.id))?.decisions.map(({ decision, at: when }) => [decision, when])).toEqual([
      ['overturned', addPeriod(at, 'P1D')],
      ['upheld', at],
    ]);
  });

  it('is listed by stage and by whether somebody has decided, newest first', async () => {
    const [open, decided] = [await recorded('report'), await recorded('report')];
    await decide(decided, 'removed');
    const ids = async (filter: object, before: Id | null = null) =>
      (await units().transaction(null, (uow) => moderation.page(uow, filter, before, 10))).map(({ id }) => id);
    expect(await ids({ stage: 'report', decided: false })).toEqual([open.id]);
    expect(await ids({ stage: 'report', decided: true })).toEqual([decided.id]);
    const both = [open.id, decided.id].toSorted().toReversed();
    expect(await ids({ stage: 'report' })).toEqual(both);
    expect(await ids({ stage: 'report' }, both[0])).toEqual([both[1]]);
    expect(await ids({ stage: 'output' })).toEqual([]);
  });

  it('hands out what was written sealed, with its place', async () => {
    const [silent, written] = [await recorded('output'), await recorded('request', Buffer.from('sealed'))];
    const sealed = (id: Id) => units().transaction(null, (uow) => moderation.sealed(uow, id));
    expect(await sealed(silent.id)).toBeNull();
    const found = await sealed(written.id);
    expect([Buffer.from(found?.content ?? []).toString(), found?.place.rowId]).toEqual(['sealed', written.id]);
  });

  it('is seen by the person whom it is about, and by nobody else', async () => {
    const [mine, other] = [await recorded('request'), await recorded('request')];
    const page = { before: null, limit: 10 };
    const own = await units().transaction(null, (uow) => moderation.own(uow, mine.subjectId, page));
    expect(own).toEqual([mine]);
    expect(await units().transaction(null, (uow) => moderation.own(uow, other.subjectId, { ...page, creationId: newId(at) }))).toEqual([]);
  });

  it('finds what waits for a person until its review was opened or somebody has decided', async () => {
    const [waiting, decided, stopped] = [await recorded('request'), await recorded('request'), await recorded('request')];
    await (owner as DataSource).query('UPDATE moderation_records SET awaits_person = true WHERE id = ANY ($1)', [[waiting.id, decided.id]]);
    await decide({ ...decided }, 'upheld');
    const ids = async () => (await units().transaction(null, (uow) => moderation.withoutReview(uow, 10))).map(({ id }) => id);
    expect(await ids()).toEqual([waiting.id]);
    expect(await ids()).not.toContain(stopped.id);
    await units().transaction(null, (uow) => moderation.reviewOpened(uow, waiting.id, newId(at)));
    expect(await ids()).toEqual([]);
  });

  it('tells the mail what was decided on which ground, and nothing anybody wrote', async () => {
    const record = await recorded('output');
    const id = newId(at);
    const decision = { id, decision: 'upheld', ground: 'unlawful', reason: 'a case for the lawyers', staffId: newId(at), at } as const;
    await units().transaction(null, (uow) => moderation.decide(uow, record, decision));
    expect(await units().transaction(null, (uow) => moderation.decided(uow, id))).toEqual({
      stage: 'output',
      outcome: 'upheld',
      ground: 'unlawful',
    });
    expect(await units().transaction(null, (uow) => moderation.decided(uow, newId(at)))).toBeNull();
  });
});
