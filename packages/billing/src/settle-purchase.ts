import type { Instant, UnitOfWork } from '@keepword/primitives';
import type { CreditGrants } from './ports/credit-grants.js';
import type { PurchaseStore, UnitsOfWork } from './ports/purchase-store.js';
import { settle, type PaymentFacts, type Purchase } from './purchase.js';
import { creditsEndAt } from './subscription.js';

export interface BillingPorts {
  readonly purchases: PurchaseStore;
  readonly credits: CreditGrants;
  readonly units: UnitsOfWork;
}

export interface EventApplied {
  /** `kept`: noted for a payment whose own event has not come yet. `ignored`: of no concern to us. */
  readonly applied: 'settled' | 'kept' | 'ignored';
  /** Null when nobody's purchase is known to be concerned. */
  readonly purchase: Purchase | null;
  /** True when this very event gave the credits: the moment for a receipt. */
  readonly grantedNow: boolean;
}

/** Saves a purchase as the facts of its payment want it, and moves its credits in the same unit of work. */
export async function settlePurchase(
  { purchases, credits }: BillingPorts,
  uow: UnitOfWork,
  purchase: Purchase,
  facts: PaymentFacts,
  at: Instant,
): Promise<EventApplied> {
  const settled = settle(purchase, facts);
  await purchases.savePurchase(uow, settled.purchase);
  for (const { effect, credits: amount, key } of settled.effects) {
    const moved = { subjectId: purchase.subjectId, purchaseId: purchase.id, credits: amount, key };
    if (effect === 'grant') await credits.grant(uow, { ...moved, ...lifeOf(purchase, at) }, at);
    else if (effect === 'claw-back') await credits.clawBack(uow, moved, at);
    else await credits.restore(uow, moved, at);
  }
  return { applied: 'settled', purchase: settled.purchase, grantedNow: settled.purchase.granted && !purchase.granted };
}

function lifeOf({ billed }: Purchase, at: Instant) {
  if (billed === null) return { source: 'paid', expiresAt: null } as const;
  return { source: 'subscription', expiresAt: creditsEndAt(billed, at) } as const;
}
