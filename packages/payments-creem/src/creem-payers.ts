import type { PayerErased, PayerErasure, PayerTraces } from '@keepword/billing';

/**
 * Creem sells in its own name and keeps what it must as the seller; its API deletes no customer, and an overwritten name would be a
 * wrong one in its books. So nothing is claimed: somebody who paid there is told that Creem has to be asked.
 */
export class CreemPayers implements PayerErasure {
  erase({ customerIds, checkoutIds, paymentIds }: PayerTraces): Promise<PayerErased> {
    const isKnown = customerIds.length + checkoutIds.length + paymentIds.length > 0;
    return Promise.resolve({ state: isKnown ? 'not-supported' : 'nothing-held' });
  }

  stillHeld({ checkoutIds }: PayerTraces): Promise<number> {
    return Promise.resolve(checkoutIds.length);
  }
}
