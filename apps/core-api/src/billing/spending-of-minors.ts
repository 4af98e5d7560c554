import {
  decideSpending,
  givenBack,
  SPEND_APPROVAL,
  type Account,
  type AskedOffer,
  type SpendApproval,
  type SpendRefusal,
} from '@keepword/accounts';
import type { Offer, Plan } from '@keepword/billing';
import { isRefusal, newId, subtractPeriod } from '@keepword/primitives';
import { ProblemException } from '@keepword/service-kit';
import { openGuardianLink } from '../account/guardian-page.js';
import type { Platform } from '../platform/platform.js';

/**
 * Opens a checkout, or takes the cancellation of a subscription back, for whoever may: an adult, and a minor whose guardian approved exactly
 * this offer. That uses the approval up; where it fails the approval counts again.
 * @throws ProblemException guardian-approval-needed, after the guardian was asked
 */
export async function withApproval<Answer>(
  platform: Platform,
  account: Account,
  offer: AskedOffer,
  spend: () => Promise<Answer>,
): Promise<Answer> {
  if (account.ageBand !== 'minor-with-guardian') return spend();
  const used = await useApproval(platform, account, offer);
  try {
    return await spend();
  } catch (error) {
    await platform.storage.transactions.transaction(account.subjectId, (uow) => platform.spendApprovals.save(uow, givenBack(used)));
    throw error;
  }
}

export const askedOffer = (offer: Offer | Plan): AskedOffer => ({
  offerId: offer.id,
  credits: offer.credits,
  amountMinor: offer.amountMinor,
  currency: offer.currency,
  monthly: 'interval' in offer,
});

/** @throws ProblemException unless there is one */
async function useApproval(platform: Platform, { subjectId }: Account, offer: AskedOffer): Promise<SpendApproval> {
  const { storage, spendApprovals, mails, clock } = platform;
  const at = clock.now();
  const decided = await storage.transactions.transaction(subjectId, async (uow) => {
    // A question waits that long, and its answer counts as long again.
    const since = subtractPeriod(subtractPeriod(at, SPEND_APPROVAL), SPEND_APPROVAL);
    const outcome = decideSpending(await spendApprovals.lockAll(uow, subjectId, since), { id: newId(at), subjectId, offer }, at);
    if (isRefusal(outcome)) return outcome;
    const { may, approval } = outcome;
    if (may === 'buy') {
      await spendApprovals.save(uow, approval);
      return outcome;
    }
    await spendApprovals.insert(uow, approval);
    await openGuardianLink(platform, uow, approval);
    await mails.add(uow, { subjectId, template: 'spend-approval', toAddress: null, refId: approval.id }, at);
    return outcome;
  });
  if (isRefusal(decided)) throw refusedProblem(decided, at);
  if (decided.may === 'ask')
    throw approvalNeeded(decided.approval, 'Your guardian has just been asked by mail. You can buy it once they approve.');
  return decided.approval;
}

function refusedProblem(refusal: SpendRefusal, at: Date): ProblemException {
  switch (refusal.refused) {
    case 'approval-waiting':
      return approvalNeeded(refusal.approval, 'Your guardian was asked by mail and has not answered yet.');
    case 'approval-declined':
      return approvalNeeded(refusal.approval, 'Your guardian declined this. You can ask for it again a day later.');
    case 'asked-too-often':
      return new ProblemException('/problems/rate-limited', {
        detail: 'Your guardian was asked often enough for now. Wait until they answer, or ask again later.',
        retryAfterSeconds: Math.ceil((refusal.again.getTime() - at.getTime()) / 1_000),
      });
  }
}

const approvalNeeded = ({ id, state }: SpendApproval, detail: string) =>
  new ProblemException('/problems/guardian-approval-needed', { detail, extensions: { approval: { id, state } } });
