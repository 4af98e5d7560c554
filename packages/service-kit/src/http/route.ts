import {
  applyDecorators,
  createParamDecorator,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import type { Endpoint } from '@keepword/contracts';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cardNumberPaths } from './card-numbers.js';
import { droppedFields } from './dropped-fields.js';
import { issueMessage } from './issue-message.js';
import { ProblemException } from './problem-exception.js';

export const ENDPOINT = 'keepword:endpoint';

/** Binds a handler to its contract: method, path, status and who may call. A handler without it cannot be reached. */
export function Route(endpoint: Endpoint): MethodDecorator {
  return applyDecorators(
    RequestMapping({ method: RequestMethod[endpoint.method], path: endpoint.path.replace(/\{(\w+)\}/g, ':$1') }),
    HttpCode(endpoint.status),
    SetMetadata(ENDPOINT, endpoint),
  );
}

type Output<T> = [T] extends [z.ZodType] ? z.output<T> : undefined;

/** What a handler gets: the request's parts as the contract's schemas understand them. */
export type InputOf<E> =
  E extends Endpoint<infer P, infer Q, infer B>
    ? { readonly params: Output<P>; readonly query: Output<Q>; readonly body: Output<B> }
    : never;

/** The parsed request. Fields that the contract does not list are not in it, and are counted. @throws ProblemException invalid-request naming each bad field */
export const Input = createParamDecorator((endpoint: Endpoint, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return parseInput(endpoint, { params: request.params, query: request.query, body: request.body });
});

export function parseInput(
  endpoint: Endpoint,
  raw: { params: unknown; query: unknown; body: unknown },
): { params: unknown; query: unknown; body: unknown } {
  // A path that cannot be anybody's id is simply not found; the same answer as for another person's id.
  const params = endpoint.params?.safeParse(raw.params);
  if (params && !params.success) throw new ProblemException('/problems/not-found');
  const query = parsePart(endpoint, 'query', raw.query ?? {});
  const body = parsePart(endpoint, 'body', raw.body);
  return { params: params?.data, query, body };
}

function parsePart(endpoint: Endpoint, part: 'query' | 'body', value: unknown): unknown {
  const schema = endpoint[part];
  if (!schema) return undefined;
  refuseCardNumbers(value, part, part === 'query' ? ['cursor'] : endpoint.opaque);
  const parsed = schema.safeParse(value, { error: issueMessage });
  if (parsed.success) {
    droppedFields.countBetween(`${endpoint.method} ${endpoint.path}`, value, parsed.data);
    return parsed.data;
  }
  throw new ProblemException('/problems/invalid-request', {
    errors: readableIssues(parsed.error, part),
    detail: 'See `errors`: each names a field, what is allowed there and what was found.',
  });
}

/** Before anything else looks at the request: no message of anybody's can then repeat one. */
function refuseCardNumbers(value: unknown, part: string, opaque?: readonly string[]): void {
  const paths = cardNumberPaths(value, opaque);
  if (paths.length === 0) return;
  throw new ProblemException('/problems/invalid-request', {
    detail: 'Card details belong on the payment processor’s own page and nowhere else. Nothing of this request was kept.',
    errors: paths
      .slice(0, issuesMax)
      .map((path) => ({ path: pathOf([part, ...path]), message: 'must not hold what looks like a card number' })),
  });
}

const issuesMax = 20;

export function readableIssues(error: z.ZodError, part: string): { path: string; message: string }[] {
  return error.issues
    .slice(0, issuesMax)
    .map((issue) => ({ path: pathOf([part, ...issue.path.map(String)]), message: issue.message.slice(0, 300) }));
}

function pathOf(names: readonly string[]): string {
  return names.join('.').slice(0, 200);
}
