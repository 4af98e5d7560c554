import { createParamDecorator, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Endpoint } from '@keepword/contracts';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ProblemException } from './problem-exception.js';
import { ENDPOINT } from './route.js';

export interface Caller {
  readonly subjectId: string;
  readonly sessionId: string;
}

/** Tells who a bearer token belongs to; null when it does not hold (any more). */
export interface TokenCheck {
  check(accessToken: string): Promise<Caller | null>;
}

export const TOKEN_CHECK = Symbol('TokenCheck');

const callers = new WeakMap<object, Caller>();

/** The signed-in person; only on routes whose contract says `session`. */
export const SignedIn = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const caller = callers.get(context.switchToHttp().getRequest<FastifyRequest>().raw);
  if (!caller) throw new ProblemException('/problems/unauthenticated');
  return caller;
});

/** Deny by default: a handler without a contract is not reachable, and a contract says who may come in. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(TOKEN_CHECK) private readonly tokens: TokenCheck,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const endpoint = this.reflector.get<Endpoint | undefined>(ENDPOINT, context.getHandler());
    if (!endpoint) throw new ProblemException('/problems/not-found');
    if (endpoint.access !== 'session') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = bearerToken(request.headers.authorization);
    const caller = token === null ? null : await this.tokens.check(token);
    if (!caller)
      throw new ProblemException('/problems/unauthenticated', { detail: 'Send a valid access token as `Authorization: Bearer …`.' });
    callers.set(request.raw, caller);
    return true;
  }
}

const tokenCharsMax = 8_000;

function bearerToken(header: string | undefined): string | null {
  const [, token] = /^Bearer ([A-Za-z0-9._~+/=-]+)$/.exec(header ?? '') ?? [];
  return token !== undefined && token.length <= tokenCharsMax ? token : null;
}
