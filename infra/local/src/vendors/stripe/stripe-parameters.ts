import { z } from 'zod';
import { StripeRefusal } from './stripe-refusal.js';

const id = z.string().min(1).max(255);
const ids = z.array(id).max(1_000);
const whole = z.coerce.number().int();
const metadata = z.record(z.string().max(40), z.string().max(500)).optional();
const address = z.url({ protocol: /^https?$/ }).max(5_000);
const currency = z.string().regex(/^[a-z]{3}$/i);
const expand = z.array(z.string().max(100)).max(20).optional();
const page = { limit: whole.min(1).max(100).default(10), starting_after: id.optional(), expand };

export const parametersOf = {
  createSession: z.strictObject({
    mode: z.enum(['payment', 'subscription']),
    line_items: z
      .array(
        z.strictObject({
          quantity: whole.min(1).max(999).default(1),
          price: id.optional(),
          price_data: z
            .strictObject({
              currency,
              unit_amount: whole.min(0).max(99_999_999),
              recurring: z.strictObject({ interval: z.literal('month'), interval_count: whole.min(1).max(1).optional() }).optional(),
              product: id.optional(),
              product_data: z.strictObject({ name: z.string().min(1).max(250), metadata }).optional(),
            })
            .optional(),
        }),
      )
      .min(1)
      .max(100),
    success_url: address,
    cancel_url: address.optional(),
    client_reference_id: z.string().max(200).optional(),
    customer: id.optional(),
    customer_email: z.email().max(800).optional(),
    payment_intent_data: z.strictObject({ metadata }).optional(),
    subscription_data: z.strictObject({ metadata }).optional(),
    expires_at: whole.optional(),
    locale: z.string().max(10).optional(),
    metadata,
    expand,
  }),
  listSessions: z.strictObject({
    ...page,
    payment_intent: id.optional(),
    customer: id.optional(),
    status: z.enum(['open', 'complete', 'expired']).optional(),
  }),
  list: z.strictObject(page),
  listOfPayment: z.strictObject({ ...page, payment_intent: id.optional(), charge: id.optional() }),
  listCustomers: z.strictObject({ ...page, email: z.string().max(512).optional() }),
  listEvents: z.strictObject({ ...page, type: z.string().max(100).optional() }),
  createRefund: z.strictObject({
    payment_intent: id.optional(),
    charge: id.optional(),
    amount: whole.min(1).optional(),
    reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
    metadata,
    expand,
  }),
  createCustomer: z.strictObject({ email: z.email().max(512).optional(), name: z.string().max(256).optional(), metadata, expand }),
  createProduct: z.strictObject({ name: z.string().min(1).max(250), metadata, expand }),
  createPrice: z.strictObject({ currency, unit_amount: whole.min(0).max(99_999_999), product: id, metadata, expand }),
  openDispute: z.strictObject({ payment_intent: id, amount: whole.min(1).optional(), reason: z.string().max(60).default('fraudulent') }),
  closeDispute: z.strictObject({ outcome: z.enum(['won', 'lost']).default('lost') }),
  changeSubscription: z.strictObject({ cancel_at_period_end: z.enum(['true', 'false']).optional(), expand }),
  listOfCustomer: z.strictObject({
    ...page,
    customer: id.optional(),
    subscription: id.optional(),
    status: z.string().max(30).optional(),
    invoice: id.optional(),
  }),
  changeCard: z.strictObject({ customer: id, declines: z.enum(['true', 'false']) }),
  createRedactionJob: z.strictObject({
    objects: z.strictObject({
      charges: ids.optional(),
      checkout_sessions: ids.optional(),
      customers: ids.optional(),
      invoices: ids.optional(),
      payment_intents: ids.optional(),
    }),
    validation_behavior: z.enum(['error', 'fix']).default('error'),
    expand,
  }),
  none: z.strictObject({ expand }),
};

/** @throws StripeRefusal as Stripe words it: an unknown, a missing or an invalid parameter */
export function readParameters<Shape>(schema: z.ZodType<Shape>, given: unknown): Shape {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const unknown = parameterName([...issue.path, issue.keys[0] ?? '']);
    throw new StripeRefusal(400, `Received unknown parameter: ${unknown}`, { code: 'parameter_unknown', param: unknown });
  }
  const param = parameterName(issue?.path ?? []);
  const missing = issue?.code === 'invalid_type' && issue.input === undefined && issue.message.endsWith('undefined');
  throw new StripeRefusal(400, missing ? `Missing required param: ${param}.` : `Invalid ${param}: ${issue?.message ?? ''}`, {
    code: missing ? 'parameter_missing' : 'parameter_invalid',
    param,
  });
}

const parameterName = (path: readonly PropertyKey[]) =>
  path.map((step, index) => (index === 0 ? String(step) : `[${String(step)}]`)).join('');
