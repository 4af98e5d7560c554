import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { ProblemType } from '@keepword/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ProblemException } from './problem-exception.js';

const typeOfStatus: Readonly<Record<number, ProblemType>> = {
  400: '/problems/invalid-request',
  401: '/problems/unauthenticated',
  403: '/problems/forbidden',
  404: '/problems/not-found',
  405: '/problems/method-not-allowed',
  413: '/problems/payload-too-large',
  415: '/problems/unsupported-media-type',
  429: '/problems/rate-limited',
};

/** The only place where errors become HTTP. Whatever is not a published problem is ours: logged here, and told as `internal` without detail. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  /** @param translate an app's own errors (a vendor is away) as published problems; null for everything else */
  constructor(
    private readonly logger: Logger,
    private readonly translate: (error: unknown) => ProblemException | null = () => null,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.#problemOf(error, request);
    if (reply.raw.headersSent) {
      // A stream broke half-way: there is nothing left to say but to cut the connection.
      reply.raw.destroy();
      return;
    }
    const body = problem.body(request.id);
    if (problem.facts.retryAfterSeconds !== undefined) void reply.header('retry-after', String(problem.facts.retryAfterSeconds));
    if (problem.type === '/problems/unauthenticated') void reply.header('www-authenticate', 'Bearer');
    void reply.code(body.status).header('content-type', 'application/problem+json').send(JSON.stringify(body));
  }

  #problemOf(error: unknown, request: FastifyRequest): ProblemException {
    if (error instanceof ProblemException) return error;
    const translated = this.translate(error);
    if (translated) {
      this.logger.warn({ err: error, requestId: request.id, route: request.routeOptions?.url }, 'request refused');
      return translated;
    }
    const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | null)?.statusCode;
    const type = typeof status === 'number' ? typeOfStatus[status] : undefined;
    if (type)
      return new ProblemException(
        type,
        type === '/problems/invalid-request' ? { detail: 'The request could not be read.', errors: [] } : {},
      );
    this.logger.error({ err: error, requestId: request.id, route: request.routeOptions?.url }, 'request failed');
    return new ProblemException('/problems/internal');
  }
}
