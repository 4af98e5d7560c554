import { createHash } from 'node:crypto';
import type { Profile } from '@keepword/policy';
import { isRefusal, refuse, type Id, type Instant, type Refusal, type UnitOfWork } from '@keepword/primitives';
import { z } from 'zod';
import { canonicalJson } from '../certificate/canonical-json.js';
import type { CaseCommand, CaseRefusal } from './case-command.js';
import type { CaseEvent } from './case-event.js';
import { appendHistory } from './case-history.js';
import { remindersOf, type Reminder } from './case-reminders.js';
import { evolve, runningDeadlines, type Case, type CaseState } from './case-state.js';
import { contentKinds, type CaseAppending, type CaseContent, type CaseStore, type LoadedCase } from './case-store.js';
import type { Challenge } from './challenge.js';
import type { Holidays } from './clock-time.js';
import { decide } from './decide-case.js';
import { CASE_LIMITS } from './limits.js';
import type { Actor } from './requester.js';

/** What every use case of cases works with. */
export interface CasePorts {
  readonly store: CaseStore;
  readonly uow: UnitOfWork;
  readonly profile: Profile;
  readonly at: Instant;
  readonly holidays?: Holidays;
}

/** The key was used before, for something else. */
export type IdempotencyConflict = Refusal<'idempotency-conflict'>;

/** What a carried-out command answers. */
export type Done<Outcome> = Outcome & {
  /** The stored answer of an earlier command with this key: nothing was written now. */
  readonly replayed: boolean;
};

/** Words that a command brings along, under the id by which the command names them. */
export type NewContent = Pick<CaseContent, 'contentId' | 'kind' | 'text'>;

export interface CarryOut {
  readonly caseId: Id;
  /** Unique for the case; null for what the system may do again and again, because the case itself knows that it was done. */
  readonly key: string | null;
  readonly command: CaseCommand;
  readonly contents?: readonly NewContent[];
  /** A keyed digest of all that was sent, where other words under the same key have to be told apart. */
  readonly bodyDigest?: string;
}

export interface CarriedOut {
  readonly caseId: Id;
  readonly sequence: number;
  readonly state: CaseState;
}

export const idShape = z.uuid();
export const keyShape = z.string().min(1).max(CASE_LIMITS.key);
export const contentsShape = z
  .array(
    z.strictObject({
      contentId: idShape,
      kind: z.enum(contentKinds),
      text: z.string().min(1).max(CASE_LIMITS.text),
    }),
  )
  .max(CASE_LIMITS.contentsPerCommand);
const shape = z.object({
  caseId: idShape,
  key: keyShape.nullable(),
  contents: contentsShape.optional(),
  bodyDigest: z.string().max(100).optional(),
});

/**
 * Load, decide, append. The same command under the same key gets the stored answer; refusals write nothing and are not
 * remembered. Words do not count as a difference by themselves: a plain digest would be a trace of them.
 * @throws ZodError when an id, a key or a text is malformed; RangeError when a command names words that do not come with it
 */
export function carryOut(ports: CasePorts, asked: CarryOut, actor: Actor): Promise<Done<CarriedOut> | CaseRefusal | IdempotencyConflict> {
  const { caseId, command, contents = [], bodyDigest } = asked;
  shape.parse(asked);
  checkContents(command, contents);
  const key = asked.key === null ? null : `case:${caseId}:${asked.key}`;
  const digest = digestOf({ ...withoutContent(command), ...(bodyDigest === undefined ? {} : { bodyDigest }) });
  return untilSettled(async () => {
    const recorded = key === null ? null : await ports.store.recorded(ports.uow, key);
    if (recorded)
      return recorded.digest === digest ? { ...(recorded.outcome as CarriedOut), replayed: true } : refuse('idempotency-conflict');
    const loaded = await ports.store.load(ports.uow, caseId);
    if (!loaded) return refuse('not-found');
    const events = decide(loaded.case, command, actor, ports);
    if (isRefusal(events)) return events;
    const next = events.reduce(evolve, loaded.case);
    const outcome: CarriedOut = { caseId, sequence: next.sequence, state: next.state };
    const written = await append(ports, loaded, next, events, { contents, command: key === null ? null : { key, digest, outcome } });
    return written === 'recorded' ? { ...outcome, replayed: false } : null;
  });
}

/** Writes decided events with all that follows from them. */
export function append(
  { store, uow, at, holidays }: Pick<CasePorts, 'store' | 'uow' | 'at' | 'holidays'>,
  decidedOn: Pick<LoadedCase, 'head'>,
  next: Case,
  events: readonly CaseEvent[],
  also: { readonly contents?: readonly NewContent[]; readonly challenge?: Challenge; readonly command?: CaseAppending['command'] },
): Promise<'recorded' | 'moved-on' | 'reference-taken'> {
  const { contents = [], challenge, command = null } = also;
  return store.append(uow, {
    caseId: next.caseId,
    decidedOn: decidedOn.head.sequence,
    entries: appendHistory(decidedOn.head, events),
    case: next,
    reminders: remindersFor(next, holidays),
    contents: contents.map((content) => ({ ...content, caseId: next.caseId, at })),
    ...(challenge ? { challenge } : {}),
    command,
  });
}

/** Reminders of the deadlines that still run. */
export function remindersFor(found: Case, holidays?: Holidays): readonly Reminder[] {
  const running = new Set(runningDeadlines(found).map(({ clock }) => clock));
  return remindersOf(found.clocks, holidays).filter(({ clock }) => running.has(clock));
}

/** Decides again when the case moved on meanwhile. A store that locks needs one attempt, one that does not may need more. */
export async function untilSettled<T>(attempt: () => Promise<T | null>): Promise<T> {
  for (let attempts = 0; attempts < 100; attempts += 1) {
    const settled = await attempt();
    if (settled !== null) return settled;
  }
  throw new Error('a case moved on 100 times while a command was being decided');
}

/** Instants do not count: whoever repeats a command a moment later means the same. */
export function digestOf(meant: object): string {
  const fields = Object.entries(meant).filter(([field]) => !field.endsWith('At') && !field.endsWith('Until'));
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(Object.fromEntries(fields)))))
    .digest('base64url');
}

const contentFields = ['contentId', 'answerContentId'] as const;

function checkContents(command: CaseCommand, contents: readonly NewContent[]): void {
  for (const field of contentFields) {
    const named = (command as Partial<Record<typeof field, Id | null>>)[field];
    if (named && !contents.some(({ contentId }) => contentId === named)) {
      throw new RangeError(`the command '${command.kind}' names words that do not come with it`);
    }
  }
}

function withoutContent(command: CaseCommand): object {
  return Object.fromEntries(Object.entries(command).filter(([field]) => !(contentFields as readonly string[]).includes(field)));
}
