import { addPeriod, isRefusal, refuse, type Id, type Instant, type Period, type Refusal, type SubjectId } from '@keepword/primitives';
import { certificateDigest, type ErasureCertificate } from '../certificate/certificate.js';
import { certificateOf } from './assemble-certificate.js';
import type { ErasurePlan, PlanHasGaps } from './erasure-plan.js';
import {
  beginPurge,
  nextDueAt,
  nextWork,
  retryAt,
  withdrawRun,
  withoutSubject,
  type ErasureRun,
  type RunNotice,
  type RunStep,
} from './erasure-run.js';
import type { ErasureScope } from './erasure-scope.js';
import type { ErasureRunStore } from './erasure-run-store.js';
import type { EraseAnswer, ErasureParticipant, ErasureTarget, Survey, VerifyAnswer } from './participant.js';

/** Longer than any one call of a participant may take. */
const leasePeriod: Period = 'PT10M';
const handleLengthMax = 262_144;
const checkpointLengthMax = 4_096;

export interface ErasureWork {
  readonly store: ErasureRunStore;
  readonly participants: readonly ErasureParticipant[];
  /** Signs; must give the same file for the same certificate, as Ed25519 does. */
  readonly sign: (certificate: ErasureCertificate) => Uint8Array;
  /** Hears of what a participant threw. The message may hold what a vendor said: log its name and where it happened. */
  readonly onError: (error: unknown, where: { readonly runId: Id; readonly stepId: string }) => void;
  /** A plan of now and who may take part in it, asked for when the purge begins; left out, the plan of the request holds. */
  readonly plan?: (
    scope: ErasureScope,
    subjectId: SubjectId,
  ) => Promise<{ readonly plan: ErasurePlan | PlanHasGaps; readonly participants: readonly ErasureParticipant[] }>;
  /** Mails the link to the newest certificate; safe to repeat. `refused`: that address takes no mail, so that nobody is told. */
  readonly tell?: (letter: CertificateLetter) => Promise<'told' | 'refused'>;
}

export interface CertificateLetter {
  readonly runId: Id;
  readonly caseReference: string;
  readonly address: string;
  readonly capability: string;
  readonly state: 'provisional' | 'final';
  readonly issuedAt: Instant;
  /** Of the certificate's file. */
  readonly digest: string;
}

export type Advanced =
  /** `run` is what was saved. */
  | { readonly did: string; readonly run: ErasureRun }
  | { readonly waits: Instant | null; readonly run: ErasureRun }
  /** Unknown, or another worker is at it. */
  | Refusal<'not-claimed'>
  /** Another worker took over while this one was at work; what was done will be done again, to the same end. */
  | Refusal<'lost-lease'>;

/** Does one call of one step, and saves it with its checkpoint. Call it again until it waits. @param holder names the worker */
export async function advanceRun(work: ErasureWork, runId: Id, holder: string, at: Instant): Promise<Advanced> {
  const run = await work.store.claim(runId, holder, at, addPeriod(at, leasePeriod));
  if (!run) return refuse('not-claimed');
  return oneStep(work, run, { holder, keep: false }, at);
}

/** As {@link advanceRun} until nothing is left to do or `callsMax` calls were made, holding the run all the while. @param now read before each call */
export async function driveRun(work: ErasureWork, runId: Id, holder: string, now: () => Instant, callsMax = 1_000): Promise<Advanced> {
  const began = now();
  const claimed = await work.store.claim(runId, holder, began, addPeriod(began, leasePeriod));
  if (!claimed) return refuse('not-claimed');
  let last: Advanced = { did: 'claim', run: claimed };
  for (let calls = 0; calls < callsMax && !isRefusal(last) && 'did' in last; calls++) {
    last = await oneStep(work, last.run, { holder, keep: calls + 1 < callsMax }, now());
  }
  return last;
}

/** Withdraws in time; the freeze is undone by the next {@link advanceRun}. */
export async function withdrawErasure(
  store: ErasureRunStore,
  runId: Id,
  holder: string,
  at: Instant,
): Promise<ErasureRun | Refusal<'erasure-began' | 'not-claimed' | 'lost-lease'>> {
  const run = await store.claim(runId, holder, at, addPeriod(at, leasePeriod));
  if (!run) return refuse('not-claimed');
  const withdrawn = withdrawRun(run, at);
  const next = { ...(isRefusal(withdrawn) ? run : withdrawn), version: run.version + 1 };
  const saved = await store.save(next, holder, nextDueAt(next, at), null);
  if (isRefusal(withdrawn)) return withdrawn;
  return saved === 'saved' ? next : refuse('lost-lease');
}

