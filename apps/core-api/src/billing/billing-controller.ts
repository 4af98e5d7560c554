import {
  packsOf,
  plansOf,
  startPurchase,
  startSubscription,
  type Offer,
  type PaymentProvider,
  type Plan,
  type Purchase,
} from '@keepword/billing';
import { createCheckout, getPurchase, listOffers, listPurchases, type Purchase as PurchaseView } from '@keepword/contracts';
import { recipientMayReceive } from '@keepword/policy';
import { isRefusal, newId, type Id } from '@keepword/primitives';
import {
  decodeCursor,
  Input,
  pageOfFound,
  ProblemException,
  requiredIdempotencyKeyOf,
  Route,
  SignedIn,
  type Caller,
  type InputOf,
} from '@keepword/service-kit';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mustBeAbleToAct } from '../account/acting-account.js';
import { idempotent } from '../idempotency/idempotent.js';
import { PLATFORM, type Platform } from '../platform/platform.js';
import { askedOffer, withApproval } from './spending-of-minors.js';

@Controller()
export class BillingController {
  constructor(@Inject(PLATFORM) private readonly platform: Platform) {}

  @Route(listOffers)
  offers() {
    const { profile, payments } = this.platform;
    const packs = packsOf(profile).map((pack) => ({
      ...pack,
      kind: 'pack' as const,
      interval: null,
      providers: payments.map(({ id }) => id),
    }));
    const billers = payments.filter(({ subscriptions }) => subscriptions !== null).map(({ id }) => id);
    const plans = plansOf(profile).map((plan) => ({ ...plan, kind: 'plan' as const, providers: billers }));
    return { items: [...packs, ...plans], nextCursor: null };
  }

  @Route(createCheckout)
  async checkout(
    @SignedIn() caller: Caller,
    @Input(createCheckout) { body }: InputOf<typeof createCheckout>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const key = requiredIdempotencyKeyOf(request);
    const { profile, payments, clock, storage } = this.platform;
    const pack = packsOf(profile).find(({ id }) => id === body.offerId);
    const plan = plansOf(profile).find(({ id }) => id === body.offerId);
    const offer = pack ?? plan;
    if (!offer)
      throw new ProblemException('/problems/invalid-request', {
        errors: [{ path: 'body.offerId', message: 'must be the id of an offer of `GET /v1/billing/offers`' }],
      });
    const provider = payments.find(({ id }) => id === body.provider);
    if (!provider) throw new ProblemException('/problems/not-offered');
    const account = await this.#buyer(caller.subjectId);
    return idempotent(this.platform, { endpoint: createCheckout, caller, key, body: [JSON.stringify(body)], reply }, async (remember) => {
      const at = clock.now();
      const mayHaveEmail = recipientMayReceive(profile, provider.id, 'account.identity');
      const buyer = { id: newId(at), subjectId: caller.subjectId, customerEmail: mayHaveEmail ? account.email : null };
      const answer = await withApproval(this.platform, account, askedOffer(offer), () =>
        pack ? this.#buy(buyer, pack, provider, at) : this.#subscribe(buyer, plan, provider, at),
      );
      await storage.transactions.transaction(caller.subjectId, (uow) => remember(uow, answer));
      return answer;
    });
  }

  async #buy({ id, ...buyer }: Buyer, offer: Offer, provider: PaymentProvider, at: Date) {
    const { billing, storage, environment } = this.platform;
    const ports = { purchases: billing.purchases, units: storage.transactions, provider };
    const addresses = { successUrl: `${environment.WEB_URL}/credits/purchases/${id}`, cancelUrl: `${environment.WEB_URL}/credits` };
    const { url } = await startPurchase(ports, { purchaseId: id, ...buyer, offer, ...addresses }, at);
    return { id, url };
  }

  async #subscribe({ id, ...buyer }: Buyer, plan: Plan | undefined, { id: provider, subscriptions: processor }: PaymentProvider, at: Date) {
    if (!processor || !plan) throw new ProblemException('/problems/not-offered', { detail: 'This processor sells packs only.' });
    const { billing, environment } = this.platform;
    const addresses = { successUrl: `${environment.WEB_URL}/credits/subscription`, cancelUrl: `${environment.WEB_URL}/credits` };
    const started = await startSubscription({ ...billing, provider, processor }, { subscriptionId: id, ...buyer, plan, ...addresses }, at);
    if (!isRefusal(started)) return { id, url: started.url };
    throw new ProblemException('/problems/conflict', { detail: whyNoSubscription[started.refused] });
  }

  @Route(listPurchases)
  async list(@SignedIn() { subjectId }: Caller, @Input(listPurchases) { query }: InputOf<typeof listPurchases>) {
    const { billing, storage } = this.platform;
    const before = decodeCursor(query.cursor, /^[0-9a-f-]{36}$/);
    const found = await storage.transactions.transaction(subjectId, (uow) =>
      billing.purchases.purchasesOf(uow, subjectId, { before, limit: query.limit + 1 }),
    );
    const { shown, nextCursor } = pageOfFound(found, query.limit, ({ id }) => id);
    return { items: shown.map(purchaseView), nextCursor };
  }

  @Route(getPurchase)
  async show(@SignedIn() { subjectId }: Caller, @Input(getPurchase) { params }: InputOf<typeof getPurchase>) {
    const { billing, storage } = this.platform;
    const purchase = await storage.transactions.transaction(subjectId, (uow) => billing.purchases.lockPurchase(uow, params.id));
    if (!purchase || purchase.subjectId !== subjectId) throw new ProblemException('/problems/not-found');
    return purchaseView(purchase);
  }

  async #buyer(subjectId: string) {
    const { accounts, storage } = this.platform;
    return mustBeAbleToAct(await storage.transactions.transaction(subjectId, (uow) => accounts.find(uow, subjectId)));
  }
}

interface Buyer {
  /** Of the purchase or subscription that begins. */
  readonly id: Id;
  readonly subjectId: string;
  readonly customerEmail: string | null;
}

const whyNoSubscription = {
  'already-subscribed': 'A subscription runs already. Cancel it first; another one can begin when it is over.',
  'checkout-opening': 'Another checkout for a subscription is just being opened. Finish it, or try again in a minute.',
} as const;

function purchaseView(purchase: Purchase): PurchaseView {
  const { id, offerId, provider, status, credits, amountMinor, currency, billed, createdAt, paidAt } = purchase;
  return {
    id,
    offerId,
    provider,
    state: status,
    credits,
    amountMinor,
    currency,
    billed: billed && {
      subscriptionId: billed.subscriptionId,
      startsAt: billed.startsAt.toISOString(),
      endsAt: billed.endsAt.toISOString(),
    },
    createdAt: createdAt.toISOString(),
    paidAt: paidAt?.toISOString() ?? null,
  };
}
