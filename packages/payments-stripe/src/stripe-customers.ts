import type { CorrectedEmail, CustomerRecords } from '@keepword/billing';
import type Stripe from 'stripe';
import { knownCall, stripeCall } from './stripe-call.js';

/** Stripe's customers, which come with subscriptions; see docs.stripe.com/api/customers/update. The address on a single payment's receipt stays. */
export class StripeCustomers implements CustomerRecords {
  constructor(private readonly stripe: Stripe) {}

  async correctEmail({ customerIds, formerEmail, email }: CorrectedEmail): Promise<'told' | 'nothing-to-correct'> {
    let corrected = 0;
    for (const id of customerIds) {
      const found = await knownCall(() => this.stripe.customers.retrieve(id));
      if (!found || found.deleted || !isSame(found.email, formerEmail, email)) continue;
      if (!isSame(found.email, email)) await stripeCall(() => this.stripe.customers.update(id, { email }));
      corrected += 1;
    }
    return corrected > 0 ? 'told' : 'nothing-to-correct';
  }
}

const isSame = (found: string | null, ...addresses: readonly string[]) =>
  addresses.some((address) => address.toLowerCase() === found?.toLowerCase());