interface Lease {
  readonly holder: string;
  /** Whether the run stays taken after the step, when there is more to do. */
  readonly keep: boolean;
}

async function oneStep(work: ErasureWork, run: ErasureRun, lease: Lease, at: Instant): Promise<Advanced> {
  const next = nextWork(run, at);
  if (next.do === 'wait') {
    const saved = await work.store.save({ ...run, version: run.version + 1 }, lease.holder, next.at, null);
    return saved === 'saved' ? { waits: next.at, run: { ...run, version: run.version + 1 } } : refuse('lost-lease');
  }
  const changed = await changedBy(work, run, next, at);
  const after = { ...changed, version: run.version + 1 };
  const until = lease.keep ? addPeriod(at, leasePeriod) : null;
  const saved = await work.store.save(after, lease.holder, nextDueAt(after, at), until);
  if (saved === 'lost') return refuse('lost-lease');
  const isPlanned = changed.plan !== run.plan && after.state === 'running';
  return { did: isPlanned ? 'plan' : next.do === 'step' ? next.step.id : next.do, run: after };
}

async function changedBy(
  work: ErasureWork,
  run: ErasureRun,
  next: Exclude<ReturnType<typeof nextWork>, { do: 'wait' }>,
  at: Instant,
): Promise<ErasureRun> {
  if (next.do === 'end-withdrawal') return { ...withoutSubject(run), state: 'withdrawn', notice: null, capabilityDigest: null };
  if (next.do === 'notice') return told(work, run, at);
  if (next.do === 'certificate') return issued(work, run, next.state, at);
  if (run.state !== 'cooling-off' || next.step.group === 'freeze') return called(work, run, next.step, at);
  return work.plan ? begun(work, run, next.step, at) : called(work, { ...run, state: 'running' }, next.step, at);
}

/** Nothing has gone yet: what goes is decided anew. A plan that cannot be made holds up the run, and is tried again. */
async function begun(work: ErasureWork, run: ErasureRun, step: RunStep, at: Instant): Promise<ErasureRun> {
  try {
    const anew = await work.plan?.(run.plan.scope, run.subjectId ?? '');
    if (!anew || isRefusal(anew.plan)) return failed(run, step, 'plan-has-gaps', at);
    return beginPurge(run, anew.plan, anew.participants);
  } catch (error) {
    work.onError(error, { runId: run.id, stepId: 'plan' });
    return failed(run, step, 'threw', at);
  }
}

function issued(work: ErasureWork, run: ErasureRun, state: 'provisional' | 'final', at: Instant): ErasureRun {
  const file = work.sign(certificateOf(run, state, at));
  const certificates = [...run.certificates, { state, file, digest: certificateDigest(file), issuedAt: at }];
  if (state === 'provisional') return { ...run, certificates, state: 'provisional' };
  return { ...withoutSubject(run), certificates, state: 'done' };
}

async function told(work: ErasureWork, run: ErasureRun, at: Instant): Promise<ErasureRun> {
  const { notice, caseReference } = run;
  const newest = run.certificates.at(-1);
  if (!notice || !newest) throw new Error('there is nothing to tell anybody');
  const { address, capability } = notice;
  try {
    const { state, issuedAt, digest } = newest;
    await work.tell?.({ runId: run.id, caseReference, address, capability, state, issuedAt, digest });
  } catch (error) {
    work.onError(error, { runId: run.id, stepId: 'notice' });
    const nextAttemptAt = retryAt(run, { id: 'notice', attempts: notice.attempts }, at);
    return { ...run, notice: { ...notice, attempts: notice.attempts + 1, nextAttemptAt } };
  }
  const after: RunNotice = { ...notice, told: newest.digest, attempts: 0, nextAttemptAt: null };
  return { ...run, notice: newest.state === 'final' ? null : after };
}

