import { createHash, timingSafeEqual } from 'node:crypto';
import type { ProfileId } from '@keepword/policy';
import { addPeriod, refuse, type Id, type Instant, type Period, type Refusal, type SubjectId } from '@keepword/primitives';
import type { ErasurePlan } from './erasure-plan.js';
import { participantGroups, type ErasureParticipant, type ParticipantGroup, type ProblemCode, type Survey } from './participant.js';

/** What a step does. Every participant but the freezing ones is surveyed and searched; all of them erase. */
export type StepKind = 'survey' | 'erase' | 'verify' | 'raw-check' | 'undo';

/** `due`: not begun, or goes on at its checkpoint. `pending`: tried and to be tried again. `done` never changes back but by a search that found something. */
export type StepState = 'due' | 'pending' | 'done';

export interface RunStep {
  /** `erase:postgres`. */
  readonly id: string;
  readonly kind: StepKind;
  readonly participant: string;
  readonly group: ParticipantGroup;
  readonly state: StepState;
  /** Calls that came to nothing, since the last one that got on. */
  readonly attempts: number;
  readonly firstTriedAt: Instant | null;
  readonly nextAttemptAt: Instant | null;
  readonly checkpoint: string | null;
  readonly doneAt: Instant | null;
  readonly outcome: 'erased' | 'nothing-held' | 'not-supported' | null;
  readonly receiptId: string | null;
  readonly lastProblem: ProblemCode | null;
  /** Places that were searched, and what was found there. */
  readonly searched: readonly { readonly place: string; readonly found: number }[];
}

export type RunState = 'cooling-off' | 'running' | 'provisional' | 'done' | 'withdrawing' | 'withdrawn';

export interface RunCertificate {
  readonly state: 'provisional' | 'final';
  readonly digest: string;
  /** The signed file. */
  readonly file: Uint8Array;
  readonly issuedAt: Instant;
}

/** Where the person hears of their certificate, since afterwards there is no account to look at. It goes with the last letter. */
export interface RunNotice {
  readonly address: string;
  /** The secret of the mailed link; the run keeps its digest. */
  readonly capability: string;
  /** Digest of the certificate that was last told of. */
  readonly told: string | null;
  readonly attempts: number;
  readonly nextAttemptAt: Instant | null;
}

/** One erasure from request to final certificate. */
export interface ErasureRun {
  readonly id: Id;
  readonly caseReference: string;
  readonly profileId: ProfileId;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly policyDigest: string;
  readonly plan: ErasurePlan;
  /** These three go when the run ends: after that nothing leads from it to a person. */
  readonly subjectId: SubjectId | null;
  readonly retainedAs: Id | null;
  readonly surveys: Readonly<Record<string, Survey>>;
  readonly requestedAt: Instant;
  readonly mayStartAt: Instant;
  readonly state: RunState;
  readonly steps: readonly RunStep[];
  readonly certificates: readonly RunCertificate[];
  readonly notice: RunNotice | null;
  /** SHA-256 of the mailed link's secret as base64url; null when no link was mailed. */
  readonly capabilityDigest: string | null;
  /** Recipients of the profile that no participant speaks for. */
  readonly unserved: readonly string[];
  /** By participant. */
  readonly recipients: Readonly<Record<string, string>>;
  /** Counts writes; a store refuses one that is based on another version. */
  readonly version: number;
}

export interface StartRun {
  readonly id: Id;
  readonly caseReference: string;
  readonly profileId: ProfileId;
  readonly policyDigest: string;
  readonly plan: ErasurePlan;
  readonly subjectId: SubjectId;
  /** A fresh random id; see {@link ErasureRun.retainedAs}. */
  readonly retainedAs: Id;
  readonly mayStartAt: Instant;
  readonly participants: readonly ErasureParticipant[];
  /** The ids of those whom the profile binds: `boundRecipientIds`. */
  readonly recipientIds: readonly string[];
  /** Where the certificate's link is mailed, and the link's fresh random secret; null when no address is known. */
  readonly notice?: { readonly address: string; readonly capability: string } | null;
}

/** @throws RangeError when two participants have one name, or a vendor names no recipient */
export function startRun(command: StartRun, at: Instant): ErasureRun {
  const { participants, recipientIds, plan } = command;
  return {
    id: command.id,
    caseReference: command.caseReference,
    profileId: command.profileId,
    policyDigest: command.policyDigest,
    plan,
    subjectId: command.subjectId,
    retainedAs: command.retainedAs,
    surveys: {},
    requestedAt: at,
    mayStartAt: command.mayStartAt,
    state: 'cooling-off',
    certificates: [],
    notice: command.notice ? { ...command.notice, told: null, attempts: 0, nextAttemptAt: null } : null,
    capabilityDigest: command.notice ? capabilityDigest(command.notice.capability) : null,
    version: 0,
    ...partsOf(participants, plan, recipientIds),
  };
}

/**
 * The purge begins, by a plan of now: what has been ordered to be kept since the run was asked for stays, and what has been let go goes.
 * @throws RangeError as {@link startRun}
 */
