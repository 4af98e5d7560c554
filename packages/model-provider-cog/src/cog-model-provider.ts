import { createHash } from 'node:crypto';
import {
  cogInputOf,
  cogStatusOf,
  jsonIn,
  singleVendorCall,
  tooLarge,
  VendorRefused,
  VendorUnavailable,
  type Fetch,
  type ModelProvider,
  type PredictionRequest,
  type PredictionStatus,
  type PredictionWebhook,
  type VendorWebhook,
} from '@keepword/creations';
import type { Clock } from '@keepword/primitives';
import { z } from 'zod';
import type { CogConfig } from './config.js';

/** What is read of a prediction. The input, which the server echoes, is dropped here; the log only tells how far it is. */
const prediction = z.object({
  id: z.string().min(1).max(200),
  status: z.enum(['starting', 'processing', 'succeeded', 'failed', 'canceled']),
  output: z.unknown().optional(),
  error: z.unknown().optional(),
  logs: z.string().nullish(),
});

const idPattern = /^[A-Za-z0-9_-]{1,200}$/;
const dataUrlPattern = /^data:(image\/[a-z0-9.+-]+);base64,([A-Za-z0-9+/]+={0,2})$/;

/**
 * Runs predictions on a server that speaks Cog's HTTP protocol. It cannot be asked how a prediction stands: when no report comes, the same
 * job is submitted again under the same id, which starts nothing new while it runs. Reports are not signed; their address, which holds a
 * secret made for one prediction, is what the receiving side checks before it calls `readWebhook`.
 */
export class CogModelProvider implements ModelProvider {
  readonly id = 'cog';
  readonly canPoll = false;

  constructor(
    private readonly config: CogConfig,
    private readonly clock: Clock,
    private readonly fetch: Fetch = globalThis.fetch,
  ) {}

  async submit(request: PredictionRequest): Promise<{ readonly predictionId: string }> {
    if (!idPattern.test(request.jobId)) throw new VendorRefused(this.id, 400, 'the job’s id has a form that it does not take');
    const webhook = request.webhookUrl ? { webhook: request.webhookUrl, webhook_events_filter: ['start', 'logs', 'completed'] } : {};
    try {
      await this.#call('PUT', request.vendorModel, `/predictions/${request.jobId}`, { input: cogInputOf(request), ...webhook });
    } catch (error) {
      // One prediction at a time is all that such a server may be able to do; this one's turn has not come.
      if (error instanceof VendorRefused && error.statusCode === 409)
        throw new VendorUnavailable(this.id, 'it is busy with another prediction');
      throw error;
    }
    return { predictionId: request.jobId };
  }

  async poll(): Promise<PredictionStatus | null> {
    return null;
  }

  async cancel(predictionId: string, vendorModel: string): Promise<void> {
    if (!idPattern.test(predictionId)) return;
    try {
      await this.#call('POST', vendorModel, `/predictions/${predictionId}/cancel`);
    } catch (error) {
      if (!(error instanceof VendorRefused && error.statusCode === 404)) throw error;
    }
  }

  async download(url: string, bytesMax: number) {
    if (url.length > 64 + Math.ceil(bytesMax / 3) * 4) throw tooLarge(this.id, bytesMax);
    const match = dataUrlPattern.exec(url);
    const [, mediaType, base64] = match ?? [];
    if (mediaType === undefined || base64 === undefined)
      throw new VendorRefused(this.id, 403, 'the output is not a data URL with a picture');
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.length > bytesMax) throw tooLarge(this.id, bytesMax);
    return { bytes, mediaType };
  }

  /** There is nothing to remove: the server keeps a prediction in memory only while it runs. */
  async forget(): Promise<void> {}

  /** See {@link forget}; what still runs is canceled before anybody asks. */
  async holds(): Promise<boolean> {
    return false;
  }

  async readWebhook(webhook: VendorWebhook): Promise<PredictionWebhook> {
    const body = prediction.safeParse(jsonIn(webhook.rawBody));
    if (!body.success || !idPattern.test(body.data.id)) return { refused: 'malformed' };
    // Reports carry no id of their own; the same bytes are the same report.
    const digest = createHash('sha256').update(webhook.rawBody).digest('hex');
    return { eventId: `${body.data.id}:${digest}`, predictionId: body.data.id, status: cogStatusOf(body.data) };
  }

  async #call(method: 'PUT' | 'POST', vendorModel: string, path: string, body?: object): Promise<void> {
    const base = this.config.baseUrl.replace('{model}', vendorModel.split('/').map(encodeURIComponent).join('/')).replace(/\/$/, '');
    const fetchOnce = singleVendorCall({ vendor: this.id, timeoutMs: this.config.timeoutMs, clock: this.clock, fetch: this.fetch });
    const response = await fetchOnce(`${base}${path}`, {
      method,
      headers: {
        prefer: 'respond-async',
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(this.config.apiToken ? { authorization: `Bearer ${this.config.apiToken}` } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    await response.body?.cancel(); // it only echoes what was sent
  }
}
