import type { PaidInvoice, SubscriptionProvider, VendorSubscription } from '../ports/subscription-provider.js';

const DAY_MS = 86_400_000;

/** A processor whose subscriptions do what the test says. Each question takes some turns, so that others get in between. */
export class ScriptedProcessor implements SubscriptionProvider {
  readonly #checkouts = new Map<string, { state: 'open' | 'complete' | 'expired'; subscriptionId: string; amountMinor: number }>();
  readonly #subscriptions = new Map<string, VendorSubscription>();
  readonly #invoices: PaidInvoice[] = [];
  asked = 0;
  /** While true, its lists of invoices make no sense. */
  illegible = false;
  #slow: (() => Promise<void>) | null = null;

  constructor(private readonly startsAt: Date) {}

  readonly createCheckout: SubscriptionProvider['createCheckout'] = ({ subscriptionId, plan }) => {
    const checkoutId = `cs_${subscriptionId}`;
    if (!this.#checkouts.has(checkoutId)) this.#checkouts.set(checkoutId, { state: 'open', subscriptionId, amountMinor: plan.amountMinor });
    return Promise.resolve({ checkoutId, url: `https://pay.example/${checkoutId}` });
  };

  readonly findCheckout: SubscriptionProvider['findCheckout'] = async (checkoutId) => {
    const checkout = this.#checkouts.get(checkoutId);
    await this.#think();
    if (!checkout) return null;
    const { state, subscriptionId } = checkout;
    return { state, vendorSubscriptionId: state === 'complete' ? `sub_${subscriptionId}` : null };
  };

  readonly closeCheckout: SubscriptionProvider['closeCheckout'] = async (checkoutId) => {
    await this.#think();
    const checkout = this.#checkouts.get(checkoutId);
    if (checkout?.state === 'open') checkout.state = 'expired';
    return checkout?.state === 'complete' ? 'complete' : 'closed';
  };

  readonly findSubscription: SubscriptionProvider['findSubscription'] = async (vendorSubscriptionId) => {
    const found = this.#subscriptions.get(vendorSubscriptionId) ?? null;
    const slow = this.#slow;
    this.#slow = null;
    await (slow ? slow() : this.#think());
    return found;
  };

  /** The next answer about a subscription is as things are when it is asked for, and arrives when it is let go. */
  holdNextAnswer(): { readonly asked: Promise<void>; letGo(): void } {
    let letGo = () => {};
    const gone = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const asked = new Promise<void>((resolve) => {
      this.#slow = () => {
        resolve();
        return gone;
      };
    });
    return { asked, letGo };
  }

  readonly cancel: SubscriptionProvider['cancel'] = async (id, when) => {
    if (when === 'now') this.end(id);
    else this.#change(id, { cancelAtPeriodEnd: true });
  };

  readonly resume: SubscriptionProvider['resume'] = async (id) => this.#change(id, { cancelAtPeriodEnd: false });

  readonly findPayPage: SubscriptionProvider['findPayPage'] = (id) =>
    Promise.resolve(this.#known(id).state === 'past-due' ? `https://pay.example/${id}` : null);

  readonly findInvoice: SubscriptionProvider['findInvoice'] = async (invoiceId) => {
    await this.#think();
    return this.#invoices.find((invoice) => invoice.invoiceId === invoiceId) ?? null;
  };

  readonly paidInvoices: SubscriptionProvider['paidInvoices'] = async (id) => {
    await this.#think();
    if (this.illegible) throw new TypeError('the invoices cannot be read');
    return this.#invoices.filter(({ vendorSubscriptionId }) => vendorSubscriptionId === id).toReversed();
  };

  /** The person pays at the checkout. @returns the processor's name of the subscription */
  pay(subscriptionId: string): string {
    const checkout = this.#checkouts.get(`cs_${subscriptionId}`);
    if (checkout?.state !== 'open') throw new Error('there is no open checkout');
    checkout.state = 'complete';
    const vendorSubscriptionId = `sub_${subscriptionId}`;
    const fresh = { state: 'active', cancelAtPeriodEnd: false, currentPeriodEndsAt: this.startsAt, endedAt: null } as const;
    this.#subscriptions.set(vendorSubscriptionId, { vendorSubscriptionId, vendorCustomerId: `cus_${subscriptionId}`, ...fresh });
    this.renew(vendorSubscriptionId);
    return vendorSubscriptionId;
  }

  abandon(subscriptionId: string): void {
    const checkout = this.#checkouts.get(`cs_${subscriptionId}`);
    if (checkout) checkout.state = 'expired';
  }

  /** One more period is billed, and paid. */
  renew(vendorSubscriptionId: string, change: Partial<PaidInvoice> = {}): PaidInvoice {
    const subscription = this.#known(vendorSubscriptionId);
    const startsAt = subscription.currentPeriodEndsAt ?? this.startsAt;
    const endsAt = new Date(startsAt.getTime() + 30 * DAY_MS);
    const number = this.#invoices.length + 1;
    const subscriptionId = vendorSubscriptionId.slice('sub_'.length);
    const amountMinor = this.#checkouts.get(`cs_${subscriptionId}`)?.amountMinor ?? 0;
    const names = { invoiceId: `in_${number}_${subscriptionId}`, paymentId: `pi_${number}_${subscriptionId}`, subscriptionId };
    const invoice = { ...names, vendorSubscriptionId, amountMinor, currency: 'usd', startsAt, endsAt, ...change };
    this.#invoices.push(invoice);
    this.#change(vendorSubscriptionId, { state: 'active', currentPeriodEndsAt: endsAt });
    return invoice;
  }

  fail(vendorSubscriptionId: string): void {
    this.#change(vendorSubscriptionId, { state: 'past-due' });
  }

  end(vendorSubscriptionId: string): void {
    const { currentPeriodEndsAt } = this.#known(vendorSubscriptionId);
    this.#change(vendorSubscriptionId, { state: 'canceled', endedAt: currentPeriodEndsAt });
  }

  get invoices(): readonly PaidInvoice[] {
    return this.#invoices;
  }

  now(vendorSubscriptionId: string): VendorSubscription {
    return this.#known(vendorSubscriptionId);
  }

  #known(id: string): VendorSubscription {
    const found = this.#subscriptions.get(id);
    if (!found) throw new Error(`no subscription ${id}`);
    return found;
  }

  #change(id: string, change: Partial<VendorSubscription>): void {
    const known = this.#known(id);
    if (known.state !== 'canceled') this.#subscriptions.set(id, { ...known, ...change });
  }

  /** Some turns, now few, now many: answers come back in another order than they were asked for, and some of them are old by then. */
  async #think(): Promise<void> {
    this.asked += 1;
    await turns([0, 1, 30, 3, 12, 2, 60][this.asked % 7] ?? 0);
  }
}

/** Lets whatever else is under way go on. */
export async function turns(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve));
}
