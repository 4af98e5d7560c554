import { createParamDecorator, Inject, Injectable, Optional, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Endpoint } from '@keepword/contracts';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemException } from './problem-exception.js';
import { mustBeWithin, networkOf, rateLimitHeaders, RateLimits, type RateLimitClass } from './rate-limits.js';
import { ENDPOINT } from './route.js';
import { mustHaveRole, STAFF_CHECK, staffCallers, type StaffCheck } from './staff-access.js';

export interface Caller {
  readonly subjectId: string;
  readonly sessionId: string;
  /** When the person last proved who they are. */
  readonly authenticatedAt: Date;
  /** For asking another of our services in the person's name. */
  readonly accessToken: string;
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

/** The signed-in person, or null when nobody is; only on routes whose contract says `either`. */
export const MaybeSignedIn = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Caller | null =>
    callers.get(context.switchToHttp().getRequest<FastifyRequest>().raw) ?? null,
);

/**
 * Deny by default: a handler without a contract is not reachable, and a contract says who may come in. How often somebody may is
 * asked before anything else is done for them; where a service gives no limits, it is not asked. A vendor's webhook is never held up.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(TOKEN_CHECK) private readonly tokens: TokenCheck,
    @Optional() @Inject(RateLimits) private readonly limits: RateLimits | null = null,
    @Optional() @Inject(STAFF_CHECK) private readonly staff: StaffCheck | null = null,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const endpoint = this.reflector.get<Endpoint | undefined>(ENDPOINT, context.getHandler());
    if (!endpoint) throw new ProblemException('/problems/not-found');
    if (endpoint.access === 'webhook') return true;
    const http = context.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    const isAnonymous = endpoint.access === 'either' && request.headers.authorization === undefined;
    if (endpoint.access === 'open' || isAnonymous) {
      await this.#count(endpoint.limit ?? 'open', networkOf(request.ip), reply);
      return true;
    }
    const token = bearerToken(request.headers.authorization);
    const limit = endpoint.method === 'GET' ? 'read' : 'write';
    if (endpoint.access === 'staff') {
      const caller = token === null ? null : ((await this.staff?.check(token)) ?? null);
      if (!caller) return this.#refuseToken(request, reply);
      await this.#count(limit, caller.staffId, reply);
      mustHaveRole(caller, endpoint.roles);
      staffCallers.set(request.raw, caller);
      return true;
    }
    const caller = token === null ? null : await this.tokens.check(token);
    if (!caller) return this.#refuseToken(request, reply);
    await this.#count(limit, caller.subjectId, reply);
    callers.set(request.raw, caller);
    return true;
  }

  /** Whoever tries tokens has no other name than an address. */
  async #refuseToken(request: FastifyRequest, reply: FastifyReply): Promise<never> {
    await this.#count('open', networkOf(request.ip), reply);
    throw new ProblemException('/problems/unauthenticated', { detail: 'Send a valid access token as `Authorization: Bearer …`.' });
  }

  async #count(limit: RateLimitClass, who: string, reply: FastifyReply): Promise<void> {
    const state = await this.limits?.count(limit, who);
    if (!state) return;
    void reply.headers(rateLimitHeaders(state));
    mustBeWithin(state);
  }
}

const tokenCharsMax = 8_000;

function bearerToken(header: string | undefined): string | null {
  const [, token] = /^Bearer ([A-Za-z0-9._~+/=-]+)$/.exec(header ?? '') ?? [];
  return token !== undefined && token.length <= tokenCharsMax ? token : null;
}
