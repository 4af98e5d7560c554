import { createHmac, randomBytes } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { z } from 'zod';
import { ProblemException } from './problem-exception.js';

/**
 * What is counted, each for itself: tries to sign in and everything else without a session per network; what a signed-in person
 * reads and writes per person; what anybody can have mailed to an address, per mail address.
 */
export type RateLimitClass = 'sign-in' | 'open' | 'read' | 'write' | 'mailed';

/** How many requests each may make within its window: an hour for mails, a minute for everything else. */
export type RateLimitQuotas = Readonly<Record<RateLimitClass, number>>;

const requestsPer = (window: 'minute' | 'hour', otherwise: number) =>
  z.coerce.number(`requests per ${window}, from 1 to 1000000`).int().min(1).max(1_000_000).default(otherwise);

/** What a service with rate limits reads besides its own settings. */
export const rateLimitEnvironment = z.object({
  RATE_LIMIT_SIGN_IN: requestsPer('minute', 60),
  RATE_LIMIT_OPEN: requestsPer('minute', 600),
  RATE_LIMIT_READ: requestsPer('minute', 1_200),
  RATE_LIMIT_WRITE: requestsPer('minute', 300),
  RATE_LIMIT_MAILED: requestsPer('hour', 20),
});

export function rateLimitQuotas(environment: z.output<typeof rateLimitEnvironment>): RateLimitQuotas {
  return {
    'sign-in': environment.RATE_LIMIT_SIGN_IN,
    open: environment.RATE_LIMIT_OPEN,
    read: environment.RATE_LIMIT_READ,
    write: environment.RATE_LIMIT_WRITE,
    mailed: environment.RATE_LIMIT_MAILED,
  };
}

/** How a request stands with its quota. */
export interface RateLimitState {
  readonly limit: RateLimitClass;
  readonly allowed: boolean;
  readonly quota: number;
  readonly remaining: number;
  /** Until the quota is whole again; at least 1. */
  readonly resetSeconds: number;
}

const windowSeconds: Readonly<Record<RateLimitClass, number>> = { 'sign-in': 60, open: 60, read: 60, write: 60, mailed: 3_600 };
const keyLivesMs = 3_600_000;
const keyBytes = 32;

/**
 * Counts requests in this process's memory. Whose they are is never kept: an address or a subject is counted under a keyed hash, and
 * the key is drawn anew every hour and written nowhere, so that not even a copy of the memory tells who came yesterday. With several
 * processes each counts for itself.
 */
export class RateLimits {
  readonly #limiters: Readonly<Record<RateLimitClass, RateLimiterMemory>>;
  #key = { bytes: randomBytes(keyBytes), drawnAtMs: performance.now() };

  constructor(private readonly quotas: RateLimitQuotas) {
    const limiter = (limit: RateLimitClass) =>
      new RateLimiterMemory({ keyPrefix: limit, points: quotas[limit], duration: windowSeconds[limit] });
    this.#limiters = {
      'sign-in': limiter('sign-in'),
      open: limiter('open'),
      read: limiter('read'),
      write: limiter('write'),
      mailed: limiter('mailed'),
    };
  }

  /**
   * Counts a request that makes a mail to whatever address it names, so that nobody's mailbox is filled through us. To be called before
   * anything is looked up: the refusal says nothing about the address.
   * @throws ProblemException rate-limited
   */
  async countMailTo(address: string): Promise<void> {
    mustBeWithin(await this.count('mailed', address.trim().toLowerCase()));
  }

  /** Counts one request. @param who a network, a subject id or a mail address */
  async count(limit: RateLimitClass, who: string): Promise<RateLimitState> {
    const quota = this.quotas[limit];
    const answer = await this.#limiters[limit].consume(this.#hash(limit, who)).catch((refusal: unknown) => {
      if (refusal instanceof RateLimiterRes) return refusal;
      throw refusal;
    });
    return {
      limit,
      allowed: answer.consumedPoints <= quota,
      quota,
      remaining: Math.max(0, answer.remainingPoints),
      resetSeconds: Math.max(1, Math.ceil(answer.msBeforeNext / 1_000)),
    };
  }

  #hash(limit: RateLimitClass, who: string): string {
    const nowMs = performance.now();
    // The counts of the last window go with the old key; nobody is counted twice.
    if (nowMs - this.#key.drawnAtMs >= keyLivesMs) this.#key = { bytes: randomBytes(keyBytes), drawnAtMs: nowMs };
    return createHmac('sha256', this.#key.bytes).update(`${limit} ${who}`).digest('base64');
  }
}

/** Addresses of one household or server count as one: an IPv6 network hands out 2^64 of them to whoever asks. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  const [bare = ''] = address.split('%');
  if (!isIPv6(bare)) return address;
  const [head = '', tail] = bare.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const network = [...before, ...zeros, ...after].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}

/** @throws ProblemException rate-limited, with when to come again */
export function mustBeWithin({ allowed, limit, quota, resetSeconds }: RateLimitState): void {
  if (allowed) return;
  const window = windowSeconds[limit] === 60 ? 'minute' : 'hour';
  throw new ProblemException('/problems/rate-limited', {
    detail: `At most ${quota} requests of this kind within ${window === 'hour' ? 'an' : 'a'} ${window}. Wait ${resetSeconds} s.`,
    retryAfterSeconds: resetSeconds,
  });
}

/** As fields of RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-10). */
export function rateLimitHeaders({ limit, quota, remaining, resetSeconds }: RateLimitState): Record<string, string> {
  return {
    'ratelimit-policy': `"${limit}";q=${quota};w=${windowSeconds[limit]}`,
    ratelimit: `"${limit}";r=${remaining};t=${resetSeconds}`,
  };
}
