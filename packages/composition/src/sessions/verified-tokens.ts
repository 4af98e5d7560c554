import { createHash } from 'node:crypto';

export interface VerifiedToken {
  readonly userId: string;
  readonly sessionId: string;
  readonly expiresAt: Date;
}

type Verify = (token: string, at: Date) => Promise<VerifiedToken | null>;

/** So long may a token that was signed with a key which is withdrawn since still count. */
const keptMs = 60_000;

/**
 * Remembers for a minute which tokens held, so that a burst of requests pays for one signature. Keyed by the token's digest: the tokens
 * themselves are not kept. It answers nothing about the session, whose row is read for every request. What did not hold is not remembered.
 */
export class VerifiedTokens {
  readonly #kept = new Map<string, { readonly token: VerifiedToken; readonly from: number; readonly until: number }>();

  /** @param max tokens that are remembered at most; the oldest goes first */
  constructor(
    private readonly verify: Verify,
    private readonly max = 4_096,
  ) {}

  async check(accessToken: string, at: Date): Promise<VerifiedToken | null> {
    const digest = createHash('sha256').update(accessToken).digest('base64');
    const kept = this.#kept.get(digest);
    if (kept && kept.from <= at.getTime() && at.getTime() < kept.until) return kept.token;
    this.#kept.delete(digest);
    const token = await this.verify(accessToken, at);
    if (token) this.#keep(digest, token, at.getTime());
    return token;
  }

  #keep(digest: string, token: VerifiedToken, from: number): void {
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= this.max && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(digest, { token, from, until: Math.min(from + keptMs, token.expiresAt.getTime()) });
  }
}
