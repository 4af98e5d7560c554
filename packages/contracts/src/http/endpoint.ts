import type { z } from 'zod';
import type { ConsoleRole } from './console-role.js';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
/**
 * `open`: no token. `session`: a signed-in person. `either`: such a person, or somebody without any token; one that does not hold is refused.
 * `staff`: one of the compliance team. `webhook`: a vendor's signature.
 */
export type Access = 'open' | 'session' | 'either' | 'staff' | 'webhook';

export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  /** With `{name}` for parameters: `/v1/creations/{id}`. */
  readonly path: string;
  readonly access: Access;
  /** With `staff`: whoever has one of these roles may come in; without it, whoever has any. */
  readonly roles?: readonly ConsoleRole[];
  readonly summary: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly answer?: Answer;
  readonly status: number;
  readonly idempotencyKey?: 'required' | 'optional';
  /** Fields of the body whose text is a secret or somebody else's (a token, a password): it is handed on and looked into by nobody. */
  readonly opaque?: readonly string[];
  /** Counted with all other tries to sign in, of which an address has fewer than of anything else. */
  readonly limit?: 'sign-in';
}

/** Keeps the schemas' own types, so that the client and the controller infer the same shapes from one place. */
export function endpoint<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  definition: Endpoint<P, Q, B, A>,
): Endpoint<P, Q, B, A> {
  return definition;
}
