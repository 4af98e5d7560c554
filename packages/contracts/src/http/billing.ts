import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { credits, idParams, idShape, instantShape, pageOf, pageQuery } from './shapes.js';

export const paymentProviderId = z.enum(['stripe', 'creem']);

export const offer = z.object({
  id: z.string(),
  /** `pack`: bought once, and its credits do not end. `plan`: the same number of credits for every period, until it is cancelled. */
  kind: z.enum(['pack', 'plan']),
  /** The period of a plan; null for a pack. */
  interval: z.enum(['month']).nullable(),
  name: z.string(),
  credits,
  /** Once for a pack, for every period of a plan. */
  amountMinor: z.number().int().positive(),
  currency: z.string().length(3),
  providers: z.array(paymentProviderId),
});
export type Offer = z.infer<typeof offer>;

export const purchase = z.object({
  id: idShape,
  offerId: z.string(),
  provider: paymentProviderId,
  state: z.enum(['open', 'paid', 'expired', 'refunded', 'partly-refunded', 'disputed']),
  credits,
  amountMinor: z.number().int(),
  currency: z.string(),
  /** What a plan's payment was for; null for a pack. */
  billed: z.object({ subscriptionId: idShape, startsAt: instantShape, endsAt: instantShape }).nullable(),
  createdAt: instantShape,
  paidAt: instantShape.nullable(),
});
export type Purchase = z.infer<typeof purchase>;

export const subscription = z.object({
  id: idShape,
  planId: z.string(),
  provider: paymentProviderId,
  /** `incomplete`: the checkout is not paid yet. `past-due`: a renewal was not paid and is tried again. `canceled`: it is over. */
  state: z.enum(['incomplete', 'active', 'past-due', 'canceled']),
  /** Per period. */
  credits,
  amountMinor: z.number().int(),
  currency: z.string(),
  interval: z.enum(['month']),
  /** End of the period that was billed last: the day of the next payment, or of the end. */
  currentPeriodEndsAt: instantShape.nullable(),
  /** True when it ends with the period and is not renewed. */
  cancelAtPeriodEnd: z.boolean(),
  /** How long after its period's end a period's credits can still be spent, as an ISO 8601 period. */
  creditsGrace: z.string(),
  createdAt: instantShape,
  startedAt: instantShape.nullable(),
  endedAt: instantShape.nullable(),
});
export type Subscription = z.infer<typeof subscription>;

export const listOffers = endpoint({
  method: 'GET',
  path: '/v1/billing/offers',
  access: 'open',
  summary: 'What can be bought',
  answer: z.object({ items: z.array(offer), nextCursor: z.null() }),
  status: 200,
});
export const createCheckout = endpoint({
  method: 'POST',
  path: '/v1/billing/checkouts',
  access: 'session',
  summary: 'Start a payment, or a subscription, on the processor’s own page; the id is the purchase’s or the subscription’s',
  body: z.strictObject({ offerId: z.string().max(60), provider: paymentProviderId }),
  answer: z.object({ id: idShape, url: z.string() }),
  status: 201,
  idempotencyKey: 'required',
});
export const listPurchases = endpoint({
  method: 'GET',
  path: '/v1/billing/purchases',
  access: 'session',
  summary: 'Own purchases, newest first',
  query: pageQuery,
  answer: pageOf(purchase),
  status: 200,
});
export const getPurchase = endpoint({
  method: 'GET',
  path: '/v1/billing/purchases/{id}',
  access: 'session',
  summary: 'One purchase: the receipt',
  params: idParams,
  answer: purchase,
  status: 200,
});
export const getSubscription = endpoint({
  method: 'GET',
  path: '/v1/billing/subscription',
  access: 'session',
  summary: 'Own subscription: the one that runs, else the one being started, else the one that ended last',
  answer: subscription,
  status: 200,
});
export const cancelSubscription = endpoint({
  method: 'POST',
  path: '/v1/billing/subscription/cancellation',
  access: 'session',
  summary: 'End it with the paid period, or at once where a renewal is not paid; repeating it changes nothing',
  answer: subscription,
  status: 200,
});
export const resumeSubscription = endpoint({
  method: 'POST',
  path: '/v1/billing/subscription/resumption',
  access: 'session',
  summary: 'Take a cancellation back before the period is over; repeating it changes nothing',
  answer: subscription,
  status: 200,
});
export const paySubscription = endpoint({
  method: 'POST',
  path: '/v1/billing/subscription/payment',
  access: 'session',
  summary: 'The processor’s own page where a renewal that did not go through can be paid, with another card too',
  answer: z.object({ provider: paymentProviderId, url: z.string() }),
  status: 200,
});
