import { packsOf, startPurchase, type Purchase } from '@keepword/billing';
import { createCheckout, getPurchase, listOffers, listPurchases, type Purchase as PurchaseView } from '@keepword/contracts';
import { recipientMayReceive } from '@keepword/policy';
import { newId } from '@keepword/primitives';
import { decodeCursor, encodeCursor, Input, ProblemException, Route, SignedIn, type Caller, type InputOf } from '@keepword/service-kit';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idempotencyKeyOf, idempotent } from '../idempotency/idempotent.js';
import { PLATFORM, type Platform } from '../platform/platform.js';

@Controller()
export class BillingController {
  constructor(@Inject(PLATFORM) private readonly platform: Platform) {}

  @Route(listOffers)
  offers() {
    const providers = this.platform.payments.map(({ id }) => id);
    return { items: packsOf(this.platform.profile).map((offer) => ({ ...offer, kind: 'pack' as const, providers })), nextCursor: null };
  }

  @Route(createCheckout)
  async checkout(
    @SignedIn() caller: Caller,
    @Input(createCheckout) { body }: InputOf<typeof createCheckout>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const key = idempotencyKeyOf(createCheckout, request);
    const { profile, payments } = this.platform;
    const offer = packsOf(profile).find(({ id }) => id === body.offerId);
    if (!offer)
      throw new ProblemException('/problems/invalid-request', {
        errors: [{ path: 'body.offerId', message: 'must be the id of an offer of `GET /v1/billing/offers`' }],
      });
    const provider = payments.find(({ id }) => id === body.provider);
    if (!provider) throw new ProblemException('/problems/not-offered');
    const account = await this.#buyer(caller.subjectId);
    return idempotent(this.platform, { endpoint: createCheckout, caller, key, body: [JSON.stringify(body)], reply }, async (remember) => {
      const { billing, storage, clock, environment } = this.platform;
      const at = clock.now();
      const purchaseId = newId(at);
      const mayHaveEmail = recipientMayReceive(profile, provider.id, 'account.identity');
      const { url } = await startPurchase(
        { purchases: billing.purchases, units: storage.transactions, provider },
        {
          purchaseId,
          subjectId: caller.subjectId,
          offer,
          customerEmail: mayHaveEmail ? account.email : null,
          successUrl: `${environment.WEB_URL}/credits/purchases/${purchaseId}`,
          cancelUrl: `${environment.WEB_URL}/credits`,
        },
        at,
      );
      const answer = { id: purchaseId, url };
      await storage.transactions.transaction(caller.subjectId, (uow) => remember(uow, answer));
      return answer;
    });
  }

  @Route(listPurchases)
  async list(@SignedIn() { subjectId }: Caller, @Input(listPurchases) { query }: InputOf<typeof listPurchases>) {
    const { billing, storage } = this.platform;
    const before = decodeCursor(query.cursor, /^[0-9a-f-]{36}$/);
    const found = await storage.transactions.transaction(subjectId, (uow) =>
      billing.purchases.purchasesOf(uow, subjectId, { before, limit: query.limit + 1 }),
    );
    const shown = found.slice(0, query.limit);
    const last = shown.at(-1);
    return { items: shown.map(purchaseView), nextCursor: found.length > query.limit && last ? encodeCursor(last.id) : null };
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
    const account = await storage.transactions.transaction(subjectId, (uow) => accounts.find(uow, subjectId));
    if (!account || account.state === 'closed') throw new ProblemException('/problems/account-closed');
    if (account.ageBand === null)
      throw new ProblemException('/problems/age-required', {
        detail: 'Send your age in whole years to `PATCH /v1/account`; only an age band is kept.',
      });
    if (account.ageBand === 'minor-with-guardian')
      throw new ProblemException('/problems/underage', { detail: 'A guardian has to agree first.' });
    return account;
  }
}

function purchaseView(purchase: Purchase): PurchaseView {
  const { id, offerId, provider, status, credits, amountMinor, currency, createdAt, paidAt } = purchase;
  return {
    id,
    offerId,
    provider,
    state: status,
    credits,
    amountMinor,
    currency,
    createdAt: createdAt.toISOString(),
    paidAt: paidAt?.toISOString() ?? null,
  };
}
