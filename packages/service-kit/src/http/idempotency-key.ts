import type { Endpoint } from '@keepword/contracts';
import type { FastifyRequest } from 'fastify';
import { ProblemException } from './problem-exception.js';

const keyShape = /^[\x21-\x7e]{1,255}$/;

/** @throws ProblemException when the header is missing where it is required, or malformed */
export function idempotencyKeyOf(endpoint: Pick<Endpoint, 'idempotencyKey'>, request: Pick<FastifyRequest, 'headers'>): string | null {
  const isLeftOut = request.headers['idempotency-key'] === undefined;
  return isLeftOut && endpoint.idempotencyKey !== 'required' ? null : requiredIdempotencyKeyOf(request);
}

/** @throws ProblemException when the header is missing or malformed */
export function requiredIdempotencyKeyOf(request: Pick<FastifyRequest, 'headers'>): string {
  const header = request.headers['idempotency-key'];
  if (typeof header === 'string' && keyShape.test(header)) return header;
  throw new ProblemException('/problems/invalid-request', {
    detail: 'This request needs an `Idempotency-Key`, so that a repeated one does nothing twice.',
    errors: [
      {
        path: 'header.idempotency-key',
        message: `must be 1 to 255 printable characters, found ${header === undefined ? 'nothing' : 'something else'}`,
      },
    ],
  });
}
