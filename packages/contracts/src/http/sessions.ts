import { z } from 'zod';
import { account } from './account.js';
import { endpoint } from './endpoint.js';
import { emailShape, idParams, idShape, instantShape, pageOf, tokenShape } from './shapes.js';

export const signInMethod = z.enum(['google', 'github', 'email-password', 'email-magic-link']);
export type SignInMethodId = z.infer<typeof signInMethod>;

const password = z
  .string()
  .min(8)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'must have no control characters');
const callback = z.record(z.string().max(100), z.string().max(4000));
const flow = z.string().max(8000);

export const listSignInMethods = endpoint({
  method: 'GET',
  path: '/v1/sign-in-methods',
  access: 'open',
  summary: 'The ways in that this installation offers',
  answer: z.object({ items: z.array(signInMethod) }),
  status: 200,
});

/** The start of a redirecting or mailed sign-in. `flow` is opaque; the client keeps it and hands it back with the callback. */
export const startSignIn = endpoint({
  method: 'POST',
  path: '/v1/sign-ins',
  access: 'open',
  summary: 'Start a sign-in',
  body: z.strictObject({
    method: signInMethod,
    redirectUri: z.url().max(500),
    email: emailShape.optional(),
  }),
  answer: z.object({ url: z.string().nullable(), flow }),
  status: 201,
  limit: 'sign-in',
});

/** A session and the token to use it with. `refreshToken` is null where the access token lives as long as the session. */
export const startedSession = z.object({
  sessionId: idShape.or(z.uuid()),
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  expiresAt: instantShape,
  account,
});
export type StartedSession = z.infer<typeof startedSession>;

/** Four ways to begin one: an answered redirect or link, a password, a new password account, or a token got from the identity vendor directly. */
export const startSession = endpoint({
  method: 'POST',
  path: '/v1/sessions',
  access: 'open',
  summary: 'Start a session',
  body: z.discriminatedUnion('with', [
    z.strictObject({ with: z.literal('callback'), flow, callback }),
    z.strictObject({ with: z.literal('password'), email: emailShape, password }),
    z.strictObject({
      with: z.literal('registration'),
      email: emailShape,
      password,
      redirectUri: z.url().max(500),
    }),
    z.strictObject({ with: z.literal('password-reset'), flow, callback, newPassword: password }),
    z.strictObject({ with: z.literal('vendor-token'), accessToken: tokenShape }),
  ]),
  answer: z.union([startedSession, z.object({ confirmationSent: z.literal(true), flow: flow.optional() })]),
  status: 201,
  limit: 'sign-in',
  opaque: ['flow', 'callback', 'password', 'newPassword', 'accessToken'],
});

export const startPasswordReset = endpoint({
  method: 'POST',
  path: '/v1/password-resets',
  access: 'open',
  summary: 'Ask for a reset mail; the answer is the same whether the address is known or not',
  body: z.strictObject({ email: emailShape, redirectUri: z.url().max(500) }),
  answer: z.object({ flow }),
  status: 202,
  limit: 'sign-in',
});

export const renewSession = endpoint({
  method: 'POST',
  path: '/v1/session-renewals',
  access: 'open',
  summary: 'A new access token for a running session',
  body: z.strictObject({ refreshToken: tokenShape }),
  answer: startedSession.omit({ account: true }),
  status: 201,
  opaque: ['refreshToken'],
});

export const session = z.object({
  id: z.uuid(),
  current: z.boolean(),
  /** «Firefox on Linux»; null where the profile does not collect it. */
  device: z.string().nullable(),
  createdAt: instantShape,
  lastSeenAt: instantShape,
  expiresAt: instantShape,
});

export const listSessions = endpoint({
  method: 'GET',
  path: '/v1/sessions',
  access: 'session',
  summary: 'Open sessions, newest first',
  answer: pageOf(session),
  status: 200,
});
export const endCurrentSession = endpoint({
  method: 'DELETE',
  path: '/v1/sessions',
  access: 'session',
  summary: 'Sign out: ends the session that the token belongs to',
  status: 204,
});
export const endSession = endpoint({
  method: 'DELETE',
  path: '/v1/sessions/{id}',
  access: 'session',
  summary: 'End another session of one’s own',
  params: idParams.extend({ id: z.uuid() }),
  status: 204,
});
