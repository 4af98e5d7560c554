import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { IdempotentAnswers } from '../idempotent-answers.js';
import type { RecordFolder } from '../record-folder.js';
import type { VendorContext } from '../vendor.js';
import { readForm } from '../vendor-host.js';
import { found, type StripeAccount } from './stripe-account.js';
import type { Invoice, Subscription } from './stripe-billing-objects.js';
import { nestedParameters } from './stripe-form.js';
import { newStripeId } from './stripe-objects.js';
import { parametersOf, readParameters } from './stripe-parameters.js';
import { StripeRefusal } from './stripe-refusal.js';

interface Call<Shape> {
  readonly given: Shape;
  /** The `:id` of the address. */
  readonly id: string;
}

/** The routes under `/v1`: a key on every call, form-encoded parameters, idempotency on what creates. */
export function addStripeApi(api: FastifyInstance, account: StripeAccount, context: VendorContext): void {
  const { answers } = account;
  api.addHook('preHandler', async (request, reply) => {
    void reply.header('request-id', newStripeId('req'));
    if (!holdsKey(request, context.secrets.stripeSecretKey)) throw new StripeRefusal(401, 'Invalid API Key provided.');
  });
  api.setErrorHandler((error, _request, reply) => {
    if (error instanceof StripeRefusal) return reply.code(error.status).send(error.body);
    if (error instanceof RangeError) return reply.code(400).send(new StripeRefusal(400, error.message).body);
    return reply.code(500).send({ error: { type: 'api_error', message: 'The stand-in failed.' } });
  });
  api.setNotFoundHandler((request, reply) => {
    void reply.code(404).send(new StripeRefusal(404, `Unrecognized request URL (${request.method}: ${request.url}).`).body);
  });

  const get = <Shape>(address: string, schema: z.ZodType<Shape>, act: (call: Call<Shape>) => unknown) =>
    api.get<{ Params: { id?: string } }>(address, async (request) => {
      const query = new URLSearchParams(request.url.split('?')[1] ?? '');
      return act({ given: readParameters(schema, nestedParameters(query)), id: request.params.id ?? '' });
    });

  const post = <Shape>(address: string, schema: z.ZodType<Shape>, act: (call: Call<Shape>) => unknown) =>
    api.post<{ Params: { id?: string } }>(address, async (request, reply) => {
      const form = readForm(request);
      const once = answers.once(idempotencyKey(request), `POST ${request.url}\n${sorted(form)}`, () =>
        act({ given: readParameters(schema, nestedParameters(form)), id: request.params.id ?? '' }),
      );
      return answer(reply, once);
    });

  addCheckoutRoutes(get, post, account);
  addMoneyRoutes(get, post, account);
  addCatalogueRoutes(get, post, account);
  addBillingRoutes(get, post, account);
  addRedactionRoutes(get, post, account);
  api.delete<{ Params: { id: string } }>('/subscriptions/:id', async (request) => account.billing.cancel(request.params.id));
  api.delete<{ Params: { id: string } }>('/customers/:id', async (request) => account.deleteCustomer(request.params.id));
}

type AddRoute = <Shape>(address: string, schema: z.ZodType<Shape>, act: (call: Call<Shape>) => unknown) => unknown;

function addCheckoutRoutes(get: AddRoute, post: AddRoute, account: StripeAccount): void {
  post('/checkout/sessions', parametersOf.createSession, ({ given }) => account.createSession(given));
  get('/checkout/sessions', parametersOf.listSessions, ({ given }) => {
    account.expireDue();
    const asked = account.sessions
      .all()
      .filter(
        (session) =>
          (!given.payment_intent || session.payment_intent === given.payment_intent) &&
          (!given.customer || session.customer === given.customer) &&
          (!given.status || session.status === given.status),
      );
    return list('/v1/checkout/sessions', asked, given);
  });
  get('/checkout/sessions/:id', parametersOf.none, ({ id }) => account.session(id));
  get('/checkout/sessions/:id/line_items', parametersOf.list, ({ id, given }) =>
    list(`/v1/checkout/sessions/${id}/line_items`, account.linesOf(account.session(id)), given),
  );
  post('/checkout/sessions/:id/expire', parametersOf.none, ({ id }) => account.expire(id));
}

function addMoneyRoutes(get: AddRoute, post: AddRoute, account: StripeAccount): void {
  addReading(get, 'payment_intents', 'payment_intent', account.paymentIntents);
  addReading(get, 'charges', 'charge', account.charges);
  addReading(get, 'refunds', 'refund', account.refunds);
  addReading(get, 'disputes', 'dispute', account.disputes);
  post('/refunds', parametersOf.createRefund, ({ given }) => account.refund(given));
  // Stripe's own way to a dispute in test mode is a card; this opens one on any payment.
  post('/test_helpers/disputes', parametersOf.openDispute, ({ given }) => account.openDispute(given));
  post('/disputes/:id/close', parametersOf.closeDispute, ({ id, given }) => account.closeDispute(id, given.outcome));
  get('/balance', parametersOf.none, () => account.balance());
  get('/events', parametersOf.listEvents, ({ given }) =>
    list(
      '/v1/events',
      account.events.all().filter(({ type }) => !given.type || type === given.type),
      given,
    ),
  );
  get('/events/:id', parametersOf.none, ({ id }) => found('event', id, account.events));
}

