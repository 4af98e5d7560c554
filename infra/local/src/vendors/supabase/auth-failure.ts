import type { FastifyReply, FastifyRequest } from 'fastify';

/** An answer of Supabase Auth other than success, with the vendor's own code. */
export class AuthFailure extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

const apiVersionHeader = 'x-supabase-api-version';
const codesAreNamesSince = '2024-01-01';

/** Clients that name API version 2024-01-01 get `{ code, message }`, older ones `{ code: <status>, error_code, msg }`. */
export function sendFailure(request: FastifyRequest, reply: FastifyReply, failure: AuthFailure): FastifyReply {
  const version = request.headers[apiVersionHeader];
  reply.code(failure.status);
  if (typeof version === 'string' && version >= codesAreNamesSince) {
    return reply.header(apiVersionHeader, codesAreNamesSince).send({ code: failure.code, message: failure.message, ...failure.extra });
  }
  return reply.send({ code: failure.status, error_code: failure.code, msg: failure.message, ...failure.extra });
}