export function beginPurge(run: ErasureRun, plan: ErasurePlan, participants: readonly ErasureParticipant[]): ErasureRun {
  const parts = partsOf(participants, plan, [...run.unserved, ...Object.values(run.recipients)]);
  const frozen = run.steps.filter(({ group }) => group === 'freeze');
  return { ...run, ...parts, plan, state: 'running', steps: [...frozen, ...parts.steps.filter(({ group }) => group !== 'freeze')] };
}

function partsOf(
  participants: readonly ErasureParticipant[],
  plan: ErasurePlan,
  recipientIds: readonly string[],
): Pick<ErasureRun, 'steps' | 'recipients' | 'unserved'> {
  const taking = participants.filter((one) => takesPart(one, plan));
  if (new Set(taking.map(({ name }) => name)).size !== taking.length) throw new RangeError('each participant has a name of its own');
  const recipients: Record<string, string> = {};
  for (const { name, group, recipient } of taking) {
    if (group !== 'vendors') continue;
    if (recipient === undefined) throw new RangeError(`the participant ${name} is a vendor and names no recipient`);
    recipients[name] = recipient;
  }
  const spokenFor = new Set(Object.values(recipients));
  return { steps: stepsOf(taking), recipients, unserved: [...new Set(recipientIds)].filter((id) => !spokenFor.has(id)) };
}

/** What a hold keeps must still open, so its key stays. Where everything is held, nobody else's copy is asked to go either. */
export function takesPart({ group }: Pick<ErasureParticipant, 'group'>, { scope, columns }: ErasurePlan): boolean {
  const isHeld = columns.some((column) => column.outcome === 'kept' && column.reason === 'legal-hold');
  const isHeldWhole = isHeld && columns.every(({ outcome }) => outcome !== 'deleted');
  if (group === 'keys') return scope.kind === 'account' && !isHeld;
  if (group === 'vendors' || group === 'caches' || group === 'queues') return !isHeldWhole;
  return group !== 'freeze' || scope.kind === 'account';
}

function stepsOf(participants: readonly ErasureParticipant[]): RunStep[] {
  const inOrder = participants.toSorted((a, b) => participantGroups.indexOf(a.group) - participantGroups.indexOf(b.group));
  const step = (kind: StepKind, { name, group }: ErasureParticipant): RunStep => ({
    id: `${kind}:${name}`,
    kind,
    participant: name,
    group,
    state: 'due',
    attempts: 0,
    firstTriedAt: null,
    nextAttemptAt: null,
    checkpoint: null,
    doneAt: null,
    outcome: null,
    receiptId: null,
    lastProblem: null,
    searched: [],
  });
  const isVendor = ({ group }: ErasureParticipant) => group === 'vendors';
  const holds = inOrder.filter(({ group }) => group !== 'freeze' && group !== 'replay-log' && group !== 'keys');
  const ours = holds.filter((one) => !isVendor(one));
  const steps = [
    ...inOrder.filter(({ group }) => group === 'freeze').map((one) => step('erase', one)),
    ...holds.map((one) => step('survey', one)),
    ...inOrder.filter(({ group }) => group !== 'freeze' && group !== 'keys').map((one) => step('erase', one)),
    ...ours.map((one) => step('verify', one)),
    ...inOrder.filter(({ group }) => group === 'keys').map((one) => step('erase', one)),
    ...ours.map((one) => step('raw-check', one)),
    ...holds.filter(isVendor).map((one) => step('verify', one)),
  ];
  return steps;
}

/** Steps of ours hold up what comes after them; a vendor only holds up its own search and the final certificate. */
const blocks = (step: RunStep) => step.group !== 'vendors' || step.kind === 'survey';

export type NextWork =
  | { readonly do: 'step'; readonly step: RunStep }
  | { readonly do: 'certificate'; readonly state: 'provisional' | 'final' }
  | { readonly do: 'end-withdrawal' }
  /** Tell the person of the newest certificate. */
  | { readonly do: 'notice' }
  /** Nothing can be done before `at`; null when nothing ever will. */
  | { readonly do: 'wait'; readonly at: Instant | null };

/** What a run needs next. Steps go in order; a vendor that is pending is passed by and tried again when its time comes. */
export function nextWork(run: ErasureRun, at: Instant): NextWork {
  const work = nextStep(run, at);
  const notice = noticeAt(run);
  if (work.do !== 'wait' || notice === null) return work;
  if (notice.getTime() <= at.getTime()) return { do: 'notice' };
  return { do: 'wait', at: earliest(work.at === null ? [notice] : [notice, work.at]) };
}

/** When the person is to be told of the newest certificate; null when they were, or nobody can be. */
function noticeAt({ state, notice, certificates }: ErasureRun): Instant | null {
  const newest = certificates.at(-1);
  if (notice === null || newest === undefined || state === 'withdrawn' || newest.digest === notice.told) return null;
  return notice.nextAttemptAt ?? newest.issuedAt;
}

