import { isOpen, needsTouch } from '@keepword/accounts';
import type { Caller, TokenCheck } from '@keepword/service-kit';
import type { Foundation } from '../foundation.js';
import type { Identity } from '../identity.js';
import { VerifiedTokens } from './verified-tokens.js';

type SessionPorts = Pick<Foundation, 'clock' | 'accounts' | 'lookups' | 'storage'> & { readonly identity: Identity };

/**
 * A token counts only as long as its session does: the signature is checked first, then the session's row, so that signing
 * out or closing the account ends every token at once.
 */
export class SessionGate implements TokenCheck {
  readonly #subjectOfVendorUser = new Map<string, string>();

  readonly #tokens: VerifiedTokens;

  constructor(private readonly platform: SessionPorts) {
    this.#tokens = new VerifiedTokens((token, at) => platform.identity.provider.verifyAccessToken(token, at));
  }

  async check(accessToken: string): Promise<Caller | null> {
    const { clock, accounts, storage } = this.platform;
    const at = clock.now();
    const token = await this.#tokens.check(accessToken, at);
    if (!token || !/^[0-9a-f-]{36}$/i.test(token.sessionId)) return null;
    const session = await storage.transactions.atOnce(null, (uow) => accounts.session(uow, token.sessionId));
    if (!session || !isOpen(session, at)) return null;
    // The token's own idea of who it is must agree with the session's.
    if ((await this.#subjectOf(token.userId)) !== session.subjectId) return null;
    if (needsTouch(session, at)) await storage.transactions.transaction(null, (uow) => accounts.touchSession(uow, session.id, at));
    return { subjectId: session.subjectId, sessionId: session.id, authenticatedAt: session.createdAt, accessToken };
  }

  async #subjectOf(userId: string): Promise<string | null> {
    const { identity, accounts, lookups, storage } = this.platform;
    if (identity.tokens) return userId;
    const known = this.#subjectOfVendorUser.get(userId);
    if (known) return known;
    const subjectId = await storage.transactions.transaction(null, (uow) => accounts.findSubject(uow, [lookups.vendorUser(userId)]));
    if (subjectId && this.#subjectOfVendorUser.size < 10_000) this.#subjectOfVendorUser.set(userId, subjectId);
    return subjectId;
  }
}
