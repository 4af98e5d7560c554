import type { PayerErased, PayerErasure, PayerTraces } from '@keepword/billing';
import Stripe from 'stripe';
import { z } from 'zod';
import { knownCall, stripeCall } from './stripe-call.js';
import type { StripeSubscriptions } from './stripe-subscriptions.js';

/** Redaction jobs are a preview of Stripe's: they answer to this version of its API only. See docs.stripe.com/api/privacy/redaction-job. */
const redactionVersion = '2026-06-24.preview';
/** Of each kind in one job; what is left over is found when Stripe is asked again, and gets a job of its own. */
const objectsPerJobMax = 100;

const job = z.object({
  id: z.string().regex(/^prj_\w{1,100}$/),
  status: z.enum(['validating', 'ready', 'redacting', 'succeeded', 'failed', 'canceling', 'canceled']),
});
type Job = z.infer<typeof job>;

type Objects = Readonly<Record<'customers' | 'checkout_sessions' | 'payment_intents', readonly string[]>>;

/**
 * Cancels subscriptions, has everything redacted that Stripe holds about the payer, and deletes the customer. Where an account may not
 * run redaction jobs, deleting the customer is all there is: then a payment without a customer stays as it is, and that is said.
 */
export class StripePayers implements PayerErasure {
  readonly #stripe: Stripe;

  readonly #subscriptions: StripeSubscriptions;

  constructor(stripe: Stripe, subscriptions: StripeSubscriptions) {
    this.#stripe = stripe;
    this.#subscriptions = subscriptions;
  }

  async erase(traces: PayerTraces, orderId: string, checkpoint: string | null): Promise<PayerErased> {
    if (Object.values(traces).every((ids: readonly string[]) => ids.length === 0)) return { state: 'nothing-held' };
    if (checkpoint !== null) return this.#goOn(traces, await this.#job('GET', checkpoint));
    // One that is over already is not known to this call any more, which is as good as done.
    for (const id of traces.subscriptionIds) await knownCall(() => this.#stripe.subscriptions.cancel(id));
    // Nobody may pay any more where nobody is left to get something for it.
    for (const id of traces.checkoutIds) await this.#subscriptions.closeCheckout(id);
    const held = await this.#held(traces);
    if (countOf(held) === 0) return { state: 'erased' };
    const ordered = await this.#order(held, orderId);
    if (ordered !== null) return this.#goOn(traces, ordered);
    for (const id of traces.customerIds) await knownCall(() => this.#stripe.customers.del(id));
    return (await this.stillHeld(traces)) === 0 ? { state: 'erased' } : { state: 'not-supported' };
  }

  async stillHeld(traces: PayerTraces): Promise<number> {
    return countOf(await this.#held(traces));
  }

  async #goOn(traces: PayerTraces, found: Job | null): Promise<PayerErased> {
    switch (found?.status) {
      case 'ready':
        await this.#job('POST', `${found.id}/run`);
        return { state: 'pending', reason: 'redacting', checkpoint: found.id };
      case 'succeeded':
        // The redacted customer has no name any more; deleted, nothing can be charged to it either.
        for (const id of traces.customerIds) await knownCall(() => this.#stripe.customers.del(id));
        if ((await this.stillHeld(traces)) === 0) return { state: 'erased', receiptId: found.id };
        return { state: 'pending', reason: 'still-held' };
      case 'validating':
      case 'redacting':
        return { state: 'pending', reason: found.status, checkpoint: found.id };
      // A payment that can still be disputed may not be redacted yet: it is ordered anew, a day later.
      default:
        return { state: 'pending', reason: 'redaction-refused', retryAfter: 'P1D' };
    }
  }

  /** @returns null where the account may not run such jobs */
  async #order(objects: Objects, orderId: string): Promise<Job | null> {
    const some = Object.fromEntries(
      Object.entries(objects).flatMap(([kind, ids]) => (ids.length > 0 ? [[kind, ids.slice(0, objectsPerJobMax)]] : [])),
    );
    // Also named after what is left to redact: a job that left something is not the answer to the next order.
    const idempotencyKey = `${orderId}-${countOf(objects)}`;
    return stripeCall(async () => {
      try {
        const options = { apiVersion: redactionVersion, idempotencyKey };
        const params = { objects: some, validation_behavior: 'fix' };
        return job.parse(await this.#stripe.rawRequest('POST', '/v1/privacy/redaction_jobs', params, options));
      } catch (error) {
        const refused = error instanceof Stripe.errors.StripeError && (error.statusCode === 403 || error.statusCode === 404);
        if (refused) return null;
        throw error;
      }
    });
  }

  #job(method: 'GET' | 'POST', path: string): Promise<Job | null> {
    const address = `/v1/privacy/redaction_jobs/${path}`;
    return knownCall(async () => job.parse(await this.#stripe.rawRequest(method, address, undefined, { apiVersion: redactionVersion })));
  }

  /** Those of the traces that Stripe still knows with an address or a name. */
  async #held({ customerIds, checkoutIds, paymentIds }: PayerTraces): Promise<Objects> {
    const customers = await those(customerIds, async (id) => {
      const found = await knownCall(() => this.#stripe.customers.retrieve(id));
      return found !== null && !found.deleted && (isSomebody(found.email) || isSomebody(found.name));
    });
    const sessions = await those(checkoutIds, async (id) => {
      const found = await knownCall(() => this.#stripe.checkout.sessions.retrieve(id));
      return found !== null && (isSomebody(found.customer_email) || isSomebody(found.customer_details?.email));
    });
    const payments = await those(paymentIds, async (id) => {
      const found = await knownCall(() => this.#stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }));
      const charge = typeof found?.latest_charge === 'object' ? found.latest_charge : null;
      return isSomebody(found?.receipt_email) || isSomebody(charge?.billing_details?.email);
    });
    return { customers, checkout_sessions: sessions, payment_intents: payments };
  }
}

const countOf = (objects: Objects) => Object.values(objects).reduce((sum, ids) => sum + ids.length, 0);

/** What was redacted holds a placeholder, or nothing. */
const isSomebody = (value: string | null | undefined) => typeof value === 'string' && value !== '' && !/redacted/i.test(value);

/** One after the other: an erasure is in no hurry, and the processor counts calls. */
async function those(ids: readonly string[], isHeld: (id: string) => Promise<boolean>): Promise<string[]> {
  const held: string[] = [];
  for (const id of ids) if (await isHeld(id)) held.push(id);
  return held;
}
