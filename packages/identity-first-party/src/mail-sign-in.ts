import { createHash, randomBytes } from 'node:crypto';
import type { IdentityClaims, SignInRefusal } from '@keepword/accounts';
import type { OneTimeTokenStore } from './one-time-token-store.js';

const linkMsMax = 15 * 60_000;
const tokenPattern = /^[\w-]{43}$/;

/**
 * Sign-in by a link in a mail. The link carries a random token and works once, within 15 minutes, in any browser;
 * of the token only its hash is kept, so that who reads the store cannot sign in.
 */
export class MailSignIn {
  constructor(private readonly tokens: OneTimeTokenStore) {}

  async begin(email: string, redirectUri: string, at: Date): Promise<{ readonly url: null; readonly flow: string; readonly link: string }> {
    const token = randomBytes(32).toString('base64url');
    await this.tokens.put(hashOf(token), { purpose: 'sign-in', email: normal(email) }, new Date(at.getTime() + linkMsMax));
    const link = new URL(redirectUri);
    link.searchParams.set('token', token);
    return { url: null, flow: mailFlow, link: link.toString() };
  }

  async complete(token: string, at: Date): Promise<IdentityClaims | SignInRefusal> {
    const payload = tokenPattern.test(token) ? await this.tokens.take(hashOf(token), at) : null;
    if (payload?.purpose !== 'sign-in') return { refused: 'link-expired' };
    return {
      provider: 'first-party',
      providerSubject: payload.email,
      email: payload.email,
      emailVerified: true,
      displayName: null,
      pictureUrl: null,
    };
  }
}

/** The link says everything; the browser that asked for it need not remember more than that it did. */
const mailFlow = Buffer.from(JSON.stringify({ method: 'email-magic-link' })).toString('base64url');

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

const normal = (email: string) => email.trim().toLowerCase();
