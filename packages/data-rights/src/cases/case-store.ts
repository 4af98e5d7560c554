import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import type { CaseClass, CaseScope } from './case-class.js';
import type { ClockName } from './case-clocks.js';
import type { Case, CaseState } from './case-state.js';
import type { Reminder } from './case-reminders.js';
import type { Challenge } from './challenge.js';
import type { HistoryEntry, HistoryHead } from './case-history.js';
import type { Requester } from './requester.js';

export const contentKinds = ['message', 'reply', 'note', 'explanation', 'address'] as const;
export type ContentKind = (typeof contentKinds)[number];

/** Words and addresses of people, kept apart from what happened. The store seals them and can erase them on their own. */
export interface CaseContent {
  readonly contentId: Id;
  readonly caseId: Id;
  readonly kind: ContentKind;
  readonly at: Instant;
  readonly text: string;
}

/** A command that was carried out before under the same key. */
export interface RecordedCommand {
  readonly digest: string;
  /** Plain JSON, without a word of anybody. */
  readonly outcome: unknown;
}

export interface LoadedCase {
  /** As of its last event. A store may keep this or replay it from the history; both must be equal. */
  readonly case: Case;
  readonly head: HistoryHead;
  /** The one challenge that may still be answered or was answered last. */
  readonly challenge: Challenge | null;
}

/** Everything that one command writes about one case; all of it or nothing. */
export interface CaseAppending {
  readonly caseId: Id;
  /** {@link Case.sequence} that the decision was made on; 0 for an opening. */
  readonly decidedOn: number;
  /** At least one. */
  readonly entries: readonly HistoryEntry[];
  /** The case after these entries: the row that lists are made from. */
  readonly case: Case;
  /** Takes the place of all reminders of the case; what has been sent stays sent. Empty when nothing is due any more. */
  readonly reminders: readonly Reminder[];
  readonly contents: readonly CaseContent[];
  /** Takes the place of the one before, which thereby can no longer be answered. */
  readonly challenge?: Challenge;
  readonly command: ({ readonly key: string } & RecordedCommand) | null;
}

export interface CaseFilter {
  readonly states?: readonly CaseState[];
  readonly classes?: readonly CaseClass[];
  readonly assignedTo?: Id | null;
  readonly subjectId?: SubjectId;
  readonly requester?: Requester;
  /** Only cases with a promise of time that is not kept yet and is due before then. */
  readonly dueBefore?: Instant;
  /** Only cases with such a promise, of that clock if one is named, that ends in this span. */
  readonly dueWithin?: { readonly from: Instant; readonly before: Instant; readonly clock?: ClockName };
}

export interface CasePage {
  /** Id of the last case of the page before; newest first. */
  readonly before: Id | null;
  readonly limit: number;
}

export interface DueReminder extends Reminder {
  readonly caseId: Id;
  readonly reference: string;
  /** The case as it is now. */
  readonly state: CaseState;
}

/** A case in whose history something happened that somebody may have to be told of by mail. */
export interface DueMail {
  readonly caseId: Id;
  /** Sequence of the last event that was seen to. */
  readonly mailedUpTo: number;
}

/** A promise of time that has been missed and is still not kept. */
export interface OverdueCase {
  readonly caseId: Id;
  readonly reference: string;
  readonly clock: Reminder['clock'];
  readonly dueAt: Instant;
}

/**
 * Where cases are kept. Lists over all cases need a unit of work that may cross subjects. `load` and `append` of one unit of
 * work change one case as if nobody else did: either `load` keeps others out, or `append` notices that it moved on.
 */
export interface CaseStore {
  load(uow: UnitOfWork, caseId: Id): Promise<LoadedCase | null>;
  /** The case to look at and not to decide on: nobody is kept out. */
  find(uow: UnitOfWork, caseId: Id): Promise<Case | null>;
  /**
   * `moved-on`: nothing was written, since the case is no longer the one that was decided on, or the key was used meanwhile.
   * `reference-taken`: nothing was written, since another case has the reference.
   */
  append(uow: UnitOfWork, appending: CaseAppending): Promise<'recorded' | 'moved-on' | 'reference-taken'>;
  /** By idempotency key, over all cases. */
  recorded(uow: UnitOfWork, key: string): Promise<RecordedCommand | null>;
  findByReference(uow: UnitOfWork, reference: string): Promise<Id | null>;
  /** Cases that have not ended, of the same class, scope and requester; oldest first. */
  openAlike(uow: UnitOfWork, alike: { class: CaseClass; scope: CaseScope; requester: Requester }): Promise<Id[]>;
  list(uow: UnitOfWork, filter: CaseFilter, page: CasePage): Promise<Case[]>;
  /** Oldest first; payload and salt are null where they were erased. */
  history(uow: UnitOfWork, caseId: Id): Promise<HistoryEntry[]>;
  /** Oldest first. */
  contents(uow: UnitOfWork, caseId: Id): Promise<CaseContent[]>;
  /** Reminders and alarms whose time has come and that were not sent, longest due first. */
  dueReminders(uow: UnitOfWork, at: Instant, limit: number): Promise<DueReminder[]>;
  /** False when it had been sent before, so that two sweeps never send it twice. */
  markReminded(uow: UnitOfWork, reminder: DueReminder, at: Instant): Promise<boolean>;
  /**
   * The case that has waited longest for its mails to be seen to, kept from every other unit of work that asks the same; null when none does.
   * A case waits from the first event on that {@link CaseStore.markMailed} does not cover.
   */
  nextDueMail(uow: UnitOfWork, at: Instant): Promise<DueMail | null>;
  /** Whatever happened up to that event has been mailed, or needs no mail. */
  markMailed(uow: UnitOfWork, caseId: Id, upTo: number): Promise<void>;
  /** It is not asked for again before then, because a mail could not be sent. */
  postponeMail(uow: UnitOfWork, caseId: Id, until: Instant): Promise<void>;
  /** Deadlines before `at` that are not met, longest due first. */
  overdue(uow: UnitOfWork, at: Instant, limit: number): Promise<OverdueCase[]>;
  /**
   * Cases that have not ended and of which no word is left: those of nobody who is known, and those of somebody whose whole account was erased, by
   * their wish or for their age. Erasures themselves are not among them.
   */
  wordless(uow: UnitOfWork, limit: number): Promise<readonly { readonly caseId: Id; readonly subjectId: SubjectId | null }[]>;
  /** Destroys the words of a case; how many there were. */
  eraseContents(uow: UnitOfWork, caseId: Id): Promise<number>;
  /**
   * Destroys payloads and salts of its history, and the row with them: `load` and every list know the case no more, while its
   * history can still be verified and its reference is never given again. How many entries were erased.
   */
  erasePayloads(uow: UnitOfWork, caseId: Id): Promise<number>;
}
