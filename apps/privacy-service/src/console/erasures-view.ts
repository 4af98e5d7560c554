import type { ConsoleErasure, ConsoleErasurePage } from '@keepword/contracts';
import { mayRetry, runAlarms, type ErasureRun, type RunStep } from '@keepword/data-rights';
import type { Id, Instant } from '@keepword/primitives';

/** An erasure as the team's list shows it. */
export function consoleErasureView(run: ErasureRun): ConsoleErasure {
  const { id, caseReference, state, plan, requestedAt, mayStartAt, steps } = run;
  const pending = steps.filter((step) => step.state === 'pending');
  const next = pending.flatMap(({ nextAttemptAt }) => (nextAttemptAt ? [nextAttemptAt.getTime()] : []));
  return {
    id,
    reference: caseReference,
    state,
    scope: plan.scope.kind,
    requestedAt: requestedAt.toISOString(),
    mayStartAt: mayStartAt.toISOString(),
    steps: { total: steps.length, done: steps.filter((step) => step.state === 'done').length, pending: pending.length },
    nextTryAt: next.length > 0 ? new Date(Math.min(...next)).toISOString() : null,
    certificate: run.certificates.at(-1)?.state ?? 'none',
  };
}

/** All of its steps. What a step noted to go on from, and the address that is written to, stay inside. */
export function consoleErasurePageView(run: ErasureRun, caseId: Id | null, at: Instant): ConsoleErasurePage {
  const alarming = new Set(runAlarms(run, at).map(({ stepId }) => stepId));
  return {
    ...consoleErasureView(run),
    caseId,
    subjectId: run.subjectId,
    stepList: run.steps.map((step) => stepView(run, step, alarming.has(step.id))),
    certificates: run.certificates.map(({ state, digest, issuedAt }) => ({ state, digest, issuedAt: issuedAt.toISOString() })),
    notice: noticeOf(run),
    unserved: [...run.unserved],
    mayRetry: mayRetry(run, at),
  };
}

function stepView(run: ErasureRun, step: RunStep, isAlarming: boolean): ConsoleErasurePage['stepList'][number] {
  const { id, kind, participant, group, state, attempts, outcome, receiptId, lastProblem, searched } = step;
  const surveyed = kind === 'survey' ? run.surveys[participant]?.places : undefined;
  const counted = surveyed?.map(({ count }) => count) ?? searched.map(({ found }) => found);
  return {
    id,
    kind,
    participant,
    group,
    recipient: run.recipients[participant] ?? null,
    state,
    attempts,
    firstTriedAt: iso(step.firstTriedAt),
    nextTryAt: state === 'done' ? null : iso(step.nextAttemptAt),
    doneAt: iso(step.doneAt),
    outcome,
    receiptId,
    problem: lastProblem,
    found: surveyed || searched.length > 0 ? counted.reduce((sum, count) => sum + count, 0) : null,
    places: counted.length,
    isAlarming,
  };
}

function noticeOf({ notice, certificates, capabilityDigest }: ErasureRun): ConsoleErasurePage['notice'] {
  const newest = certificates.at(-1);
  // The address goes with the last letter; that there was a link stays known.
  if (notice === null) return capabilityDigest !== null && newest?.state === 'final' ? 'told' : 'nobody';
  return newest !== undefined && notice.told === newest.digest ? 'told' : 'waiting';
}

const iso = (at: Instant | null) => at?.toISOString() ?? null;
