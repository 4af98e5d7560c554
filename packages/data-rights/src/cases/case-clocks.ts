import type { Origin, Profile, ResponseTime } from '@keepword/policy';
import type { Instant, Period } from '@keepword/primitives';
import type { CaseClass } from './case-class.js';
import { advance, clockLengthMs, elapsedMs, noHolidays, type ClockKind, type Holidays } from './clock-time.js';

export const clockNames = ['acknowledge', 'freeze', 'respond', 'complete'] as const;
export type ClockName = (typeof clockNames)[number];

/** The sentence that a deadline comes from. */
export interface ClockRule {
  /** The profile's own class of promise (`*.sla.*`), or `platform-default` where no document says anything (readings E). */
  readonly from: ResponseTime['class'] | 'platform-default';
  readonly within: Period;
  readonly clock: ClockKind;
  readonly origin: Origin;
}

export interface CaseDeadline extends ClockRule {
  /** Receipt at the mailbox or form; never triage, never verification (readings A3). */
  readonly startsAt: Instant;
  /** Being in time includes this very instant. */
  readonly dueAt: Instant;
  /** Milliseconds of this clock for which it stood still, where the profile lets verification stop it. */
  readonly pausedMs: number;
}

/** The promises of time that run besides one another: `acknowledge` ≤ `respond` ≤ `complete`, where there is one. */
export interface CaseClocks {
  readonly acknowledgeBy: CaseDeadline | null;
  /**
   * What meets {@link CaseClocks.acknowledgeBy}: an automatic receipt, or a reply. Where the deadline comes from a
   * promise to answer inquiries, a receipt that no one wrote is no reply (readings B5).
   */
  readonly acknowledgeWith: 'receipt' | 'reply';
  /** Met by a substantive answer only. */
  readonly respondBy: CaseDeadline;
  readonly completeBy: CaseDeadline | null;
  /** The account of a child reported is closed by then. */
  readonly freezeBy: CaseDeadline | null;
}

type SlaClass = ResponseTime['class'];

/** Which of a profile's promises of time speak about a class, the most specific first. */
const answeredUnder: Record<CaseClass, readonly SlaClass[]> = {
  access: ['privacy-request'],
  export: ['export', 'privacy-request'],
  rectification: ['privacy-request'],
  erasure: ['erasure', 'privacy-request'],
  restriction: ['privacy-request'],
  objection: ['privacy-request'],
  'automated-decision-review': ['privacy-request'],
  'consent-withdrawal': ['privacy-request'],
  complaint: ['privacy-request'],
  'security-urgent': ['security-urgent'],
  inquiry: ['inquiry', 'privacy-request'],
  'underage-report': ['underage-erasure', 'child-data', 'privacy-request'],
};

/**
 * An erasure ends within a time of its own besides the answer (readings B17). `account-purge` counts from the deletion,
 * which cannot come before the receipt: counting from the receipt is never later than promised.
 */
const completedUnder: Partial<Record<CaseClass, readonly SlaClass[]>> = {
  erasure: ['erasure', 'account-purge'],
  'underage-report': ['underage-erasure', 'child-data'],
};

const platformDefault = (within: Period): ClockRule => ({ from: 'platform-default', within, clock: 'calendar', origin: 'default' });

/** What no document states (readings E; for answers also GDPR Art. 12(3)). */
export const platformClocks = {
  respond: platformDefault('P30D'),
  /** Somebody's security does not wait for a month because a document is silent about it. */
  respondToUrgentSecurity: platformDefault('PT72H'),
  completeErasure: platformDefault('P30D'),
  completeUnderage: platformDefault('PT72H'),
  freezeUnderage: platformDefault('PT24H'),
} as const satisfies Record<string, ClockRule>;

/**
 * The deadlines of a case under a profile. Where two promises fit (readings B5: an answer to every inquiry in 48 hours on
 * business days, and to rights requests in 30 days), the shorter one is when a reply is due, the longer one the answer.
 */
export function clocksOf(profile: Profile, caseClass: CaseClass, receivedAt: Instant, holidays: Holidays = noHolidays): CaseClocks {
  function start(rule: ClockRule): CaseDeadline;
  function start(rule: ClockRule | null): CaseDeadline | null;
  function start(rule: ClockRule | null): CaseDeadline | null {
    return rule && deadline(rule, receivedAt, holidays);
  }
  const completeBy = start(completionRule(profile, caseClass));
  const respondBy = earlier(start(answerRule(profile, caseClass, receivedAt, holidays)), completeBy);
  const underage = caseClass === 'underage-report';
  const freezeBy = underage
    ? start(ruleOf(profile, ['child-data', 'underage-erasure'], 'freezeWithin') ?? platformClocks.freezeUnderage)
    : null;
  return { ...acknowledgement(profile, caseClass, respondBy, start), respondBy, completeBy, freezeBy };
}

