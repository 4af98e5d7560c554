import type { Id, Instant, SubjectId } from '@keepword/primitives';
import { needsVerification, type ActionKind } from './case-class.js';
import { clockNames, deadlineOf, type CaseDeadline, type ClockName, type PauseReason } from './case-clocks.js';
import type { CaseEvent, CaseFacts, FulfilledAs, VerificationMethod } from './case-event.js';
import type { RefusalGround } from './refusal-grounds.js';

export const caseStates = ['received', 'verifying', 'open', 'waiting', 'fulfilled', 'refused', 'withdrawn'] as const;
export type CaseState = (typeof caseStates)[number];
export const endedStates = ['fulfilled', 'refused', 'withdrawn'] as const satisfies readonly CaseState[];

export interface CaseAction {
  readonly actionId: Id;
  readonly action: ActionKind;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  /** Until then a withdrawal stops it; null for what a withdrawal can always stop. */
  readonly coolingOffUntil: Instant | null;
}

export interface CaseVerification {
  /** `none`: not asked for yet, or not needed. `locked`: too many wrong answers. */
  readonly state: 'none' | 'asked' | 'verified' | 'locked';
  readonly method: VerificationMethod | null;
  readonly verifiedAt: Instant | null;
  /** Wrong answers since it was last asked for. */
  readonly failures: number;
}

export type CaseProposal =
  | { readonly kind: 'refusal'; readonly by: Id; readonly at: Instant; readonly ground: RefusalGround; readonly contentId: Id }
  | { readonly kind: 'paying-erasure'; readonly by: Id; readonly at: Instant; readonly contentId: Id };

/** A case as its events make it. Holds no word of anybody. */
export interface Case extends Omit<CaseFacts, 'contentId' | 'attachmentsLeftOut'> {
  /** Files that came with the person's messages and were not taken in. */
  readonly attachmentsLeftOut: number;
  /** Of its last event; what a decision was made on. */
  readonly sequence: number;
  readonly state: CaseState;
  /** Whom it is about, as far as that is proven; a signed-in requester's own pseudonym from the start. */
  readonly subjectId: SubjectId | null;
  readonly verification: CaseVerification;
  readonly receiptSentAt: Instant | null;
  readonly acknowledgedAt: Instant | null;
  /** Of the first substantive answer. */
  readonly respondedAt: Instant | null;
  readonly completedAt: Instant | null;
  readonly frozenAt: Instant | null;
  readonly assignedTo: Id | null;
  readonly proposal: CaseProposal | null;
  readonly payingErasureApproved: boolean;
  readonly actions: readonly CaseAction[];
  readonly pause: { readonly reason: PauseReason; readonly since: Instant } | null;
  readonly suspectedDuplicateOf: Id | null;
  readonly mergedInto: Id | null;
  readonly duplicates: readonly Id[];
  /** When the team lifts the restriction that it was about, once that was announced. */
  readonly liftAt: Instant | null;
  readonly outcome: FulfilledAs | null;
  readonly refusalGround: RefusalGround | null;
  readonly endedAt: Instant | null;
  /** How often it was opened again. */
  readonly reprocessed: number;
}

/**
 * The case that its events tell of.
 * @throws Error when they do not begin with an opening or their sequence has a gap: such a case is not to be worked on
 */
export function caseFrom(events: readonly CaseEvent[]): Case {
  const [first, ...rest] = events;
  if (first?.kind !== 'opened' || first.sequence !== 1) throw new Error('the events of a case begin with its opening');
  return rest.reduce(evolve, opened(first));
}

function opened(event: Extract<CaseEvent, { kind: 'opened' }>): Case {
  const { kind: _kind, by: _by, at: _at, contentId: _contentId, ...facts } = event;
  return {
    ...facts,
    attachmentsLeftOut: facts.attachmentsLeftOut ?? 0,
    state: 'received',
    subjectId: facts.requester.kind === 'subject' ? facts.requester.subjectId : null,
    verification: unverified,
    receiptSentAt: null,
    acknowledgedAt: null,
    respondedAt: null,
    completedAt: null,
    frozenAt: null,
    assignedTo: null,
    proposal: null,
    payingErasureApproved: false,
    actions: [],
    pause: null,
    suspectedDuplicateOf: null,
    mergedInto: null,
    duplicates: [],
    liftAt: null,
    outcome: null,
    refusalGround: null,
    endedAt: null,
    reprocessed: 0,
  };
}

