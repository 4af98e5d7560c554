import { z } from 'zod';
import type { Seal } from './seal.server.js';

/** The one cookie of this client: everything before and after sign-in stands in it, sealed. */
export const cookieName = 'keepword';

/** What browsers keep at most, name and attributes included. */
const cookieCharsMax = 4096;

const session = z.object({
  /** The secret that form tokens are made from. */
  csrf: z.string(),
  /** A sign-in that was started and not answered yet. */
  started: z.object({ flow: z.string(), returnTo: z.string(), purpose: z.enum(['sign-in', 'password-reset']) }).optional(),
  signedIn: z
    .object({
      sessionId: z.string(),
      accessToken: z.string(),
      refreshToken: z.string().nullable(),
      /** Of the access token; ISO 8601. */
      expiresAt: z.string(),
    })
    .optional(),
  /** The reference of the case that closed the account of whoever sat here last; in no address, so in nobody's history. */
  farewell: z.string().max(40).optional(),
});
export type Session = z.infer<typeof session>;
export type SignedIn = NonNullable<Session['signedIn']>;

/** The session of a request, or null when it brings none that we made. */
export function readSession(seal: Seal, cookieHeader: string | null): Session | null {
  for (const part of (cookieHeader ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name !== cookieName || !value) continue;
    const parsed = session.safeParse(seal.open(value));
    if (parsed.success) return parsed.data;
  }
  return null;
}

/**
 * The `Set-Cookie` value. It has no `Max-Age`: the browser forgets it with its own session, and the service ends it on its side.
 * @throws RangeError when the sealed session does not fit into one cookie
 */
export function writeSession(seal: Seal, value: Session, secure: boolean): string {
  const cookie = `${cookieName}=${seal.seal(value)}; ${attributes(secure)}`;
  if (cookie.length > cookieCharsMax)
    throw new RangeError(`the session needs ${cookie.length} characters, a cookie holds ${cookieCharsMax}`);
  return cookie;
}

export function clearSession(secure: boolean): string {
  return `${cookieName}=; ${attributes(secure)}; Max-Age=0`;
}

function attributes(secure: boolean): string {
  return `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}
