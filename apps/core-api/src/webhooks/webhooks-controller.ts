import { applyPredictionStatus } from '@keepword/creations';
import { endpoint } from '@keepword/contracts';
import { ProblemException, Route } from '@keepword/service-kit';
import { Controller, Inject, Param, Req, type RawBodyRequest } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { applyPaymentWebhook } from '../billing/apply-payment-webhook.js';
import { PLATFORM, type Platform } from '../platform/platform.js';

const modelVendor = z.object({ vendor: z.enum(['replicate', 'fal', 'cog']), secret: z.string().max(100) });
export const modelWebhook = endpoint({
  method: 'POST',
  path: '/webhooks/{vendor}/{secret}',
  access: 'webhook',
  summary: 'Where the model vendor reports; verified by the vendor’s own rule',
  params: modelVendor,
  status: 200,
});
export const plainWebhook = endpoint({
  method: 'POST',
  path: '/webhooks/{vendor}',
  access: 'webhook',
  summary: 'Where a payment processor or model vendor reports; verified by the vendor’s own rule',
  params: z.object({ vendor: z.string().max(40) }),
  status: 200,
});

const received = { received: true };
const unsigned: ReadonlySet<string> = new Set(['cog']);

@Controller()
export class WebhooksController {
  constructor(@Inject(PLATFORM) private readonly platform: Platform) {}

  @Route(modelWebhook)
  async prediction(@Param('vendor') vendor: string, @Param('secret') secret: string, @Req() request: RawBodyRequest<FastifyRequest>) {
    return this.#applyPrediction(vendor, secret, request);
  }

  @Route(plainWebhook)
  async plain(@Param('vendor') vendor: string, @Req() request: RawBodyRequest<FastifyRequest>) {
    const payments = this.platform.payments.find(({ id }) => id === vendor);
    if (!payments) return this.#applyPrediction(vendor, null, request);
    await applyPaymentWebhook(this.platform, payments, webhookOf(request, this.platform));
    return received;
  }

  async #applyPrediction(vendor: string, secret: string | null, request: RawBodyRequest<FastifyRequest>) {
    const { creations, logger } = this.platform;
    const { provider } = creations;
    // A vendor that signs nothing is known only by the secret in the address that it was given.
    if (provider.id !== vendor || (secret === null && unsigned.has(vendor))) throw new ProblemException('/problems/not-found');
    const reading = await provider.readWebhook(webhookOf(request, this.platform));
    if ('refused' in reading) {
      logger.warn({ vendor, refused: reading.refused }, 'webhook refused');
      throw new ProblemException(reading.refused === 'malformed' ? '/problems/invalid-request' : '/problems/unauthenticated');
    }
    const outcome = await applyPredictionStatus(creations, {
      vendor,
      predictionId: reading.predictionId,
      callbackSecret: secret,
      status: reading.status,
    });
    if (outcome === 'unknown') throw new ProblemException('/problems/not-found');
    return received;
  }
}

function webhookOf(request: RawBodyRequest<FastifyRequest>, { clock }: Platform) {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
  return { headers, rawBody: new Uint8Array(request.rawBody ?? Buffer.alloc(0)), receivedAt: clock.now() };
}
