import { z } from 'zod';

/** The published list of problem types (RFC 9457 `type`), with the HTTP status each one is sent with. */
export const problemTypes = {
  '/problems/invalid-request': { status: 400, title: 'The request is not valid' },
  '/problems/unauthenticated': { status: 401, title: 'Sign in first' },
  '/problems/insufficient-credits': { status: 402, title: 'Not enough credits' },
  '/problems/credit-debt': {
    status: 402,
    title: 'A refunded or disputed purchase has to be settled first',
  },
  '/problems/forbidden': { status: 403, title: 'Not allowed' },
  '/problems/restricted': { status: 403, title: 'Processing is restricted for this account' },
  '/problems/reauthentication-required': { status: 403, title: 'Sign in again first' },
  '/problems/age-required': { status: 403, title: 'Answer the age question first' },
  '/problems/underage': { status: 403, title: 'This service is not open to people of this age' },
  '/problems/guardian-approval-needed': { status: 403, title: 'A guardian has to approve this purchase first' },
  '/problems/account-closed': { status: 403, title: 'This account is closed' },
  '/problems/not-found': { status: 404, title: 'Not found' },
  '/problems/not-offered': { status: 404, title: 'This installation does not offer that' },
  '/problems/method-not-allowed': { status: 405, title: 'Method not allowed' },
  '/problems/conflict': { status: 409, title: 'The state of the resource does not allow that' },
  '/problems/idempotency-conflict': {
    status: 409,
    title: 'This idempotency key belongs to another request',
  },
  '/problems/request-in-progress': { status: 409, title: 'The same request is still running' },
  '/problems/payload-too-large': { status: 413, title: 'The request is too large' },
  '/problems/unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  '/problems/range-not-satisfiable': { status: 416, title: 'The file has no such part' },
  '/problems/blocked-content': { status: 422, title: 'The content filter does not allow this' },
  '/problems/sign-in-failed': { status: 422, title: 'Signing in did not work' },
  '/problems/too-many-creations': { status: 429, title: 'Too many creations at once' },
  '/problems/rate-limited': { status: 429, title: 'Too many requests' },
  '/problems/internal': { status: 500, title: 'Something went wrong on our side' },
  '/problems/vendor-unavailable': { status: 503, title: 'A provider is not available right now' },
  '/problems/overloaded': { status: 503, title: 'Too much is asked for at this moment' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemType = keyof typeof problemTypes;

export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  /** The request's id, the same as in the `x-request-id` header and in the logs. */
  instance: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;
