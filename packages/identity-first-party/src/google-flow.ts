import { z } from 'zod';

const googleFlow = z.strictObject({
  method: z.literal('google'),
  redirectUri: z.url().max(1_000),
  state: z.string().min(20).max(100),
  nonce: z.string().min(20).max(100),
  verifier: z.string().min(43).max(128),
  /** Milliseconds since 1970. */
  startedAt: z.number().int(),
});

/** What is known of a sign-in with Google between its two halves; it lives in the person's browser, sealed by the caller. */
export type GoogleFlow = z.infer<typeof googleFlow>;

const flowLengthMax = 3_000;

export function sealFlow(flow: GoogleFlow): string {
  return Buffer.from(JSON.stringify(flow)).toString('base64url');
}

/** Null when it is not a flow of ours. */
export function openFlow(text: string): GoogleFlow | null {
  if (text.length > flowLengthMax) return null;
  try {
    return googleFlow.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return null; // not JSON or not a flow: the answer is the same
  }
}
