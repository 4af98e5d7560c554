import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ConsoleRole } from '@keepword/contracts';
import type { FastifyRequest } from 'fastify';
import { ProblemException } from './problem-exception.js';

/** One of the compliance team, as a request knows them. */
export interface StaffCaller {
  readonly staffId: string;
  readonly email: string;
  readonly roles: readonly ConsoleRole[];
  readonly expiresAt: Date;
  /** The session's own secret, for ending it. */
  readonly accessToken: string;
}

/** Tells who of the team a bearer token belongs to; null when it does not hold (any more). */
export interface StaffCheck {
  check(accessToken: string): Promise<StaffCaller | null>;
}

export const STAFF_CHECK = Symbol('StaffCheck');

export const staffCallers = new WeakMap<object, StaffCaller>();

/** Who of the team asks; only on routes whose contract says `staff`. */
export const SignedInStaff = createParamDecorator((_data: unknown, context: ExecutionContext): StaffCaller => {
  const caller = staffCallers.get(context.switchToHttp().getRequest<FastifyRequest>().raw);
  if (!caller) throw new ProblemException('/problems/unauthenticated');
  return caller;
});

/** As {@link SignedInStaff}, for what runs around handlers; null on every other route. */
export function staffCallerOf(request: FastifyRequest): StaffCaller | null {
  return staffCallers.get(request.raw) ?? null;
}

/** @throws ProblemException forbidden, which names the roles that may */
export function mustHaveRole({ roles }: StaffCaller, allowed: readonly ConsoleRole[] | undefined): void {
  if (!allowed || roles.some((role) => allowed.includes(role))) return;
  throw new ProblemException('/problems/forbidden', { detail: `This takes one of these roles: ${allowed.join(', ')}.` });
}
