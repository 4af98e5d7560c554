import {
  asVendorFailure,
  cogInputOf,
  cogStatusOf,
  isBelow,
  jsonIn,
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
import Replicate from 'replicate';
import { z } from 'zod';
import type { ReplicateConfig } from './config.js';
import { verifyReplicateWebhook } from './replicate-webhook.js';

/** What is read of a prediction. Input and webhook address, which the vendor echoes, are dropped here; the log only tells how far it is. */
const prediction = z.object({
  id: z.string().min(1).max(200),
  status: z.enum(['starting', 'processing', 'succeeded', 'failed', 'canceled', 'aborted']),
  output: z.unknown().optional(),
  error: z.unknown().optional(),
  logs: z.string().nullish(),
  data_removed: z.boolean().nullish(),
});

const idPattern = /^[A-Za-z0-9_-]{1,200}$/;
const aspectRatios = ['1:1', '16:9', '21:9', '3:2', '2:3', '4:5', '5:4', '3:4', '4:3', '9:16', '9:21'];

/** Runs predictions on Replicate through its own SDK. The vendor deletes input and output of API predictions an hour after they end. */
export class ReplicateModelProvider implements ModelProvider {
  readonly id = 'replicate';
  readonly canPoll = true;

  constructor(
    private readonly config: ReplicateConfig,
    private readonly clock: Clock,
    private readonly fetch: Fetch = globalThis.fetch,
  ) {}

  async submit(request: PredictionRequest): Promise<{ readonly predictionId: string }> {
    const input = inputOf(request);
    const target = request.vendorModel.includes(':')
      ? { version: request.vendorModel.slice(request.vendorModel.indexOf(':') + 1) }
      : { model: request.vendorModel };
    const webhook = request.webhookUrl
      ? { webhook: request.webhookUrl, webhook_events_filter: ['start', 'logs', 'completed'] as const }
      : {};
    const answer = await this.#call((client) =>
      client.predictions.create({ ...target, input, ...webhook } as Parameters<typeof client.predictions.create>[0]),
    );
    return { predictionId: this.#read(answer).id };
  }

  async poll(predictionId: string): Promise<PredictionStatus | null> {
    if (!idPattern.test(predictionId)) return null;
    try {
      return cogStatusOf(this.#read(await this.#call((client) => client.predictions.get(predictionId))));
    } catch (error) {
      if (error instanceof VendorRefused && error.statusCode === 404) return null;
      throw error;
    }
  }

  async cancel(predictionId: string): Promise<void> {
    if (!idPattern.test(predictionId)) return;
    try {
      await this.#call((client) => client.predictions.cancel(predictionId));
    } catch (error) {
      // Unknown or already over: nothing is left to stop.
      if (!(error instanceof VendorRefused && [400, 404, 409, 422].includes(error.statusCode))) throw error;
    }
  }

  async download(url: string, bytesMax: number) {
    if (!isBelow(url, this.config.deliveryUrls)) throw new VendorRefused(this.id, 403, 'the output is not at an address of this vendor');
    const fetchOnce = singleVendorCall({ vendor: this.id, timeoutMs: this.config.downloadTimeoutMs, clock: this.clock, fetch: this.fetch });
    return readWithin(this.id, await fetchOnce(url), bytesMax);
  }

  /** There is nothing to remove: the reference goes as a data URL, and the vendor offers no deletion; it deletes everything after an hour. */
  async forget(): Promise<void> {}

  /** The bare entry of a prediction stays with the vendor; an hour after its end it says nothing of input and output any more. */
  async holds(predictionId: string): Promise<boolean> {
    if (!idPattern.test(predictionId)) return false;
    try {
      return this.#read(await this.#call((client) => client.predictions.get(predictionId))).data_removed !== true;
    } catch (error) {
      if (error instanceof VendorRefused && error.statusCode === 404) return false;
      throw error;
    }
  }

  async readWebhook(webhook: VendorWebhook): Promise<PredictionWebhook> {
    const verified = verifyReplicateWebhook(webhook, this.config.webhookSecret);
    if ('refused' in verified) return verified;
    const body = prediction.safeParse(jsonIn(webhook.rawBody));
    if (!body.success) return { refused: 'malformed' };
    return { eventId: verified.eventId, predictionId: body.data.id, status: cogStatusOf(body.data) };
  }

  async #call<Answer>(work: (client: Replicate) => Promise<Answer>): Promise<Answer> {
    const { apiToken, baseUrl, timeoutMs } = this.config;
    const fetch = singleVendorCall({ vendor: this.id, timeoutMs, clock: this.clock, fetch: this.fetch });
    // Files go as data URLs that are made here. The SDK's own strategy for that, `data-uri`, in version 1.4.0 sends its client in place of the input.
    try {
      return await work(new Replicate({ auth: apiToken, baseUrl, fetch, useFileOutput: false, fileEncodingStrategy: 'upload' }));
    } catch (error) {
      throw asVendorFailure(this.id, error);
    }
  }

  #read(answer: unknown): z.infer<typeof prediction> {
    const parsed = prediction.safeParse(answer);
    if (!parsed.success) throw new VendorUnavailable(this.id, 'its answer is not a prediction');
    return parsed.data;
  }
}

function inputOf(request: PredictionRequest): Record<string, unknown> {
  return {
    ...cogInputOf(request),
    // Some models take a size, others one of a few shapes; each ignores what it does not know.
    aspect_ratio: nearestAspectRatio(request.width, request.height),
    // The fast path of the flux models gives other pictures for the same seed.
    go_fast: false,
  };
}

function nearestAspectRatio(width: number, height: number): string {
  const distance = (ratio: string) => {
    const [across, down] = ratio.split(':').map(Number) as [number, number];
    return Math.abs(Math.log(width / height / (across / down)));
  };
  return aspectRatios.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best));
}
