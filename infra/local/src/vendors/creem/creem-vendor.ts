import { randomUUID, timingSafeEqual } from 'node:crypto';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sendCheckoutPage, sendClosedCheckout } from '../card-checkout/checkout-page.js';
import { readPayer } from '../card-checkout/payer.js';
import { IdempotentAnswers } from '../idempotent-answers.js';
import type { Vendor, VendorContext } from '../vendor.js';
import { readForm, readJson } from '../vendor-host.js';
import { returnAddress, type CreemCheckout } from './creem-objects.js';
import { CreemRefusal, CreemStore } from './creem-store.js';

const pageSizeMax = 100;

/** Stands in for Creem: the API under `/v1`, the hosted checkout page, signed webhooks. */
export const creemVendor: Vendor = {
  prefix: 'creem',
  async register(app, context) {
    const store = new CreemStore(context);
    await app.register(async (api: FastifyInstance) => addCreemApi(api, store, context), { prefix: '/v1' });
    addHostedPage(app, store, context);
  },
};

function addCreemApi(api: FastifyInstance, store: CreemStore, context: VendorContext): void {
  const answers = new IdempotentAnswers(path.join(context.dataDir, 'idempotency'), context.clock);
  api.addHook('preHandler', async (request) => {
    const given = Buffer.from(String(request.headers['x-api-key'] ?? ''));
    const expected = Buffer.from(context.secrets.creemApiKey);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new CreemRefusal(401, 'Invalid API key');
  });
  api.setErrorHandler((error, _request, reply) => {
    const [status, message] = error instanceof CreemRefusal ? [error.status, error.message] : [500, 'The stand-in failed'];
    return reply.code(status).send({
      trace_id: randomUUID(),
      status,
      error: status === 404 ? 'Not Found' : 'Error',
      message: [message],
      timestamp: context.clock.now().getTime(),
    });
  });

  // Of all that Creem creates, only products take an idempotency key.
  api.post('/products', async (request) => {
    const once = answers.once(request.headers['idempotency-key']?.toString(), `products\n${String(request.body)}`, () =>
      store.createProduct(readJson(request)),
    );
    if (once === 'conflict') throw new CreemRefusal(409, 'The idempotency key was used for another request');
    return once.body;
  });
  api.get<{ Params: { id: string } }>('/products/:id', async (request) => store.product(request.params.id));
  api.get<{ Querystring: { page_number?: string; page_size?: string } }>('/products/search', async (request) => {
    const all = store.products.all();
    const size = Math.min(Math.max(Number(request.query.page_size ?? 10) || 10, 1), pageSizeMax);
    const page = Math.max(Number(request.query.page_number ?? 1) || 1, 1);
    const pages = Math.max(Math.ceil(all.length / size), 1);
    const pagination = {
      total_records: all.length,
      total_pages: pages,
      current_page: page,
      next_page: page < pages ? page + 1 : null,
      prev_page: page > 1 ? page - 1 : null,
    };
    return { items: all.slice((page - 1) * size, page * size), pagination };
  });
  api.post('/checkouts', async (request) => store.shown(store.createCheckout(readJson(request))));
  api.get<{ Querystring: { checkout_id?: string } }>('/checkouts', async (request) =>
    store.shown(store.checkout(String(request.query.checkout_id ?? ''))),
  );
  api.get<{ Querystring: { transaction_id?: string } }>('/transactions', async (request) =>
    store.transaction(String(request.query.transaction_id ?? '')),
  );
  api.get<{ Querystring: { customer_id?: string; email?: string } }>('/customers', async ({ query }) =>
    store.customer({ id: query.customer_id, email: query.email }),
  );
  api.patch('/customers', async (request) => store.changeCustomer(readJson(request)));
  api.post('/refunds', async (request) => store.refund(String(readJson(request)['transaction_id'] ?? '')));
  // The real one has no way to open a dispute; people at the bank do that.
  api.post('/test_helpers/disputes', async (request) => store.openDispute(String(readJson(request)['transaction_id'] ?? '')));
}

function addHostedPage(app: FastifyInstance, store: CreemStore, context: VendorContext): void {
  const known = (id: string): CreemCheckout | null => {
    try {
      return store.checkout(id);
    } catch (error) {
      if (error instanceof CreemRefusal) return null;
      throw error;
    }
  };
  const pageOf = (checkout: CreemCheckout) => {
    const product = store.product(checkout.productId);
    return {
      vendorName: 'Creem',
      items: [checkout.units === 1 ? product.name : `${checkout.units} × ${product.name}`],
      amountMinor: product.price * checkout.units,
      currency: product.currency,
      email: checkout.customerEmail,
      // Creem is not told where to go when nobody pays.
      wayOut: { href: context.webUrl },
      mayLeadTo: [new URL(checkout.successUrl ?? context.webUrl).origin],
    };
  };
  const wayOn = (checkout: CreemCheckout) => returnAddress(checkout, context.secrets.creemApiKey) ?? context.webUrl;

  app.get<{ Params: { id: string } }>('/checkout/:id', async (request, reply) => {
    const checkout = known(request.params.id);
    if (!checkout) return sendClosedCheckout(reply, 404, 'Creem', 'This checkout is not known.');
    if (checkout.status === 'completed') return reply.redirect(wayOn(checkout), 303);
    if (checkout.status === 'expired') return sendClosedCheckout(reply, 410, 'Creem', 'This checkout has expired.');
    return sendCheckoutPage(reply, pageOf(checkout));
  });

  app.post<{ Params: { id: string } }>('/checkout/:id', async (request, reply) => {
    const checkout = known(request.params.id);
    if (!checkout) return sendClosedCheckout(reply, 404, 'Creem', 'This checkout is not known.');
    if (checkout.status === 'completed') return reply.redirect(wayOn(checkout), 303);
    if (checkout.status === 'expired') return sendClosedCheckout(reply, 410, 'Creem', 'This checkout has expired.');
    const form = readForm(request);
    const payer = readPayer(form, checkout.customerEmail);
    if ('problem' in payer) return sendCheckoutPage(reply, { ...pageOf(checkout), refused: { problem: payer.problem, typed: form } });
    const paid = store.pay(checkout, payer);
    if (paid === 'declined')
      return sendCheckoutPage(reply, {
        ...pageOf(checkout),
        refused: { problem: 'Your card was declined. Please try another one.', typed: form },
      });
    return reply.redirect(wayOn(paid), 303);
  });
}
