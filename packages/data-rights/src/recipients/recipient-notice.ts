import { addPeriod, newId, type Id, type Instant, type SubjectId } from '@keepword/primitives';

/** What a recipient is told of: a corrected address (GDPR Art. 16), or that data may only be kept (Art. 18). */
export type NoticeMatter = 'address' | 'restriction';

/**
 * `no-channel`: the recipient takes no such notice from a program. `nothing-to-correct`: it holds no record of the person that could be changed.
 * `unreachable`: it does not answer, or fails. `refused`: it answered that it will not.
 */
export const noticeReasons = ['no-channel', 'nothing-to-correct', 'unreachable', 'refused'] as const;
export type NoticeReason = (typeof noticeReasons)[number];

export const noticeStates = ['due', 'told', 'cannot-be-told', 'failed'] as const;
export type NoticeState = (typeof noticeStates)[number];

/** That one recipient is to be told of one correction or restriction (GDPR Art. 19), and what came of it. */
export interface RecipientNotice {
  readonly id: Id;
  readonly subjectId: SubjectId;
  readonly matter: NoticeMatter;
  /** The correction, or the case that restricted. */
  readonly causeId: Id;
  /** As the profile names it: `stripe`. */
  readonly recipient: string;
  readonly state: NoticeState;
  /** Why it is not told, or not yet; null for `told` and before the first attempt. */
  readonly reason: NoticeReason | null;
  readonly attempts: number;
  /** Under which the recipient may still list the person; kept only until it is settled. */
  readonly formerAddress: string | null;
  readonly createdAt: Instant;
  /** Null once it is settled. */
  readonly dueAt: Instant | null;
  readonly settledAt: Instant | null;
}

/** Somebody to whom data was disclosed that the notice is about. */
export interface DisclosedTo {
  readonly recipient: string;
  /** Whether it can be told of this matter. */
  readonly hasChannel: boolean;
}

export type NoticeCause = Pick<RecipientNotice, 'subjectId' | 'matter' | 'causeId' | 'formerAddress'>;

/** One notice for each recipient; whoever cannot be told is listed at once. */
export function planNotices(cause: NoticeCause, disclosedTo: readonly DisclosedTo[], at: Instant): RecipientNotice[] {
  return disclosedTo.map(({ recipient, hasChannel }) => ({
    ...cause,
    id: newId(at),
    recipient,
    attempts: 0,
    createdAt: at,
    ...(hasChannel
      ? { state: 'due', reason: null, dueAt: at, settledAt: null }
      : { state: 'cannot-be-told', reason: 'no-channel', dueAt: null, settledAt: at, formerAddress: null }),
  }));
}

/** How an attempt to tell came out. */
export type NoticeOutcome = 'told' | Exclude<NoticeReason, 'no-channel'>;

/** One way to tell one recipient. Safe to repeat: what it was told already is told again. */
export interface RecipientChannel {
  readonly recipient: string;
  /** @param address the one that holds now, which may be newer than the notice */
  tellAddress(of: {
    readonly subjectId: SubjectId;
    readonly formerAddress: string | null;
    readonly address: string;
  }): Promise<NoticeOutcome>;
}

/** The pauses double from a minute, so that the last attempt comes after some three days. */
const attemptsMax = 13;

/** The notice after an attempt. Settled ones stay as they are. */
export function noticeAfter(notice: RecipientNotice, outcome: NoticeOutcome, at: Instant): RecipientNotice {
  if (notice.state !== 'due') return notice;
  const attempts = notice.attempts + 1;
  const tried = { ...notice, attempts, reason: outcome === 'told' ? null : outcome };
  if (outcome === 'unreachable' && attempts < attemptsMax) return { ...tried, dueAt: addPeriod(at, `PT${2 ** (attempts - 1)}M`) };
  const settled = { ...tried, formerAddress: null, dueAt: null, settledAt: at };
  if (outcome === 'told') return { ...settled, state: 'told' };
  return { ...settled, state: outcome === 'nothing-to-correct' ? 'cannot-be-told' : 'failed' };
}