const unverified: CaseVerification = { state: 'none', method: null, verifiedAt: null, failures: 0 };

/** @throws Error when the event is not the next one */
export function evolve(was: Case, event: CaseEvent): Case {
  if (event.sequence !== was.sequence + 1) {
    throw new Error(`event ${event.sequence} of case ${was.caseId} does not follow ${was.sequence}`);
  }
  return { ...was, ...changes(was, event), sequence: event.sequence };
}

function changes(was: Case, event: CaseEvent): Partial<Case> {
  const { at } = event;
  switch (event.kind) {
    case 'opened':
      throw new Error(`case ${was.caseId} is opened twice`);
    case 'noted':
      return {};
    case 'duplicate-suspected':
      return { suspectedDuplicateOf: event.of };
    case 'acknowledged':
      return acknowledgedBy(was, event);
    case 'begun':
      return { state: 'open' };
    case 'assigned':
      return { assignedTo: event.to };
    case 'person-asked':
      return { state: 'waiting' };
    case 'person-replied':
      return {
        attachmentsLeftOut: was.attachmentsLeftOut + (event.attachmentsLeftOut ?? 0),
        ...(was.state === 'waiting' ? { state: 'open' } : {}),
      };
    case 'answered':
      return { acknowledgedAt: was.acknowledgedAt ?? at, respondedAt: was.respondedAt ?? (event.substantive ? at : null) };
    case 'action-started':
      return { actions: [...was.actions, { ...event, startedAt: at, finishedAt: null }].map(actionOnly) };
    case 'action-finished':
      return { actions: was.actions.map((one) => (one.actionId === event.actionId ? { ...one, finishedAt: at } : one)) };
    case 'frozen':
      return { frozenAt: was.frozenAt ?? at };
    case 'paused':
      return { pause: { reason: event.reason, since: at } };
    case 'resumed':
      return { pause: null, clocks: event.clocks };
    case 'lifting-announced':
      return { liftAt: event.liftAt };
    case 'lifting-canceled':
    case 'lifted':
      return { liftAt: null };
    case 'absorbed':
      return { duplicates: [...was.duplicates, event.duplicate] };
    case 'verification-required':
    case 'verification-failed':
    case 'verified':
      return verificationAfter(was, event);
    case 'refusal-proposed':
    case 'paying-erasure-proposed':
    case 'paying-erasure-approved':
    case 'proposal-declined':
      return proposalAfter(event);
    case 'reclassified':
      return reclassifiedAs(was, event);
    case 'merged':
    case 'refused':
    case 'fulfilled':
    case 'withdrawn':
      return ending(was, event);
    case 'reopened':
      return reopenedAs(was, event);
  }
}

type Of<Kind extends CaseEvent['kind']> = Extract<CaseEvent, { kind: Kind }>;

const actionOnly = ({ actionId, action, startedAt, finishedAt, coolingOffUntil }: CaseAction): CaseAction => ({
  actionId,
  action,
  startedAt,
  finishedAt,
  coolingOffUntil,
});

function acknowledgedBy(was: Case, { at, automatic }: Of<'acknowledged'>): Partial<Case> {
  const counts = !automatic || was.clocks.acknowledgeWith === 'receipt';
  return { receiptSentAt: was.receiptSentAt ?? at, acknowledgedAt: was.acknowledgedAt ?? (counts ? at : null) };
}

function verificationAfter(was: Case, event: Of<'verification-required' | 'verification-failed' | 'verified'>): Partial<Case> {
  switch (event.kind) {
    case 'verification-required':
      return { state: 'verifying', verification: { ...unverified, state: 'asked' } };
    case 'verification-failed':
      return { verification: { ...was.verification, state: event.locked ? 'locked' : 'asked', failures: event.failures } };
    case 'verified':
      return {
        state: 'open',
        subjectId: event.subjectId,
        // Nobody is refused for a proof that has come in meanwhile.
        proposal: was.proposal?.kind === 'refusal' && was.proposal.ground === 'identity-not-verified' ? null : was.proposal,
        verification: { ...was.verification, state: 'verified', method: event.method, verifiedAt: event.at },
      };
  }
}

