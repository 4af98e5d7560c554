import { guardianSupervision } from '@keepword/policy';
import { addPeriod, refuse, type Id, type Instant, type Period, type Refusal, type SubjectId } from '@keepword/primitives';

/** What a minor wants to buy, as it stood when they asked: at another price it is another offer. */
export interface AskedOffer {
  readonly offerId: string;
  readonly credits: number;
  /** Price in minor units (cents). */
  readonly amountMinor: number;
  /** ISO 4217, lower case. */
  readonly currency: string;
  /** Charged every month until it is cancelled, and not once. */
  readonly monthly: boolean;
}

/** A guardian's word on one purchase of a minor (`fluxchat.minors.guardian-consent`, supervision `spend-approval`). */
export interface SpendApproval {
  readonly id: Id;
  readonly subjectId: SubjectId;
  readonly offer: AskedOffer;
  readonly state: 'waiting' | 'approved' | 'declined' | 'used';
  readonly askedAt: Instant;
  readonly decidedAt: Instant | null;
  readonly usedAt: Instant | null;
}

export type SpendStanding = SpendApproval['state'] | 'expired';

/** How long a question waits for its answer, and how long a yes can be used. */
export const SPEND_APPROVAL: Period = guardianSupervision.approvalCounts;
/** A guardian who said no is not asked for the same again within this time. */
export const SPEND_PAUSE: Period = 'P1D';
/** How many questions may wait at once. */
export const spendWaitingMax = 3;
/** How many questions may be asked within {@link SPEND_PAUSE}. */
export const spendAskedMax = 5;

export type SpendRefusal =
  | Refusal<'approval-waiting', { readonly approval: SpendApproval }>
  | Refusal<'approval-declined', { readonly approval: SpendApproval }>
  | Refusal<'asked-too-often', { readonly again: Instant }>;

/** Until when a question or a yes counts; null for what is decided for good. */
export function countsUntil({ state, askedAt, decidedAt }: SpendApproval): Instant | null {
  if (state === 'waiting') return addPeriod(askedAt, SPEND_APPROVAL);
  return state === 'approved' && decidedAt ? addPeriod(decidedAt, SPEND_APPROVAL) : null;
}

export function standingOf(approval: SpendApproval, at: Instant): SpendStanding {
  const until = countsUntil(approval);
  return until !== null && until <= at ? 'expired' : approval.state;
}

/**
 * Whether a minor may buy: only with a yes for exactly this offer that was not used yet. Without one a question to the guardian begins, unless
 * one waits already, was just answered with no, or too many were asked.
 * @param known what was asked lately, in any order; it has to reach back as far as {@link SPEND_APPROVAL} twice
 */
export function decideSpending(
  known: readonly SpendApproval[],
  asked: Pick<SpendApproval, 'id' | 'subjectId' | 'offer'>,
  at: Instant,
): { readonly may: 'buy' | 'ask'; readonly approval: SpendApproval } | SpendRefusal {
  const same = known.filter(({ offer }) => isSameOffer(offer, asked.offer));
  const approved = same.find((one) => standingOf(one, at) === 'approved');
  if (approved) return { may: 'buy', approval: { ...approved, state: 'used', usedAt: at } };
  const waiting = same.find((one) => standingOf(one, at) === 'waiting');
  if (waiting) return refuse('approval-waiting', { approval: waiting });
  const declined = same.find(
    ({ state, decidedAt }) => state === 'declined' && decidedAt !== null && addPeriod(decidedAt, SPEND_PAUSE) > at,
  );
  if (declined) return refuse('approval-declined', { approval: declined });
  const again = mayAskAgainAt(known, at);
  if (again) return refuse('asked-too-often', { again });
  return { may: 'ask', approval: { ...asked, state: 'waiting', askedAt: at, decidedAt: null, usedAt: null } };
}

/** The guardian's answer. A yes that was not used yet can still become a no. */
export function decideApproval(
  approval: SpendApproval,
  decision: 'approved' | 'declined',
  at: Instant,
): SpendApproval | Refusal<'already-decided'> {
  const standing = standingOf(approval, at);
  const open = standing === 'waiting' || (standing === 'approved' && decision === 'declined');
  return open ? { ...approval, state: decision, decidedAt: at } : refuse('already-decided');
}

/** The checkout that a yes was used for could not be opened: it counts as before. */
export const givenBack = (approval: SpendApproval): SpendApproval => ({ ...approval, state: 'approved', usedAt: null });

function isSameOffer(one: AskedOffer, other: AskedOffer): boolean {
  return (
    one.offerId === other.offerId &&
    one.credits === other.credits &&
    one.amountMinor === other.amountMinor &&
    one.currency === other.currency &&
    one.monthly === other.monthly
  );
}

/** Null when another question may be asked now. */
function mayAskAgainAt(known: readonly SpendApproval[], at: Instant): Instant | null {
  const lately = earliestFirst(known.map(({ askedAt }) => addPeriod(askedAt, SPEND_PAUSE)).filter((free) => free > at));
  const open = earliestFirst(
    known.filter((one) => standingOf(one, at) === 'waiting').map(({ askedAt }) => addPeriod(askedAt, SPEND_APPROVAL)),
  );
  if (open.length >= spendWaitingMax) return open[open.length - spendWaitingMax] ?? at;
  return lately.length >= spendAskedMax ? (lately[lately.length - spendAskedMax] ?? at) : null;
}

const earliestFirst = (instants: readonly Instant[]) => instants.toSorted((one, other) => one.getTime() - other.getTime());
