import { z } from 'zod';
import { consoleRole } from './console-role.js';
import { endpoint } from './endpoint.js';
import { emailShape, idShape, instantShape, tokenShape } from './shapes.js';

export const staffMember = z.object({ id: idShape, email: z.string(), roles: z.array(consoleRole) });
export type StaffMember = z.infer<typeof staffMember>;

/** The same answer whether or not the address is one of the team. */
export const startStaffSignIn = endpoint({
  method: 'POST',
  path: '/v1/console/sign-ins',
  access: 'open',
  summary: 'Have a sign-in link mailed to one of the team',
  body: z.strictObject({ email: emailShape }),
  status: 202,
  limit: 'sign-in',
});
/** The mailed token and a code of the authenticator together make a session. */
export const startStaffSession = endpoint({
  method: 'POST',
  path: '/v1/console/sessions',
  access: 'open',
  summary: 'Start a session of the console',
  body: z.strictObject({ token: tokenShape, code: z.string().regex(/^\d{6}$/, 'must be the six digits that the authenticator shows') }),
  answer: z.object({ accessToken: z.string(), expiresAt: instantShape, staff: staffMember }),
  status: 201,
  opaque: ['token'],
  limit: 'sign-in',
});
export const getStaffSession = endpoint({
  method: 'GET',
  path: '/v1/console/session',
  access: 'staff',
  summary: 'Who is signed in to the console',
  answer: z.object({ expiresAt: instantShape, staff: staffMember }),
  status: 200,
});
export const endStaffSession = endpoint({
  method: 'DELETE',
  path: '/v1/console/session',
  access: 'staff',
  summary: 'Sign out of the console',
  status: 204,
});
