import type { Clock } from '@keepword/primitives';
import { VendorRefused, VendorUnavailable } from './model-provider.js';

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

export interface VendorCalls {
  readonly vendor: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly fetch: Fetch;
}

/**
 * A `fetch` for one call to a model vendor: it ends within `timeoutMs`, follows no redirect, and instead of answering with an error status it
 * throws VendorUnavailable (worth another try) or VendorRefused (not). Neither carries anything of the vendor's answer, which may echo the prompt.
 * The vendors' SDKs repeat failed calls by themselves, also those that are not safe to repeat; after its first failure this `fetch` fails
 * again without calling anybody. Make a new one for each call.
 */
export function singleVendorCall({ vendor, timeoutMs, clock, fetch }: VendorCalls): Fetch {
  let failure: Error | null = null;
  const deadline = AbortSignal.timeout(timeoutMs);
  return async (input, init) => {
    if (failure) throw failure;
    try {
      const signal = init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
      const response = await fetch(input, { ...init, signal, redirect: 'error' });
      if (response.ok) return response;
      await response.body?.cancel();
      throw failureOf(vendor, response, clock);
    } catch (error) {
      failure = asVendorFailure(vendor, error);
      throw failure;
    }
  };
}

/** Whatever a call threw, as one of the two errors of the port; a broken connection or a timeout may be tried again. */
export function asVendorFailure(vendor: string, error: unknown): VendorRefused | VendorUnavailable {
  if (error instanceof VendorRefused || error instanceof VendorUnavailable) return error;
  const timedOut = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
  return new VendorUnavailable(vendor, timedOut ? 'no answer in time' : 'the connection failed or the answer could not be read');
}

function failureOf(vendor: string, response: Response, clock: Clock): VendorRefused | VendorUnavailable {
  const { status } = response;
  if (status === 408 || status === 425 || status === 429 || status >= 500 || status < 400) {
    return new VendorUnavailable(vendor, `it answered ${status}`, retryAfterMs(response.headers.get('retry-after'), clock));
  }
  const reasons: Record<number, string> = {
    401: 'our credentials were not accepted',
    402: 'the account has no funds left',
    403: 'this is not allowed with our credentials',
    404: 'there is no such thing',
    413: 'the request is too large',
    422: 'the input was not accepted',
  };
  return new VendorRefused(vendor, status, reasons[status] ?? 'the request was not accepted');
}

const retryAfterMsMax = 600_000;

function retryAfterMs(header: string | null, clock: Clock): number | null {
  if (!header) return null;
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - clock.now().getTime();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), retryAfterMsMax) : null;
}

/**
 * Whether `url` lies under one of the `bases` (same origin, path below the base's path). What a webhook or an answer names as an output is
 * only fetched when it does: nobody can make us call an address of their choice.
 */
export function isBelow(url: string, bases: readonly string[]): boolean {
  const target = URL.canParse(url) ? new URL(url) : null;
  if (!target || target.username || target.password || /%2e|%2f|%5c/i.test(target.pathname)) return false;
  return bases.some((text) => {
    const base = new URL(text.endsWith('/') ? text : `${text}/`);
    return base.origin === target.origin && target.pathname.startsWith(base.pathname);
  });
}

/** @throws VendorRefused as soon as there are more than `bytesMax` bytes, without reading the rest */
export async function readWithin(vendor: string, response: Response, bytesMax: number): Promise<{ bytes: Uint8Array; mediaType: string }> {
  const mediaType = (response.headers.get('content-type') ?? 'application/octet-stream').replace(/;.*$/s, '').trim().toLowerCase();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > bytesMax) throw tooLarge(vendor, bytesMax);
      chunks.push(chunk);
    }
  } catch (error) {
    throw asVendorFailure(vendor, error);
  }
  return { bytes: Buffer.concat(chunks), mediaType };
}

export function tooLarge(vendor: string, bytesMax: number): VendorRefused {
  return new VendorRefused(vendor, 413, `the output has more than ${bytesMax} bytes`);
}

/** Why a model failed, in our words: the vendor's own may quote the prompt. */
export function failureReason(vendorsWords: unknown): string {
  const text = typeof vendorsWords === 'string' ? vendorsWords : '';
  if (/nsfw|safety|sensitive|content policy|moderation/i.test(text)) return 'the vendor’s own content filter stopped it';
  if (/out of memory/i.test(text)) return 'the vendor’s machine ran out of memory';
  if (/timed? ?out|deadline/i.test(text)) return 'the vendor’s machine took too long';
  return 'the model reported an error';
}

/** The last percentage that a model's log names (`40%|████      | 4/10 [00:03<00:04]` or `40%`); null when it names none. */
export function percentIn(log: string): number | null {
  const all = log.match(/\b\d{1,3}(?=%)/g);
  const last = all ? Number(all[all.length - 1]) : Number.NaN;
  return last >= 0 && last <= 100 ? last : null;
}

/** What a body says as JSON; undefined when it is none, so that whoever checks its shape refuses it. */
export function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined; // not JSON: the schema refuses it
  }
}
