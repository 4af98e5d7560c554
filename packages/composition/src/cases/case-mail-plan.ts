import { caseClasses, hasEnded, isUnproven, type Case, type CaseEvent } from '@keepword/data-rights';
import type { Id, Instant } from '@keepword/primitives';

/** What the person is to be told, and of which event. */
export type PlannedMail =
  | { readonly mail: 'receipt'; readonly event: CaseEvent }
  | { readonly mail: 'proof' }
  | { readonly mail: 'words'; readonly event: CaseEvent; readonly contentId: Id; readonly isQuestion: boolean }
  | { readonly mail: 'refusal'; readonly event: Extract<CaseEvent, { kind: 'refused' }> }
  | { readonly mail: 'carried-out' | 'withdrawal' | 'lifting-canceled' | 'lifted'; readonly event: CaseEvent }
  | { readonly mail: 'lifting-announced'; readonly event: CaseEvent; readonly liftAt: Instant }
  | { readonly mail: 'merged'; readonly event: CaseEvent; readonly into: Id };

/**
 * The mails that a case owes after events that nobody has seen to yet, in the order in which they are to be read.
 * @param events oldest first, at least one
 */
export function mailsOwed(found: Case, events: readonly CaseEvent[]): readonly PlannedMail[] {
  const first = events[0];
  // Nobody wrote in where a rule of the platform opened the case: there is nothing to confirm.
  const owesReceipt = first && found.receiptSentAt === null && !hasEnded(found) && found.channel !== 'rule';
  return [
    ...(owesReceipt ? [{ mail: 'receipt', event: first } as const] : []),
    ...(owesProof(found, events) ? [{ mail: 'proof' } as const] : []),
    ...events.flatMap((event) => mailOf(found, event) ?? []),
  ];
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