function completionRule(profile: Profile, caseClass: CaseClass): ClockRule | null {
  const stated = ruleOf(profile, completedUnder[caseClass] ?? [], 'completeWithin');
  if (stated) return stated;
  if (caseClass === 'erasure') return platformClocks.completeErasure;
  return caseClass === 'underage-report' ? platformClocks.completeUnderage : null;
}

function answerRule(profile: Profile, caseClass: CaseClass, receivedAt: Instant, holidays: Holidays): ClockRule {
  const stated = ruleOf(profile, answeredUnder[caseClass], 'respondWithin');
  if (stated) return stated;
  if (caseClass !== 'security-urgent') return platformClocks.respond;
  // A default of ours is never looser than what the document promises for lesser matters.
  const lesser = [ruleOf(profile, ['inquiry'], 'respondWithin'), ruleOf(profile, ['privacy-request'], 'respondWithin')];
  const fitting = lesser.filter((rule) => rule !== null);
  const dueMs = (rule: ClockRule) => deadline(rule, receivedAt, holidays).dueAt.getTime();
  return fitting.reduce<ClockRule>(
    (shortest, rule) => (dueMs(rule) <= dueMs(shortest) ? rule : shortest),
    platformClocks.respondToUrgentSecurity,
  );
}

function acknowledgement(
  profile: Profile,
  caseClass: CaseClass,
  respondBy: CaseDeadline,
  start: (rule: ClockRule | null) => CaseDeadline | null,
): Pick<CaseClocks, 'acknowledgeBy' | 'acknowledgeWith'> {
  const own = start(ruleOf(profile, answeredUnder[caseClass], 'acknowledgeWithin'));
  const inquiry = caseClass === 'inquiry' ? null : start(ruleOf(profile, ['inquiry'], 'respondWithin'));
  if (inquiry) return { acknowledgeBy: earlier(earlier(inquiry, own), respondBy), acknowledgeWith: 'reply' };
  return { acknowledgeBy: own && earlier(own, respondBy), acknowledgeWith: 'receipt' };
}

type Within = 'acknowledgeWithin' | 'respondWithin' | 'completeWithin' | 'freezeWithin';

function ruleOf(profile: Profile, classes: readonly SlaClass[], field: Within): ClockRule | null {
  for (const slaClass of classes) {
    const sla = profile.slas.find((listed) => listed.class === slaClass && listed[field] !== undefined);
    const within = sla?.[field];
    if (sla && within !== undefined) return { from: sla.class, within, clock: sla.clock, origin: sla.origin };
  }
  return null;
}

function deadline(rule: ClockRule, startsAt: Instant, holidays: Holidays): CaseDeadline {
  const dueAt = advance(rule.clock, startsAt, clockLengthMs(rule.clock, startsAt, rule.within), holidays);
  return { ...rule, startsAt, dueAt, pausedMs: 0 };
}

function earlier(a: CaseDeadline, b: CaseDeadline | null): CaseDeadline;
function earlier(a: CaseDeadline | null, b: CaseDeadline): CaseDeadline;
function earlier(a: CaseDeadline | null, b: CaseDeadline | null): CaseDeadline | null;
function earlier(a: CaseDeadline | null, b: CaseDeadline | null): CaseDeadline | null {
  if (!a || !b) return a ?? b;
  return b.dueAt < a.dueAt ? b : a;
}

/** Why a case waits. Shown to everybody who looks at it; only one of them can ever move a deadline. */
export const pauseReasons = ['awaiting-verification', 'awaiting-person', 'awaiting-third-party', 'legal-hold'] as const;
export type PauseReason = (typeof pauseReasons)[number];

/** Whether a pause stops the clocks: only waiting for a proof of identity, and only where the profile says so. None does today. */
export function stopsClocks(profile: Profile, reason: PauseReason): boolean {
  return reason === 'awaiting-verification' && profile.identityVerification.stopsClock === true;
}

/** The clocks after having stood still from one instant to another. What was due before the pause stays due. */
export function clocksAfterPause(clocks: CaseClocks, from: Instant, until: Instant, holidays: Holidays = noHolidays): CaseClocks {
  const later = (was: CaseDeadline): CaseDeadline => {
    if (was.dueAt <= from) return was;
    const pausedMs = was.pausedMs + elapsedMs(was.clock, from, until, holidays);
    const lengthMs = clockLengthMs(was.clock, was.startsAt, was.within) + pausedMs;
    return { ...was, pausedMs, dueAt: advance(was.clock, was.startsAt, lengthMs, holidays) };
  };
  return {
    acknowledgeBy: clocks.acknowledgeBy && later(clocks.acknowledgeBy),
    acknowledgeWith: clocks.acknowledgeWith,
    respondBy: later(clocks.respondBy),
    completeBy: clocks.completeBy && later(clocks.completeBy),
    freezeBy: clocks.freezeBy && later(clocks.freezeBy),
  };
}

export function deadlineOf(clocks: CaseClocks, name: ClockName): CaseDeadline | null {
  const byName = { acknowledge: clocks.acknowledgeBy, freeze: clocks.freezeBy, respond: clocks.respondBy, complete: clocks.completeBy };
  return byName[name];
}
