import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { emailShape, idShape, instantShape, localeShape } from './shapes.js';

export const ageBand = z.enum(['adult', 'minor-with-guardian', 'refused']);

export const preferences = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  locale: localeShape,
  /** What a download carries when it is not said: the prompt inside the file, or nothing of it. */
  downloadMetadata: z.enum(['embed', 'strip']),
});

export const account = z.object({
  subjectId: idShape,
  email: emailShape,
  /** An address that was asked for and waits for its confirmation. */
  pendingEmail: emailShape.nullable(),
  displayName: z.string().nullable(),
  pictureUrl: z.string().nullable(),
  /** Null until the age question is answered; nothing can be made or bought before. */
  ageBand: ageBand.nullable(),
  preferences,
  createdAt: instantShape,
});
export type Account = z.infer<typeof account>;

export const accountPatch = z.strictObject({
  displayName: z.string().trim().min(1).max(80).optional(),
  /** Starts a change: the new address gets a link, the old one a notice. */
  email: emailShape.optional(),
  /** Age in whole years; only the band is kept. Can be answered once. */
  age: z.number().int().min(0).max(130).optional(),
  preferences: preferences.partial().optional(),
});

export const getAccount = endpoint({
  method: 'GET',
  path: '/v1/account',
  access: 'session',
  summary: 'The signed-in account',
  answer: account,
  status: 200,
});
export const patchAccount = endpoint({
  method: 'PATCH',
  path: '/v1/account',
  access: 'session',
  summary: 'Correct name, address, preferences; answer the age question',
  body: accountPatch,
  answer: account,
  status: 200,
});
/**
 * Asks for the erasure of the account. `Location` is the case; it needs a sign-in that is at most a quarter of an hour old. Whoever wants their
 * data first says so: the erasure then waits for the export.
 */
export const closeAccount = endpoint({
  method: 'DELETE',
  path: '/v1/account',
  access: 'session',
  summary: 'Close the account and erase its data',
  query: z.object({ exportFirst: z.enum(['true', 'false']).default('false') }),
  answer: z.object({ caseId: idShape, reference: z.string() }),
  status: 202,
});
export const confirmEmailChange = endpoint({
  method: 'POST',
  path: '/v1/email-confirmations',
  access: 'open',
  summary: 'Confirm a new address with the mailed token',
  body: z.strictObject({ token: z.string().min(20).max(200) }),
  answer: z.object({ email: emailShape }),
  status: 200,
  limit: 'sign-in',
  opaque: ['token'],
});