function nextStep(run: ErasureRun, at: Instant): Exclude<NextWork, { readonly do: 'notice' }> {
  if (run.state === 'done' || run.state === 'withdrawn') return { do: 'wait', at: null };
  const waits: Instant[] = [];
  let vendorsOpen = false;
  for (const step of run.steps) {
    if (step.state === 'done') continue;
    const notBefore = startOf(run, step);
    if (notBefore.getTime() <= at.getTime() && isUnlocked(run, step)) return { do: 'step', step };
    if (isUnlocked(run, step)) waits.push(notBefore);
    if (blocks(step)) return { do: 'wait', at: earliest(waits) };
    vendorsOpen = true;
  }
  if (run.state === 'withdrawing') return { do: 'end-withdrawal' };
  if (!vendorsOpen) return { do: 'certificate', state: 'final' };
  return run.certificates.length === 0 ? { do: 'certificate', state: 'provisional' } : { do: 'wait', at: earliest(waits) };
}

/** When a worker should look at the run again; null when it has ended. */
export function nextDueAt(run: ErasureRun, at: Instant): Instant | null {
  const next = nextWork(run, at);
  return next.do === 'wait' ? next.at : at;
}

function isUnlocked(run: ErasureRun, step: RunStep): boolean {
  if (step.kind !== 'verify' || step.group !== 'vendors') return true;
  return run.steps.some((other) => other.kind === 'erase' && other.participant === step.participant && other.state === 'done');
}

function startOf(run: ErasureRun, step: RunStep): Instant {
  const earliestStart = step.group === 'freeze' ? run.requestedAt : run.mayStartAt;
  const retry = step.nextAttemptAt;
  return retry !== null && retry > earliestStart ? retry : earliestStart;
}

const earliest = (instants: readonly Instant[]): Instant | null => instants.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;

/** The person thinks again: possible until the purge has begun. The freeze is then taken back, step by step. */
export function withdrawRun(run: ErasureRun, at: Instant): ErasureRun | Refusal<'erasure-began'> {
  const began = run.steps.some((step) => step.group !== 'freeze' && (step.state !== 'due' || step.firstTriedAt !== null));
  if (began || run.state !== 'cooling-off' || at.getTime() >= run.mayStartAt.getTime()) return refuse('erasure-began');
  // Also steps that were never seen to run: a process can have died between a freeze and the note of it.
  const frozen = run.steps.filter((step) => step.group === 'freeze');
  const steps = frozen.map((step): RunStep => {
    const id = `undo:${step.participant}`;
    return { ...step, id, kind: 'undo', state: 'due', attempts: 0, nextAttemptAt: null, checkpoint: null, doneAt: null, outcome: null };
  });
  return { ...run, state: 'withdrawing', steps };
}

const digestOf = (secret: string) => createHash('sha256').update(`keepword certificate link v1\n${secret}`).digest();

export function capabilityDigest(capability: string): string {
  return digestOf(capability).toString('base64url');
}

/** Whether `capability` is the secret of the link that was mailed for this run; in constant time. */
export function opensRun({ capabilityDigest: kept }: Pick<ErasureRun, 'capabilityDigest'>, capability: string): boolean {
  const expected = Buffer.from(kept ?? '', 'base64url');
  // Compared with something also where there is no link: the time must not tell.
  const isSame = timingSafeEqual(digestOf(capability), expected.length === 32 ? expected : Buffer.alloc(32));
  return isSame && expected.length === 32;
}

/** Keeps an ended run's proof and lets go of what leads to the person. */
export function withoutSubject(run: ErasureRun): ErasureRun {
  const steps = run.steps.map((step) => ({ ...step, checkpoint: null }));
  const plan: ErasurePlan = run.plan.scope.kind === 'creations' ? { ...run.plan, scope: { kind: 'creations', creationIds: [] } } : run.plan;
  const surveys = Object.fromEntries(Object.entries(run.surveys).map(([name, { places }]) => [name, { places }]));
  return { ...run, plan, steps, surveys, subjectId: null, retainedAs: null };
}

const firstRetryMs = 60_000;
const longestRetryMs = 6 * 3_600_000;

/**
 * When to try again: a minute, doubling to six hours, and up to a quarter less, so that runs that met the same outage come back one by
 * one. It never gives up. The jitter comes from the run itself: the same history is the same plan.
 */
export function retryAt(run: Pick<ErasureRun, 'id'>, step: Pick<RunStep, 'id' | 'attempts'>, at: Instant): Instant {
  const longest = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(step.attempts, 20));
  const draw = createHash('sha256').update(`${run.id} ${step.id} ${step.attempts}`).digest().readUInt32BE(0) / 2 ** 32;
  return new Date(at.getTime() + Math.round(longest * (1 - draw / 4)));
}

export interface RunAlarm {
  readonly stepId: string;
  readonly since: Instant;
  readonly attempts: number;
  readonly problem: ProblemCode | null;
}

/** Steps that were tried in vain for longer than `after`. */
export function runAlarms(run: ErasureRun, at: Instant, after: Period = 'PT24H'): RunAlarm[] {
  return run.steps.flatMap(({ id, state, firstTriedAt, attempts, lastProblem }) => {
    if (state !== 'pending' || firstTriedAt === null || addPeriod(firstTriedAt, after).getTime() > at.getTime()) return [];
    return [{ stepId: id, since: firstTriedAt, attempts, problem: lastProblem }];
  });
}
