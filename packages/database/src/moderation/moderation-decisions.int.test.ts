import { addPeriod, newId, type Id } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresModeration, type ModerationCase, type ModerationOutcome } from './moderation-decisions.js';

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
  return { id, subjectId, creationId: null, stage, codes: ['weapons'], hasContent: content !== null, at, decisions: [] };
}
const decide = (record: ModerationCase, decision: ModerationOutcome, decidedAt = at) =>
  units().transaction(null, (uow) =>
    moderation.decide(uow, record, {
      id: newId(decidedAt),
      decision,
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
});
