/** What a model vendor is asked for. It holds no id of a person: `jobId` is random and made for this one prediction. */
export interface PredictionRequest {
  readonly jobId: string;
  /** The vendor's own name of the model, e.g. `black-forest-labs/flux-krea-dev` or `fal-ai/flux/dev`. */
  readonly vendorModel: string;
  readonly prompt: string;
  readonly negativePrompt?: string;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  /** How many pictures, 1 to 4; the vendor answers with as many outputs, made from seed, seed + 1, … */
  readonly count: number;
  /** The tier's own settings, e.g. `{ num_inference_steps: 28, guidance: 4.5 }`, passed through as they are. */
  readonly tierInput: Readonly<Record<string, number | string | boolean>>;
  readonly reference?: ReferenceImage;
  /** Where the vendor reports, or null where it is only polled. */
  readonly webhookUrl: string | null;
}

export interface ReferenceImage {
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp';
}

/** Where a prediction stands, in words common to all vendors. */
export type PredictionStatus =
  | { readonly state: 'queued'; readonly position: number | null }
  | { readonly state: 'running'; readonly percent: number | null }
  | { readonly state: 'succeeded'; readonly outputUrls: readonly string[] }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'canceled' };

export interface VendorWebhook {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Uint8Array;
  readonly receivedAt: Date;
}

/** What a vendor's webhook turned out to be. `eventId` is what makes a repeated delivery recognisable. */
export type PredictionWebhook =
  | { readonly eventId: string; readonly predictionId: string; readonly status: PredictionStatus }
  | { readonly refused: 'bad-signature' | 'stale' | 'malformed' };

export interface ModelProvider {
  /** The vendor as `profiles.yaml` names it: `replicate`, `fal`, `cog`. */
  readonly id: string;
  /** False where the vendor offers no way to ask (Cog): then a lost webhook is mended by submitting the same job again. */
  readonly canPoll: boolean;

  /**
   * Starts a prediction. Safe to repeat with the same `jobId` where the vendor allows it.
   * @throws VendorUnavailable when it may be tried again; VendorRefused when it may not
   */
  submit(request: PredictionRequest): Promise<{ readonly predictionId: string }>;
  /** @returns null when the vendor does not know (or no longer knows) the prediction */
  poll(predictionId: string, vendorModel: string): Promise<PredictionStatus | null>;
  /** Asks the vendor to stop; the outcome comes as a status. Not an error when it is over already. */
  cancel(predictionId: string, vendorModel: string): Promise<void>;
  /** Fetches one output, at most `bytesMax` bytes. Accepts only addresses of this vendor (or `data:` where the vendor uses them). */
  download(url: string, bytesMax: number): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string }>;
  /** Removes what the vendor keeps of a prediction, where it offers that; else does nothing. */
  forget(predictionId: string, vendorModel: string): Promise<void>;
  /**
   * Asks anew whether the vendor still has anything of a prediction that says what was asked for or what came of it.
   * @throws VendorUnavailable
   */
  holds(predictionId: string, vendorModel: string): Promise<boolean>;
  /** Verifies and reads a webhook. Constant-time; never throws on what a stranger sends. */
  readWebhook(webhook: VendorWebhook): Promise<PredictionWebhook>;
}

/** The vendor could not be reached, is overloaded or failed inside: the same call may be tried again. */
export class VendorUnavailable extends Error {
  override readonly name = 'VendorUnavailable';
  constructor(
    readonly vendor: string,
    reason: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(`${vendor} is unavailable: ${reason}`);
  }
}

/** The vendor understood and said no: trying again does not help. Never carries what the vendor echoed of the input. */
export class VendorRefused extends Error {
  override readonly name = 'VendorRefused';
  constructor(
    readonly vendor: string,
    readonly statusCode: number,
    reason: string,
  ) {
    super(`${vendor} refused (${statusCode}): ${reason}`);
  }
}
