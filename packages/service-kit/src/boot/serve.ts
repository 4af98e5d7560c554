import { randomUUID } from 'node:crypto';
import fastifyStatic from '@fastify/static';
import helmet from '@fastify/helmet';
import type { Endpoint } from '@keepword/contracts';
import type { Type, DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { droppedFields, fieldNames } from '../http/dropped-fields.js';
import { addHealthRoutes, type ReadinessCheck } from '../http/health.js';
import { openApiDocument, type ApiDescription } from '../http/open-api.js';
import { ProblemFilter } from '../http/problem-filter.js';
import { ProblemException } from '../http/problem-exception.js';
import { nestLogger, type Logger } from './logger.js';

export interface ServiceOptions {
  readonly module: Type | DynamicModule;
  readonly host: string;
  readonly port: number;
  readonly logger: Logger;
  readonly api: ApiDescription;
  readonly endpoints: readonly Endpoint[];
  readonly readiness: (app: NestFastifyApplication) => readonly ReadinessCheck[];
  /** Whose `x-forwarded-for` is believed, as Fastify's `trustProxy` takes it. */
  readonly trustedProxies?: string;
  /** Names of what some profile lists, besides those of the contracts: they may be told when such a field was dropped. */
  readonly listedFields?: readonly string[];
  /** The largest body in bytes; uploads are limited by their own routes. */
  readonly bodyBytesMax: number;
  /** An app's own errors as published problems; null for what is none. */
  readonly translate?: (error: unknown) => ProblemException | null;
  /** Last touches on Fastify before it listens (multipart, raw bodies). */
  readonly prepare?: (fastify: FastifyInstance, app: NestFastifyApplication) => Promise<void>;
}

const docsPolicy = {
  'content-security-policy':
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
};

/** An address that cannot even be routed never comes to the filter: told like every other problem, and without an echo of it. */
function tellUnroutable({ code }: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const problem =
    code === 'FST_ERR_MAX_PARAM_LENGTH'
      ? new ProblemException('/problems/not-found')
      : new ProblemException('/problems/invalid-request', { detail: 'The address could not be read.', errors: [] });
  const body = problem.body(request.id);
  const headers = { 'content-type': 'application/problem+json', 'x-request-id': request.id, 'cache-control': 'no-store' };
  void reply.code(body.status).headers(headers).send(JSON.stringify(body));
}

/** What every HTTP service has in common: problem details, request ids, quiet logs, health, OpenAPI, a clean end. */
export async function createService(options: ServiceOptions): Promise<NestFastifyApplication> {
  const { logger } = options;
  const adapter = new FastifyAdapter({
    bodyLimit: options.bodyBytesMax,
    genReqId: () => randomUUID(),
    trustProxy: options.trustedProxies ?? 'loopback',
    // No logger of Fastify's own: addresses and headers of a request are somebody's data. Our line below says what operations need.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: tellUnroutable,
  });
  const app = await NestFactory.create<NestFastifyApplication>(options.module, adapter, {
    logger: nestLogger(logger),
    rawBody: true,
    abortOnError: false,
  });
  // A DELETE that says JSON and sends nothing is not worth an error.
  app.useBodyParser('application/json', { bodyLimit: options.bodyBytesMax }, (_request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    try {
      done(null, JSON.parse(body.toString('utf8')));
    } catch {
      done(new ProblemException('/problems/invalid-request', { detail: 'The body is not JSON.', errors: [] }));
    }
  });
  app.useGlobalFilters(new ProblemFilter(logger, options.translate));
  app.enableShutdownHooks();
  const fastify = adapter.getInstance<FastifyInstance>();
  await fastify.register(helmet as never, {
    contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    strictTransportSecurity: false,
  });
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id).header('cache-control', 'no-store');
  });
  fastify.addHook('onResponse', async (request, reply) => {
    logger.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions?.url ?? 'unknown',
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
  addHealthRoutes(fastify, options.readiness(app));
  const document = openApiDocument(options.api, options.endpoints);
  fastify.get('/openapi.json', async () => document);
  reportDroppedFields(fastify, logger, [...fieldNames(document), ...(options.listedFields ?? [])]);
  await fastify.register(fastifyStatic as never, { root: import.meta.dirname, serve: false });
  fastify.addHook('onSend', async (request, reply) => {
    if (request.url === '/docs' || request.url.startsWith('/docs/')) void reply.headers(docsPolicy);
  });
  SwaggerModule.setup('docs', app, document as unknown as OpenAPIObject, { raw: false, customSiteTitle: options.api.title });
  await options.prepare?.(fastify, app);
  return app;
}

const reportEveryMs = 10_000;

function reportDroppedFields(fastify: FastifyInstance, logger: Logger, known: readonly string[]): void {
  droppedFields.know(known);
  const timer = setInterval(() => droppedFields.report(logger), reportEveryMs).unref();
  fastify.addHook('onClose', async () => {
    clearInterval(timer);
    droppedFields.report(logger);
  });
}

/** @throws Error when the port is taken */
export async function serve(options: ServiceOptions): Promise<NestFastifyApplication> {
  const app = await createService(options);
  await app.listen(options.port, options.host);
  options.logger.info({ port: options.port }, 'ready');
  return app;
}

/** Runs a service's `main`: a setting that is wrong, or any failure while starting, ends the process with one readable line. */
export async function runMain(logger: Logger | null, main: () => Promise<unknown>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (logger) logger.fatal({ err: error }, 'could not start');
    process.stderr.write(`could not start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
    // Pools and timers of a half-started service would keep the process alive.
    setTimeout(() => process.exit(1), 500).unref();
  }
}