function proposalAfter(
  event: Of<'refusal-proposed' | 'paying-erasure-proposed' | 'paying-erasure-approved' | 'proposal-declined'>,
): Partial<Case> {
  const by = event.by.kind === 'staff' ? event.by.staffId : '';
  switch (event.kind) {
    case 'refusal-proposed':
      return { proposal: { kind: 'refusal', by, at: event.at, ground: event.ground, contentId: event.contentId } };
    case 'paying-erasure-proposed':
      return { proposal: { kind: 'paying-erasure', by, at: event.at, contentId: event.contentId } };
    case 'paying-erasure-approved':
      return { proposal: null, payingErasureApproved: true };
    case 'proposal-declined':
      return { proposal: null };
  }
}

/** An approval was given for one erasure and not for whatever the case becomes. */
function reclassifiedAs(was: Case, event: Of<'reclassified'>): Partial<Case> {
  const unproven = was.verification.state !== 'verified' && needsVerification(event.class, event.scope);
  const inWork = unproven ? 'verifying' : 'open';
  const state = was.state === 'received' || (was.state === 'waiting' && !unproven) ? was.state : inWork;
  return { class: event.class, scope: event.scope, clocks: event.clocks, payingErasureApproved: false, state };
}

function ending(was: Case, event: Of<'merged' | 'refused' | 'fulfilled' | 'withdrawn'>): Partial<Case> {
  const ended = { endedAt: event.at, proposal: null, pause: null };
  switch (event.kind) {
    case 'merged':
      return { ...ended, state: 'withdrawn', mergedInto: event.into };
    case 'withdrawn':
      return { ...ended, state: 'withdrawn' };
    case 'fulfilled':
      return { ...ended, state: 'fulfilled', outcome: event.outcome, completedAt: event.at };
    case 'refused': {
      const answered = { acknowledgedAt: was.acknowledgedAt ?? event.at, respondedAt: was.respondedAt ?? event.at };
      return { ...ended, ...answered, state: 'refused', refusalGround: event.ground, completedAt: event.at };
    }
  }
}

/**
 * Done once more, with clocks of its own. What hands data out or changes it wants a new proof of identity; an erasure that
 * missed something does not, since the account to prove it with is gone.
 */
function reopenedAs(was: Case, event: Of<'reopened'>): Partial<Case> {
  const proofIsStale = was.class === 'access' || was.class === 'export' || was.class === 'rectification';
  const verification = proofIsStale ? unverified : was.verification;
  const proven = verification.state === 'verified' || !needsVerification(was.class, was.scope);
  return {
    state: proven ? 'open' : 'received',
    verification,
    clocks: event.clocks,
    receiptSentAt: null,
    acknowledgedAt: null,
    respondedAt: null,
    completedAt: null,
    endedAt: null,
    outcome: null,
    refusalGround: null,
    payingErasureApproved: false,
    liftAt: null,
    // What ran before is history; what the new round reports as done must have been done in it.
    actions: [],
    reprocessed: was.reprocessed + 1,
  };
}

export function hasEnded({ state }: Pick<Case, 'state'>): boolean {
  return (endedStates as readonly CaseState[]).includes(state);
}

/** Whether identity stands between the case and any deed. */
export function isUnproven(found: Pick<Case, 'class' | 'scope' | 'verification'>): boolean {
  return needsVerification(found.class, found.scope) && found.verification.state !== 'verified';
}

/** When a clock's promise was kept; null while it is not. */
export function metAt(found: Case, clock: ClockName): Instant | null {
  const met = { acknowledge: found.acknowledgedAt, freeze: found.frozenAt, respond: found.respondedAt, complete: found.completedAt };
  return met[clock];
}

/** The deadlines that still run. A withdrawn case owes nothing more; an ended one nothing that its end did not settle. */
export function runningDeadlines(found: Case): readonly { readonly clock: ClockName; readonly deadline: CaseDeadline }[] {
  if (hasEnded(found)) return [];
  return clockNames.flatMap((clock) => {
    const deadline = deadlineOf(found.clocks, clock);
    return deadline && metAt(found, clock) === null ? [{ clock, deadline }] : [];
  });
}
