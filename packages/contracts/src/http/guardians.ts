import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { emailShape, instantShape } from './shapes.js';

const tokenShape = z.string().min(20).max(200);

/** Whether a minor's guardian has agreed. Only where the profile has such a flow. */
export const guardianView = z.object({
  state: z.enum(['not-needed', 'none', 'asked', 'confirmed', 'agreed']),
  email: emailShape.nullable(),
  /** Until when somebody has to have agreed; after that the account is closed and erased. */
  pendingUntil: instantShape.nullable(),
});
export const getGuardian = endpoint({
  method: 'GET',
  path: '/v1/guardian',
  access: 'session',
  summary: 'Whether a guardian has agreed',
  answer: guardianView,
  status: 200,
});
export const nameGuardian = endpoint({
  method: 'PUT',
  path: '/v1/guardian',
  access: 'session',
  summary: 'Ask a guardian, at an address that is not one’s own',
  body: z.strictObject({ email: emailShape }),
  answer: guardianView,
  status: 202,
});
/** The first link brings a second one by mail; the second is the consent. */
export const confirmGuardian = endpoint({
  method: 'POST',
  path: '/v1/guardian-consents',
  access: 'open',
  summary: 'Agree as a guardian with a mailed token',
  body: z.strictObject({ token: tokenShape }),
  answer: z.object({ state: z.enum(['confirmed', 'agreed']) }),
  status: 200,
  limit: 'sign-in',
  opaque: ['token'],
});
export const withdrawGuardian = endpoint({
  method: 'POST',
  path: '/v1/guardian-withdrawals',
  access: 'open',
  summary:
    'Take a guardian’s consent back, with the token of its mail or of the link to the guardian’s page; the account is closed and erased',
  body: z.strictObject({ token: tokenShape }),
  answer: z.object({ closed: z.literal(true) }),
  status: 200,
  limit: 'sign-in',
  opaque: ['token'],
});
