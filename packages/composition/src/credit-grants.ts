import type { CreditGrants } from '@keepword/billing';
import { balance, clawBack, grantCredits, restoreClawback, type CreditStore } from '@keepword/credits';
import type { PostgresOutgoingMail, PostgresSubjectEvents } from '@keepword/database';
import { isRefusal, type SubjectId, type UnitOfWork } from '@keepword/primitives';

class GrantRefused extends Error {
  override readonly name = 'GrantRefused';
}

function mustSucceed<T>(outcome: T): T {
  if (isRefusal(outcome)) throw new GrantRefused(`the credit books refused a purchase's movement: ${outcome.refused}`);
  return outcome;
}

/** Billing's view of the credit books. The receipt is written in the transaction that grants, so there is exactly one. */
export function creditGrants(store: CreditStore, events: PostgresSubjectEvents, mails: PostgresOutgoingMail): CreditGrants {
  const tellBalance = async (uow: UnitOfWork, subjectId: SubjectId, at: Date) => {
    const { available, held } = await balance(store, uow, subjectId, at);
    await events.publish(uow, subjectId, { type: 'credits.changed', available, held }, at);
  };
  return {
    async grant(uow, { subjectId, purchaseId, credits, key, source, expiresAt }, at) {
      const note = source === 'subscription' ? 'Subscription' : 'Bought';
      const command = { subjectId, key, amount: credits, source, expiresAt, reference: purchaseId, note };
      const granted = mustSucceed(await grantCredits(store, uow, command, at));
      if (!('replayed' in granted && granted.replayed))
        await mails.add(uow, { subjectId, template: 'receipt', toAddress: null, refId: purchaseId }, at);
      await tellBalance(uow, subjectId, at);
    },
    async clawBack(uow, { subjectId, purchaseId, credits, key }, at) {
      mustSucceed(
        await clawBack(store, uow, { subjectId, key, reference: purchaseId, amount: credits, note: 'Payment refunded or disputed' }, at),
      );
      await tellBalance(uow, subjectId, at);
    },
    async restore(uow, { subjectId, purchaseId, credits, key }, at) {
      mustSucceed(await restoreClawback(store, uow, { subjectId, key, reference: purchaseId, amount: credits, note: 'Dispute won' }, at));
      await tellBalance(uow, subjectId, at);
    },
  };
}
