import type { CaseDesk, Foundation, ReplayLog } from '@keepword/composition';
import { carryOut } from '@keepword/data-rights';
import { PostgresHumanDecisions, PostgresObjections, PostgresRestrictions, PostgresUnitOfWork } from '@keepword/database';
import type { Instant, SubjectId } from '@keepword/primitives';
import type { DataSource } from 'typeorm';
import type { Sweep } from '../schedules/sweeps.js';

const batch = 100;

export interface EndingRights {
  readonly foundation: Pick<Foundation, 'clock' | 'storage'>;
  /** As the role `participant_retention`. */
  readonly crossing: DataSource;
  readonly desk: CaseDesk;
  readonly replayLog: Pick<ReplayLog, 'append'>;
}

const [restrictions, objections, choices] = [new PostgresRestrictions(), new PostgresObjections(), new PostgresHumanDecisions()];

/**
 * Restrictions whose end was announced and has come, objections that were taken back, and choices of who decides, which hold without us. A restore must
 * not undo any of it: the log is told as well.
 */
export function endingRights(parts: EndingRights): readonly Sweep[] {
  return [
    { name: 'lifted restrictions', everyMs: 10_000, run: () => liftRestrictions(parts) },
    { name: 'objections taken back', everyMs: 10_000, run: () => endObjections(parts) },
    { name: 'choices of who decides', everyMs: 5_000, run: () => logChoices(parts) },
  ];
}

async function liftRestrictions(parts: EndingRights): Promise<number> {
  const at = parts.foundation.clock.now();
  const due = await new PostgresUnitOfWork(parts.crossing).transaction(null, (uow) => restrictions.due(uow, at, batch));
  for (const subjectId of due) await lift(parts, subjectId, at);
  return due.length;
}

/** The case tells of it first, and its person by mail: were it the other way round, a crash between the two would leave nobody told. */
async function lift({ foundation: { storage }, desk, replayLog }: EndingRights, subjectId: SubjectId, at: Instant): Promise<void> {
  const found = await storage.transactions.transaction(subjectId, (uow) => restrictions.find(uow, subjectId));
  const caseId = found?.caseId;
  if (caseId)
    await desk.transaction(at, async (ports) => {
      // Held from here on, as whoever takes the announcement back holds it.
      await ports.store.load(ports.uow, caseId);
      const { liftAt } = (await restrictions.find(ports.uow, subjectId)) ?? { liftAt: null };
      // Refused where the case is worked on again or knows of no restriction; the announcement counts all the same.
      if (liftAt && liftAt <= at)
        await carryOut(ports, { caseId, key: `lift:${liftAt.toISOString()}`, command: { kind: 'lift' } }, { kind: 'system' });
    });
  await storage.transactions.transaction(subjectId, async (uow) => {
    if (await restrictions.lift(uow, subjectId, at)) await replayLog.append(subjectId, { kind: 'restriction-lifted' }, at);
  });
}

async function endObjections({ foundation: { clock, storage }, crossing, replayLog }: EndingRights): Promise<number> {
  const at = clock.now();
  const due = await new PostgresUnitOfWork(crossing).transaction(null, (uow) => objections.takenBack(uow, at, batch));
  for (const subjectId of due)
    await storage.transactions.transaction(subjectId, async (uow) => {
      for (const objectedTo of await objections.removeTakenBack(uow, subjectId, at))
        await replayLog.append(subjectId, { kind: 'objection-taken-back', ...objectedTo }, at);
    });
  return due.length;
}

async function logChoices({ foundation: { clock, storage }, crossing, replayLog }: EndingRights): Promise<number> {
  const at = clock.now();
  const unlogged = await new PostgresUnitOfWork(crossing).transaction(null, (uow) => choices.toLog(uow, batch));
  for (const subjectId of unlogged)
    await storage.transactions.transaction(subjectId, async (uow) => {
      const chosen = await choices.settle(uow, subjectId);
      if (!chosen) return;
      const since = (await choices.since(uow, subjectId)) ?? at;
      await replayLog.append(subjectId, { kind: chosen.decidedBy === 'person' ? 'human-decisions' : 'human-decisions-taken-back' }, since);
    });
  return unlogged.length;
}
