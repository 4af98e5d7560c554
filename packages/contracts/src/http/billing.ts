import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { credits, idParams, idShape, instantShape, pageOf, pageQuery } from './shapes.js';

export const paymentProviderId = z.enum(['stripe', 'creem']);

export const offer = z.object({
  id: z.string(),
  kind: z.literal('pack'),
  name: z.string(),
  credits,
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
  createdAt: instantShape,
  paidAt: instantShape.nullable(),
});
export type Purchase = z.infer<typeof purchase>;

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
  summary: 'Start a payment on the processor’s own page',
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