function addCatalogueRoutes(get: AddRoute, post: AddRoute, account: StripeAccount): void {
  addReading(get, 'products', 'product', account.products);
  addReading(get, 'prices', 'price', account.prices);
  post('/products', parametersOf.createProduct, ({ given }) => account.createProduct(given));
  post('/prices', parametersOf.createPrice, ({ given }) => account.createPrice(given));
  post('/customers', parametersOf.createCustomer, ({ given }) => account.createCustomer(given));
  post('/customers/:id', parametersOf.createCustomer, ({ id, given }) => account.changeCustomer(id, given));
  get('/customers', parametersOf.listCustomers, ({ given }) =>
    list(
      '/v1/customers',
      account.customers.all().filter(({ email, deleted }) => !deleted && (!given.email || email === given.email)),
      given,
    ),
  );
  get('/customers/:id', parametersOf.none, ({ id }) => {
    const customer = account.customer(id);
    return customer.deleted ? { id, object: 'customer', deleted: true } : customer;
  });
}

function addBillingRoutes(get: AddRoute, post: AddRoute, { billing }: StripeAccount): void {
  get('/subscriptions/:id', parametersOf.none, ({ id }) => found('subscription', id, billing.subscriptions));
  get('/subscriptions', parametersOf.listOfCustomer, ({ given }) => {
    const asked = billing.subscriptions.all().filter(matching(given));
    return list('/v1/subscriptions', asked, given);
  });
  post('/subscriptions/:id', parametersOf.changeSubscription, ({ id, given }) =>
    billing.change(id, given.cancel_at_period_end === undefined ? undefined : given.cancel_at_period_end === 'true'),
  );
  get('/invoices/:id', parametersOf.none, ({ id, given }) =>
    billing.shown(found('invoice', id, billing.invoices), given.expand?.includes('payments') ?? false),
  );
  get('/invoices', parametersOf.listOfCustomer, ({ given }) => {
    const page = list('/v1/invoices', billing.invoices.all().filter(matching(given)), given);
    const withPayments = given.expand?.includes('data.payments') ?? false;
    return { ...page, data: page.data.map(({ id }) => billing.shown(found('invoice', id, billing.invoices), withPayments)) };
  });
  get('/invoice_payments', parametersOf.listOfCustomer, ({ given }) => {
    const asked = billing.invoicePayments.all().filter(({ invoice }) => !given.invoice || invoice === given.invoice);
    return list('/v1/invoice_payments', asked, given);
  });
  // Stripe's own way in test mode is another card; this has the saved one declined, or accepted again.
  post('/test_helpers/cards', parametersOf.changeCard, ({ given }) => billing.changeCard(given.customer, given.declines === 'true'));
}

/** A preview of Stripe's API, which answers to its own version only. */
function addRedactionRoutes(get: AddRoute, post: AddRoute, account: StripeAccount): void {
  post('/privacy/redaction_jobs', parametersOf.createRedactionJob, ({ given }) => account.redact(given));
  get('/privacy/redaction_jobs/:id', parametersOf.none, ({ id }) => account.redaction.show(id));
  post('/privacy/redaction_jobs/:id/run', parametersOf.none, ({ id }) => account.redaction.run(id));
}

interface Asked {
  readonly customer?: string | undefined;
  readonly subscription?: string | undefined;
  readonly status?: string | undefined;
}

/** What a list was asked for; an invoice knows its subscription through its parent. */
function matching({ customer, subscription, status }: Asked) {
  return (one: Subscription | Invoice) =>
    (!customer || one.customer === customer) &&
    (!status || status === 'all' || one.status === status) &&
    (!subscription || (one.object === 'invoice' && one.parent.subscription_details.subscription === subscription));
}

function addReading(get: AddRoute, plural: string, kind: string, records: RecordFolder<{ readonly id: string }>): void {
  get(`/${plural}/:id`, parametersOf.none, ({ id }) => found(kind, id, records));
  get(`/${plural}`, parametersOf.listOfPayment, ({ given }) => {
    const asked = records.all().filter((record) => {
      const of = record as { payment_intent?: string; charge?: string };
      return (!given.payment_intent || of.payment_intent === given.payment_intent) && (!given.charge || of.charge === given.charge);
    });
    return list(`/v1/${plural}`, asked, given);
  });
}

function list(
  url: string,
  newestFirst: readonly { readonly id: string }[],
  { limit, starting_after: after }: { limit: number; starting_after?: string | undefined },
) {
  const start = after ? newestFirst.findIndex(({ id }) => id === after) + 1 : 0;
  const data = newestFirst.slice(start, start + limit);
  return { object: 'list', url, has_more: start + limit < newestFirst.length, data };
}

function answer(reply: FastifyReply, once: ReturnType<IdempotentAnswers['once']>): unknown {
  if (once === 'conflict') {
    throw new StripeRefusal(400, 'Keys for idempotent requests can only be used with the same parameters they were first used with.', {
      type: 'idempotency_error',
    });
  }
  if (once.replayed) void reply.header('idempotent-replayed', 'true');
  return once.body;
}

const idempotencyKey = (request: FastifyRequest) => request.headers['idempotency-key']?.toString();

function sorted(form: URLSearchParams): string {
  const copy = new URLSearchParams(form);
  copy.sort();
  return copy.toString();
}

function holdsKey(request: FastifyRequest, secretKey: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${secretKey}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
