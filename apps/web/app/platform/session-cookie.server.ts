import { z } from 'zod';
import { sealedCookie } from './sealed-cookie.server.js';

/** The one cookie of this client: everything before and after sign-in stands in it, sealed. */
export const cookieName = 'keepword';

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

const cookie = sealedCookie(cookieName, '/', session);
export const readSession = cookie.read;
export const writeSession = cookie.write;
export const clearSession = cookie.clear;
