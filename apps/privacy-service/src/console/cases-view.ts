import type { ConsoleCase, ConsoleCasePage, RecipientNoticeView } from '@keepword/contracts';
import {
  clockNames,
  commandRules,
  deadlineOf,
  groundsFor,
  metAt,
  permitted,
  refusalGrounds,
  rightsExercised,
  runningDeadlines,
  verifyHistory,
  type Actor,
  type Case,
  type CommandKind,
  type HistoryEntry,
  type HistoryHead,
} from '@keepword/data-rights';
import type { ProcessingRestriction, StaffRead } from '@keepword/database';
import type { Profile } from '@keepword/policy';
import type { Instant } from '@keepword/primitives';
import { actionsView, verificationView } from '../cases/case-view.js';

/** A case as the team's lists show it. */
export function consoleCaseView(found: Case, at: Instant): ConsoleCase {
  const [next] = runningDeadlines(found).toSorted((a, b) => a.deadline.dueAt.getTime() - b.deadline.dueAt.getTime());
  return {
    id: found.caseId,
    reference: found.reference,
    class: found.class,
    scope: found.scope,
    state: found.state,
    channel: found.channel,
    verification: verificationView(found),
    subjectId: found.subjectId,
    assignedTo: found.assignedTo,
    receivedAt: found.receivedAt.toISOString(),
    endedAt: iso(found.endedAt),
    nextDue: next ? { clock: next.clock, at: next.deadline.dueAt.toISOString(), isOverdue: next.deadline.dueAt < at } : null,
    proposal: found.proposal?.kind ?? null,
    suspectedDuplicateOf: found.suspectedDuplicateOf,
    mergedInto: found.mergedInto,
  };
}

export interface CaseEvidence {
  readonly history: readonly HistoryEntry[];
  /** Where the history ends by the case's own row: shows that its end was not cut off. */
  readonly head: HistoryHead;
  /** Newest first. */
  readonly reads: readonly StaffRead[];
  /** Of whom the case is about. */
  readonly restriction: ProcessingRestriction | null;
  readonly recipientNotices: readonly RecipientNoticeView[];
}

/** A case as whoever works on it sees it: facts, times and ids, and no word of anybody. */
export function consoleCasePageView(found: Case, evidence: CaseEvidence, actor: Actor, profile: Profile, at: Instant): ConsoleCasePage {
  const verdict = verifyHistory(found.caseId, evidence.history, evidence.head);
  return {
    ...consoleCaseView(found, at),
    profileId: found.profileId,
    policyVersion: found.policyVersion,
    rights: rightsExercised(profile, found.class).map(({ right, origin }) => ({ right, origin })),
    requester: found.requester.kind,
    outcome: found.outcome,
    refusalGround: found.refusalGround,
    follows: found.follows,
    attachmentsLeftOut: found.attachmentsLeftOut,
    duplicates: [...found.duplicates],
    restriction: restrictionView(found, evidence.restriction),
    recipientNotices: [...evidence.recipientNotices],
    pause: found.pause && { reason: found.pause.reason, since: found.pause.since.toISOString() },
    clocks: clocksView(found),
    actions: actionsView(found),
    commands: commandsFor(found, actor),
    grounds: groundsView(found),
    history: evidence.history.map(entryView),
    chain: verdict.verdict === 'intact' ? { ...verdict, erased: [...verdict.erased] } : verdict,
    reads: evidence.reads.map(({ staffId, reason, at: readAt }) => ({ staffId, reason, at: readAt.toISOString() })),
  };
}

/** Another case of the same person may have brought the restriction that is in force. */
function restrictionView({ caseId }: Case, restriction: ProcessingRestriction | null): ConsoleCasePage['restriction'] {
  if (!restriction || (restriction.caseId !== null && restriction.caseId !== caseId)) return null;
  return { since: restriction.since.toISOString(), liftAt: iso(restriction.liftAt) };
}

function clocksView(found: Case): ConsoleCasePage['clocks'] {
  return clockNames.flatMap((clock) => {
    const deadline = deadlineOf(found.clocks, clock);
    if (!deadline) return [];
    const { from, within, clock: counts, origin, startsAt, dueAt } = deadline;
    const times = { startsAt: startsAt.toISOString(), dueAt: dueAt.toISOString(), metAt: iso(metAt(found, clock)) };
    return [{ clock, from, within, counts, origin, ...times }];
  });
}

const kinds = Object.keys(commandRules) as (CommandKind | 'merge' | 'absorb')[];

/** By role and state; a command's own rules come on top. */
function commandsFor(found: Case, actor: Actor): string[] {
  return kinds.filter((kind) => kind !== 'absorb' && permitted(found, kind, actor) === null);
}

function groundsView(found: Case): ConsoleCasePage['grounds'] {
  const isDirectMarketing = found.scope !== null && 'against' in found.scope && found.scope.against === 'direct-marketing';
  return groundsFor(found.class, isDirectMarketing).map((ground) => {
    const { article, says } = refusalGrounds[ground];
    return { ground, article, says };
  });
}

function entryView({ sequence, at, kind, actor, hash, payload }: HistoryEntry): ConsoleCasePage['history'][number] {
  if (payload === null) return { sequence, at: at.toISOString(), kind, by: actor, staffId: null, hash, facts: null };
  const { kind: _kind, sequence: _sequence, at: _at, by, ...facts } = payload;
  const staffId = by.kind === 'staff' ? by.staffId : null;
  const plain = JSON.parse(JSON.stringify(facts)) as Record<string, unknown>;
  return { sequence, at: at.toISOString(), kind, by: actor, staffId, hash, facts: plain };
}

const iso = (at: Instant | null) => at?.toISOString() ?? null;
