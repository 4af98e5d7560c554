import { z } from 'zod';

export const controlSettings = z.strictObject({
  fail: z.boolean(),
  delayMs: z.number().int().min(0).max(600_000),
  webhook: z.strictObject({
    duplicate: z.boolean(),
    reorder: z.boolean(),
    drop: z.boolean(),
    delayMs: z.number().int().min(0).max(600_000),
  }),
  rejectWith: z.number().int().min(400).max(599).nullable(),
});
export type ControlSettings = z.infer<typeof controlSettings>;

export const controlPatch = controlSettings.extend({ webhook: controlSettings.shape.webhook.partial() }).partial();

const normal: ControlSettings = {
  fail: false,
  delayMs: 0,
  webhook: { duplicate: false, reorder: false, drop: false, delayMs: 0 },
  rejectWith: null,
};

export interface ReceivedRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As text; pictures inside it and bodies that are not text are told by their size. */
  readonly body: string;
}

export interface OutgoingWebhook {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const requestsKeptMax = 500;
const attemptsMax = 5;

/** One stand-in's switches, its list of received requests, and the way its webhooks go out. */
export class VendorControl {
  #settings: ControlSettings = structuredClone(normal);
  #requests: ReceivedRequest[] = [];
  #heldBack: OutgoingWebhook | null = null;
  #timers = new Set<NodeJS.Timeout>();
  #sent: OutgoingWebhook[] = [];
  #stopped = false;

  get settings(): ControlSettings {
    return this.#settings;
  }

  change(patch: z.infer<typeof controlPatch>): ControlSettings {
    const { webhook, ...rest } = patch;
    this.#settings = {
      ...this.#settings,
      ...(rest as Partial<ControlSettings>),
      webhook: { ...this.#settings.webhook, ...(webhook as Partial<ControlSettings['webhook']>) },
    };
    if (!this.#settings.webhook.reorder) this.#releaseHeldBack();
    return this.#settings;
  }

  reset(): ControlSettings {
    this.#settings = structuredClone(normal);
    this.#releaseHeldBack();
    return this.#settings;
  }

  record(request: ReceivedRequest): void {
    this.#requests.unshift(request);
    this.#requests.length = Math.min(this.#requests.length, requestsKeptMax);
  }

  requests(limit: number): readonly ReceivedRequest[] {
    return this.#requests.slice(0, limit);
  }

  /** The webhooks sent so far, newest first; tests replay and forge them. */
  sent(limit: number): readonly OutgoingWebhook[] {
    return this.#sent.slice(0, limit);
  }

  /** Sends a webhook as the vendor would (repeating it on errors), bent by the switches: twice, swapped with the next one, late, or not at all. */
  deliver(webhook: OutgoingWebhook): void {
    const { drop, duplicate, reorder, delayMs } = this.#settings.webhook;
    this.#sent.unshift(webhook);
    this.#sent.length = Math.min(this.#sent.length, requestsKeptMax);
    if (drop) return;
    if (reorder && !this.#heldBack) {
      this.#heldBack = webhook;
      this.#later(5_000, () => this.#releaseHeldBack());
      return;
    }
    this.#later(delayMs, () => void this.#send(webhook, 1));
    if (duplicate) this.#later(delayMs + 50, () => void this.#send(webhook, 1));
    if (this.#heldBack) this.#later(delayMs + 50, () => this.#releaseHeldBack());
  }

  /** From now on nothing more goes out, also what is under way is not repeated. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #releaseHeldBack(): void {
    const webhook = this.#heldBack;
    this.#heldBack = null;
    if (webhook) void this.#send(webhook, 1);
  }

  #later(delayMs: number, work: () => void): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, delayMs);
    this.#timers.add(timer);
  }

  async #send(webhook: OutgoingWebhook, attempt: number): Promise<void> {
    let delivered = false;
    try {
      const response = await fetch(webhook.url, {
        method: 'POST',
        headers: webhook.headers,
        body: webhook.body,
        signal: AbortSignal.timeout(15_000),
      });
      delivered = response.ok;
      await response.body?.cancel();
    } catch {
      delivered = false; // unreachable is a failed delivery like any other: repeated below
    }
    if (!delivered && attempt < attemptsMax) this.#later(500 * 2 ** attempt, () => void this.#send(webhook, attempt + 1));
  }
}
