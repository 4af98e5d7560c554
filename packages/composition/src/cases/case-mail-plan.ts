import { caseClasses, hasEnded, isUnproven, type ActionKind, type Case, type CaseEvent } from '@keepword/data-rights';
import { addPeriod, type Id, type Instant } from '@keepword/primitives';

/** What the person is to be told, and of which event. */
export type PlannedMail =
  | { readonly mail: 'receipt'; readonly event: CaseEvent }
  | { readonly mail: 'proof' }
  | { readonly mail: 'words'; readonly event: CaseEvent; readonly contentId: Id; readonly isQuestion: boolean }
  | { readonly mail: 'refusal'; readonly event: Extract<CaseEvent, { kind: 'refused' }> }
  | { readonly mail: 'carried-out' | 'withdrawal' | 'lifting-canceled' | 'lifted'; readonly event: CaseEvent }
  | { readonly mail: 'lifting-announced'; readonly event: CaseEvent; readonly liftAt: Instant }
  | { readonly mail: 'merged'; readonly event: CaseEvent; readonly into: Id }
  | { readonly mail: 'attachments'; readonly event: Extract<CaseEvent, { kind: 'person-replied' }> }
  | AllInOne;

/** What happened within moments, told at once: that it was received, what the platform says to it, and that it is done. */
interface AllInOne {
  readonly mail: 'all-in-one';
  /** The last of those that it tells of. */
  readonly event: CaseEvent;
  readonly isReceipt: boolean;
  readonly contentIds: readonly Id[];
  readonly isDone: boolean;
}

/**
 * The mails that a case owes after events that nobody has seen to yet, in the order in which they are to be read.
 * @param events oldest first, at least one
 */
export function mailsOwed(found: Case, events: readonly CaseEvent[]): readonly PlannedMail[] {
  const first = events[0];
  // Nobody wrote in where a rule of the platform opened the case: there is nothing to confirm.
  const owesReceipt = first && found.receiptSentAt === null && !hasEnded(found) && found.channel !== 'rule';
  return inOne(found, events, [
    ...(owesReceipt ? [{ mail: 'receipt', event: first } as const] : []),
    ...(owesProof(found, events) ? [{ mail: 'proof' } as const] : []),
    ...events.flatMap((event) => mailOf(found, event) ?? []),
  ]);
}

/** Where the platform itself has begun or done what was asked for before anybody was told of the request, one mail says all of it. */
function inOne({ channel }: Case, events: readonly CaseEvent[], owed: readonly PlannedMail[]): readonly PlannedMail[] {
  const together = owed.filter(isOfAMoment);
  const event = together.at(-1)?.event;
  if (together.length < 2 || !event || owed.some(({ mail }) => mail === 'proof')) return owed;
  const all: AllInOne = {
    mail: 'all-in-one',
    event,
    // A case that has ended by now owes no receipt of its own, and its person was told nothing yet.
    isReceipt: events[0]?.kind === 'opened' && channel !== 'rule',
    contentIds: together.flatMap((one) => (one.mail === 'words' ? [one.contentId] : [])),
    isDone: together.some(({ mail }) => mail === 'carried-out'),
  };
  return [all, ...owed.filter((one) => !isOfAMoment(one))];
}

type OfAMoment = Extract<PlannedMail, { mail: 'receipt' | 'words' }> | { readonly mail: 'carried-out'; readonly event: CaseEvent };

function isOfAMoment(one: PlannedMail): one is OfAMoment & PlannedMail {
  if (one.mail === 'words') return one.event.kind === 'answered' && one.event.by.kind === 'system';
  return one.mail === 'receipt' || one.mail === 'carried-out';
}

/** How long mails of a case wait for a deed that is carried out within moments. */
const momentLasts = 'PT3S';
/** Deeds that are over as soon as they begin; the others only begin at once. */
const instantDeeds: ReadonlySet<ActionKind> = new Set<ActionKind>(['restriction', 'objection']);

/**
 * Until when the mails of a case wait, because the platform is about to do what was asked for and one mail can then say all; null when they do not.
 * Nothing else waits: a request that a person has to look at, or that has to be proven first, is acknowledged at once.
 * @param events that nobody was told of yet, oldest first
 * @param deeds what the platform carries out by itself
 */
export function mailsWaitUntil(found: Case, events: readonly CaseEvent[], deeds: ReadonlySet<ActionKind>): Instant | null {
  const { action } = caseClasses[found.class];
  const [first] = events;
  if (!first || !action || !deeds.has(action) || found.subjectId === null) return null;
  if (hasEnded(found) || isUnproven(found) || found.state === 'waiting' || found.proposal) return null;
  const begun = found.actions.find((one) => one.action === action);
  const isInMotion = begun ? instantDeeds.has(action) && begun.finishedAt === null : true;
  return isInMotion ? addPeriod(first.at, momentLasts) : null;
}

/** Asked once by itself, and again whenever somebody of the team asks for it. */
function owesProof(found: Case, events: readonly CaseEvent[]): boolean {
  if (hasEnded(found) || !isUnproven(found) || found.verification.state === 'locked') return false;
  return found.verification.state === 'none' || events.some(({ kind, by }) => kind === 'verification-required' && by.kind === 'staff');
}

function mailOf({ class: caseClass }: Case, event: CaseEvent): PlannedMail | null {
  switch (event.kind) {
    case 'acknowledged':
      return event.contentId === null ? null : { mail: 'words', event, contentId: event.contentId, isQuestion: false };
    case 'answered':
      return { mail: 'words', event, contentId: event.contentId, isQuestion: false };
    case 'person-asked':
      return { mail: 'words', event, contentId: event.contentId, isQuestion: true };
    case 'person-replied':
      return event.attachmentsLeftOut ? { mail: 'attachments', event } : null;
    case 'refused':
      return { mail: 'refusal', event };
    case 'withdrawn':
      return { mail: 'withdrawal', event };
    case 'lifting-announced':
      return { mail: event.kind, event, liftAt: event.liftAt };
    case 'lifting-canceled':
    case 'lifted':
      return { mail: event.kind, event };
    case 'merged':
      return { mail: 'merged', event, into: event.into };
    case 'fulfilled': {
      const { action } = caseClasses[caseClass];
      // Exports and erasures mail their own links; an answer has been mailed as one, and a review is its answer.
      const isTold = action === 'export' || action === 'erasure' || action === 'review' || event.outcome !== 'carried-out';
      return isTold ? null : { mail: 'carried-out', event };
    }
    default:
      return null;
  }
}
