import { createFalClient, type FalClient } from '@fal-ai/client';
import {
  asVendorFailure,
  failureReason,
  isBelow,
  jsonIn,
  percentIn,
  readWithin,
  singleVendorCall,
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
import type { FalConfig } from './config.js';
import { FalKeys, verifyFalWebhook } from './fal-webhook.js';

const sdkQueueUrl = 'https://queue.fal.run';
const idPattern = /^[A-Za-z0-9_-]{1,200}$/;

const submitted = z.object({ request_id: z.string().regex(idPattern) });
const queueStatus = z.object({
  status: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']),
  queue_position: z.number().int().min(0).nullish(),
  logs: z.array(z.object({ message: z.string() })).nullish(),
  error: z.unknown().optional(),
  error_type: z.string().nullish(),
});
/** What is read of a result. Prompt and seed, which the vendor echoes, are dropped here. */
const result = z.object({ images: z.array(z.object({ url: z.string().max(2000) })).max(16) });
const report = z.object({
  request_id: z.string().regex(idPattern),
  status: z.enum(['OK', 'ERROR']),
  payload: z.unknown().optional(),
  error: z.unknown().optional(),
  error_type: z.string().nullish(),
});

/** Runs predictions on fal's queue through its own SDK. */
export class FalModelProvider implements ModelProvider {
  readonly id = 'fal';
  readonly canPoll = true;
  readonly #keys: FalKeys;

  constructor(
    private readonly config: FalConfig,
    private readonly clock: Clock,
    private readonly fetch: Fetch = globalThis.fetch,
  ) {
    this.#keys = new FalKeys(async () => (await this.#once(config.timeoutMs)(config.jwksUrl)).json(), clock);
  }

  async submit(request: PredictionRequest): Promise<{ readonly predictionId: string }> {
    const answer = await this.#call((client) =>
      client.queue.submit(request.vendorModel, {
        input: inputOf(request),
        // Otherwise the vendor keeps what was sent and answered for 30 days.
        headers: { 'x-fal-store-io': '0' },
        ...(request.webhookUrl ? { webhookUrl: request.webhookUrl } : {}),
      }),
    );
    return { predictionId: this.#read(submitted, answer).request_id };
  }

  async poll(predictionId: string, vendorModel: string): Promise<PredictionStatus | null> {
    if (!idPattern.test(predictionId)) return null;
    try {
      const answer = this.#read(
        queueStatus,
        await this.#call((client) => client.queue.status(vendorModel, { requestId: predictionId, logs: true })),
      );
      if (answer.status === 'IN_QUEUE') return { state: 'queued', position: answer.queue_position ?? null };
      if (answer.status === 'IN_PROGRESS')
        return { state: 'running', percent: percentIn((answer.logs ?? []).map(({ message }) => message).join('\n')) };
      if (answer.error) return endedBadly(answer.error, answer.error_type);
    } catch (error) {
      if (error instanceof VendorRefused && error.statusCode === 404) return null;
      throw error;
    }
    return this.#result(predictionId, vendorModel);
  }

  async #result(predictionId: string, vendorModel: string): Promise<PredictionStatus | null> {
    try {
      const { data } = await this.#call((client) => client.queue.result(vendorModel, { requestId: predictionId }));
      return outputsOf(data);
    } catch (error) {
      if (!(error instanceof VendorRefused)) throw error;
      if (error.statusCode === 404) return null;
      // A completed request without a result is one whose model said no; our own credentials are another matter.
      if (error.statusCode === 400 || error.statusCode === 422) return { state: 'failed', reason: failureReason('') };
      throw error;
    }
  }

  async cancel(predictionId: string, vendorModel: string): Promise<void> {
    if (!idPattern.test(predictionId)) return;
    try {
      await this.#call((client) => client.queue.cancel(vendorModel, { requestId: predictionId }));
    } catch (error) {
      // Unknown or already over: nothing is left to stop.
      if (!(error instanceof VendorRefused && [400, 404, 409].includes(error.statusCode))) throw error;
    }
  }

  async download(url: string, bytesMax: number) {
    if (!isBelow(url, this.config.deliveryUrls)) throw new VendorRefused(this.id, 403, 'the output is not at an address of this vendor');
    return readWithin(this.id, await this.#once(this.config.downloadTimeoutMs)(url), bytesMax);
  }

  async forget(predictionId: string): Promise<void> {
    if (!idPattern.test(predictionId)) return;
    try {
      await this.#once(this.config.timeoutMs)(`${this.config.platformUrl.replace(/\/$/, '')}/models/requests/${predictionId}/payloads`, {
        method: 'DELETE',
        headers: { authorization: `Key ${this.config.apiKey}` },
      });
    } catch (error) {
      if (!(error instanceof VendorRefused && error.statusCode === 404)) throw error;
    }
  }

  /** Inputs are never stored there, so one that ended without a picture leaves nothing. */
  async holds(predictionId: string, vendorModel: string): Promise<boolean> {
    const found = await this.poll(predictionId, vendorModel);
    return found !== null && found.state !== 'failed' && found.state !== 'canceled';
  }

  async readWebhook(webhook: VendorWebhook): Promise<PredictionWebhook> {
    let verified: Awaited<ReturnType<typeof verifyFalWebhook>>;
    try {
      verified = await verifyFalWebhook(webhook, this.#keys);
    } catch {
      return { refused: 'bad-signature' }; // without the vendor's keys nothing can be believed; the vendor sends it again
    }
    if ('refused' in verified) return verified;
    const body = report.safeParse(jsonIn(webhook.rawBody));
    if (!body.success) return { refused: 'malformed' };
    const { request_id, status, payload, error, error_type } = body.data;
    return {
      eventId: verified.eventId,
      predictionId: request_id,
      status: status === 'OK' ? outputsOf(payload) : endedBadly(error, error_type),
    };
  }

  #once(timeoutMs: number): Fetch {
    return singleVendorCall({ vendor: this.id, timeoutMs, clock: this.clock, fetch: this.fetch });
  }

  async #call<Answer>(work: (client: FalClient) => Promise<Answer>): Promise<Answer> {
    const client = createFalClient({
      credentials: this.config.apiKey,
      fetch: this.#once(this.config.timeoutMs),
      requestMiddleware: async (request) => ({ ...request, url: request.url.replace(sdkQueueUrl, this.config.baseUrl.replace(/\/$/, '')) }),
      retry: { maxRetries: 0 },
    });
    try {
      return await work(client);
    } catch (error) {
      throw asVendorFailure(this.id, error);
    }
  }

  #read<Shape extends z.ZodType>(shape: Shape, answer: unknown): z.infer<Shape> {
    const parsed = shape.safeParse(answer);
    if (!parsed.success) throw new VendorUnavailable(this.id, 'its answer has another form than its documentation says');
    return parsed.data;
  }
}

function inputOf(request: PredictionRequest): Record<string, unknown> {
  return {
    ...request.tierInput,
    prompt: request.prompt,
    ...(request.negativePrompt ? { negative_prompt: request.negativePrompt } : {}),
    image_size: { width: request.width, height: request.height },
    seed: request.seed,
    num_images: request.count,
    output_format: 'png',
    sync_mode: false,
    ...(request.reference
      ? { image_url: `data:${request.reference.mediaType};base64,${Buffer.from(request.reference.bytes).toString('base64')}` }
      : {}),
  };
}

function outputsOf(payload: unknown): PredictionStatus {
  const parsed = result.safeParse(payload);
  if (!parsed.success || parsed.data.images.length === 0) return { state: 'failed', reason: 'the model gave no output' };
  return { state: 'succeeded', outputUrls: parsed.data.images.map(({ url }) => url) };
}

function endedBadly(error: unknown, errorType: string | null | undefined): PredictionStatus {
  if (/cancel/i.test(errorType ?? '')) return { state: 'canceled' };
  return { state: 'failed', reason: failureReason(error) };
}
