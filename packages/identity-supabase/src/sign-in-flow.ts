import { z } from 'zod';

const signInFlow = z.strictObject({
  method: z.enum(['google', 'github', 'email-password', 'email-magic-link']),
  purpose: z.enum(['sign-in', 'confirm', 'reset']),
  state: z.string().min(1).max(100),
  /** The PKCE verifier as the SDK keeps it. */
  verifier: z.string().min(43).max(200),
  /** Milliseconds since 1970; null where no instant was given at the start, and then the vendor's own limits hold alone. */
  startedAt: z.number().int().nullable(),
});

/** What is known of a sign-in between its two halves; it lives in the person's browser, sealed by the caller. */
export type SignInFlow = z.infer<typeof signInFlow>;

const flowLengthMax = 2_048;

export function sealFlow(flow: SignInFlow): string {
  return Buffer.from(JSON.stringify(flow)).toString('base64url');
}

/** Null when it is not a flow of ours. */
export function openFlow(text: string): SignInFlow | null {
  if (text.length > flowLengthMax) return null;
  try {
    return signInFlow.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return null; // not JSON or not a flow: the answer is the same
  }
}

export function withState(redirectUri: string, state: string): string {
  const url = new URL(redirectUri);
  url.searchParams.set('state', state);
  return url.toString();
}
