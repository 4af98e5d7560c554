import { endReplays, pendingReplays, type ErasureSubject } from '@keepword/database';
import {
  takesPart,
  type ErasureParticipant,
  type ErasurePlan,
  type ErasureScope,
  type ErasureTarget,
  type PlanHasGaps,
} from '@keepword/data-rights';
import { isRefusal, newId, type Clock, type Id, type SubjectId } from '@keepword/primitives';
import type { DataSource } from 'typeorm';
import type { ReplayEntry, ReplayLog } from './replay-log.js';
import { rightsIn, type StandingRights } from './standing-rights.js';

export interface ReplayPorts {
  /** As the role `participant_erasure`. */
  readonly database: DataSource;
  readonly subject: Pick<ErasureSubject, 'all' | 'creationsOf'>;
  readonly log: ReplayLog;
  readonly clock: Clock;
  plan(scope: ErasureScope, subjectId: SubjectId): Promise<ErasurePlan | PlanHasGaps>;
  /** Of our own places only, in the order in which they erase: vendors were never restored. */
  readonly participants: readonly ErasureParticipant[];
  /** Puts what somebody asked for in force again, and ends what had ended. */
  standAgain(subjectId: SubjectId, rights: StandingRights): Promise<void>;
}

/** How many people's restrictions and objections were gone through, and how many erasures were carried out again. */
export interface Replayed {
  readonly people: number;
  readonly erasures: number;
}

const callsMax = 100_000;

/**
 * After a restore: puts restrictions and objections in force again and erases what the log says was erased, and only then lets the services be
 * ready. Safe to repeat after a crash. Everybody's rights come before anybody's erasure: they take moments, and nothing may be done against them.
 */
export async function replayAfterRestore(ports: ReplayPorts): Promise<Replayed> {
  const restores = await pendingReplays(ports.database);
  if (restores.length === 0) return { people: 0, erasures: 0 };
  const bySubject = new Map<string, ReplayEntry[]>();
  for (const entry of await ports.log.entries()) bySubject.set(entry.subject, [...(bySubject.get(entry.subject) ?? []), entry]);
  const named = (await ports.subject.all()).flatMap((subjectId) => {
    const entries = bySubject.get(ports.log.nameOf(subjectId));
    return entries ? [{ subjectId, entries }] : [];
  });
  const staying = named.filter(({ entries }) => !isErased(entries));
  for (const { subjectId, entries } of staying) await ports.standAgain(subjectId, rightsIn(entries));
  let erasures = 0;
  for (const { subjectId, entries } of named) {
    for (const scope of await scopesOf(ports, subjectId, entries)) {
      await eraseAgain(ports, subjectId, scope);
      erasures += 1;
    }
  }
  await endReplays(ports.database, restores);
  return { people: staying.length, erasures };
}

const isErased = (entries: readonly ReplayEntry[]) => entries.some((entry) => entry.kind === 'erasure' && entry.scope === 'account');

/** A whole account takes everything else along. */
async function scopesOf(ports: ReplayPorts, subjectId: SubjectId, entries: readonly ReplayEntry[]): Promise<ErasureScope[]> {
  if (isErased(entries)) return [{ kind: 'account' }];
  const erasures = entries.filter((entry) => entry.kind === 'erasure');
  const scopes: ErasureScope[] = [];
  for (const kind of ['prompts', 'images', 'chats'] as const) if (erasures.some(({ scope }) => scope === kind)) scopes.push({ kind });
  const named = new Set(erasures.flatMap(({ creations }) => creations ?? []));
  if (named.size > 0) {
    const creationIds = (await ports.subject.creationsOf(subjectId)).filter((id: Id) => named.has(ports.log.nameOf(id)));
    if (creationIds.length > 0) scopes.push({ kind: 'creations', creationIds });
  }
  return scopes;
}

/** @throws Error when it cannot be planned or something is found afterwards: the services stay unready, and it is tried again */
async function eraseAgain({ clock, plan: planOf, participants }: ReplayPorts, subjectId: SubjectId, scope: ErasureScope): Promise<void> {
  const at = clock.now();
  const plan = await planOf(scope, subjectId);
  if (isRefusal(plan)) throw new Error(`a restored person cannot be erased again: ${plan.gaps.join('; ')}`);
  const common: ErasureTarget = { runId: newId(at), subjectId, scope, plan, retainedAs: newId(at), handle: null };
  const taking: { participant: ErasureParticipant; target: ErasureTarget }[] = [];
  // All are asked first: what one of them needs to know can be in rows that another erases.
  for (const participant of participants.filter((one) => takesPart(one, plan)))
    taking.push({ participant, target: { ...common, handle: (await participant.survey(common, at)).handle ?? null } });
  for (const { participant, target } of taking) await eraseAll(participant, target, at);
  for (const { participant, target } of taking) {
    const answer = await participant.verify(target, 'raw', at);
    const found = answer.state === 'searched' && answer.places.some((place) => place.found > 0);
    if (found || answer.state === 'pending') throw new Error(`something of a restored person is left at ${participant.name}`);
  }
}

async function eraseAll(participant: ErasureParticipant, target: ErasureTarget, at: Date): Promise<void> {
  let checkpoint: string | null = null;
  for (let calls = 0; calls < callsMax; calls += 1) {
    const answer = await participant.erase(target, checkpoint, at);
    if (answer.state === 'pending') throw new Error(`${participant.name} does not answer`);
    if (answer.state !== 'more') return;
    checkpoint = answer.checkpoint;
  }
  throw new Error(`${participant.name} never comes to an end`);
}