/** Calls the step's participant; whatever comes back, also a throw, becomes part of the run. */
async function called(work: ErasureWork, run: ErasureRun, step: RunStep, at: Instant): Promise<ErasureRun> {
  const participant = work.participants.find(({ name }) => name === step.participant);
  if (!participant) return failed(run, step, 'participant-missing', at);
  try {
    const target = targetOf(run, step);
    switch (step.kind) {
      case 'survey':
        return surveyed(run, step, await participant.survey(target, at), at);
      case 'erase':
        return erased(run, step, await participant.erase(target, step.checkpoint, at), at);
      case 'undo':
        await participant.undo?.(target, at);
        return finished(run, step, {}, at);
      case 'verify':
      case 'raw-check':
        return searched(run, step, await participant.verify(target, step.kind === 'verify' ? 'by-subject' : 'raw', at), at);
    }
  } catch (error) {
    work.onError(error, { runId: run.id, stepId: step.id });
    return failed(run, step, 'threw', at);
  }
}

function targetOf(run: ErasureRun, { participant }: RunStep): ErasureTarget {
  if (run.subjectId === null || run.retainedAs === null) throw new Error('the run has ended and leads to nobody');
  const handle = run.surveys[participant]?.handle ?? null;
  return { runId: run.id, subjectId: run.subjectId, scope: run.plan.scope, plan: run.plan, retainedAs: run.retainedAs, handle };
}

function surveyed(run: ErasureRun, step: RunStep, survey: Survey, at: Instant): ErasureRun {
  if ((survey.handle?.length ?? 0) > handleLengthMax) throw new RangeError(`a handle has at most ${handleLengthMax} characters`);
  return finished({ ...run, surveys: { ...run.surveys, [step.participant]: survey } }, step, {}, at);
}

function erased(run: ErasureRun, step: RunStep, answer: EraseAnswer, at: Instant): ErasureRun {
  const checkpoint = ('checkpoint' in answer ? answer.checkpoint : undefined) ?? step.checkpoint;
  if ((checkpoint?.length ?? 0) > checkpointLengthMax) throw new RangeError(`a checkpoint has at most ${checkpointLengthMax} characters`);
  if (answer.state === 'more') return withStep(run, { ...step, ...unhindered, state: 'due', checkpoint });
  if (answer.state === 'pending') return failed(run, { ...step, checkpoint }, answer.reason, at, answer.retryAt);
  return finished(run, step, { outcome: answer.state, receiptId: answer.receiptId ?? null }, at);
}

function searched(run: ErasureRun, step: RunStep, answer: VerifyAnswer, at: Instant): ErasureRun {
  if (answer.state === 'pending') return failed(run, step, answer.reason, at, answer.retryAt);
  const again = run.steps.find(({ kind, participant }) => kind === 'erase' && participant === step.participant);
  const found = answer.places.some((place) => place.found > 0);
  // Who cannot be asked to erase is looked at once; the certificate says that it was not erased.
  if (!found || again?.outcome === 'not-supported') return finished(run, step, { searched: answer.places }, at);
  // Something came after it was erased, or was missed: it is erased again, after a pause that grows, and searched anew.
  const hindered = failed(run, { ...step, searched: answer.places }, 'found-after-erasure', at);
  const nextAttemptAt = hindered.steps.find(({ id }) => id === step.id)?.nextAttemptAt ?? at;
  return again ? withStep(hindered, { ...again, ...unhindered, state: 'due', checkpoint: null, doneAt: null, nextAttemptAt }) : hindered;
}

const unhindered = { attempts: 0, firstTriedAt: null, nextAttemptAt: null, lastProblem: null } as const;

function finished(run: ErasureRun, step: RunStep, change: Partial<RunStep>, at: Instant): ErasureRun {
  return withStep(run, { ...step, ...unhindered, checkpoint: null, state: 'done', doneAt: at, ...change });
}

function failed(run: ErasureRun, step: RunStep, problem: string, at: Instant, notBefore: Instant = at): ErasureRun {
  const backedOff = retryAt(run, step, at);
  return withStep(run, {
    ...step,
    state: 'pending',
    attempts: step.attempts + 1,
    firstTriedAt: step.firstTriedAt ?? at,
    nextAttemptAt: notBefore > backedOff ? notBefore : backedOff,
    lastProblem: problem,
  });
}

function withStep(run: ErasureRun, step: RunStep): ErasureRun {
  return { ...run, steps: run.steps.map((other) => (other.id === step.id ? step : other)) };
}
