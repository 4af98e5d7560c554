import { timingSafeEqual } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@keepword/primitives';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Vendor, VendorContext, VendorSecrets } from './vendor.js';
import { controlPatch, VendorControl } from './vendor-control.js';

export interface VendorHostOptions {
  readonly port: number;
  readonly controlSecret: string;
  readonly clock: Clock;
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly webUrl: string;
  readonly coreApiUrl: string;
  readonly privacyServiceUrl: string;
  readonly secrets: VendorSecrets;
  readonly vendors: readonly Vendor[];
}

export interface VendorHost {
  readonly url: string;
  control(prefix: string): VendorControl;
  stop(): Promise<void>;
}

/** A large upload to a model vendor (a reference picture as a data URL) is the biggest thing that is sent here. */
const bodyBytesMax = 32 * 1024 * 1024;

/** All stand-ins on one port, a path prefix each. Binds 127.0.0.1 and answers only to a loopback Host header. */
export async function startVendorHost(options: VendorHostOptions): Promise<VendorHost> {
  const app = Fastify({ bodyLimit: bodyBytesMax, forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', async (request, reply) => {
    const host = request.hostname.replace(/:\d+$/, '');
    if (host !== '127.0.0.1' && host !== 'localhost' && host !== '[::1]')
      return reply.code(421).send({ error: `this host is not served here: ${host}` });
  });

  const controls = new Map<string, VendorControl>();
  const endings: (() => Promise<void>)[] = [];
  const address = { url: `http://127.0.0.1:${options.port}` };
  app.get('/healthz', async () => ({ ok: true }));

  // The port must be known before the stand-ins are told their own address, so a free port is taken first.
  if (options.port === 0) address.url = await reservePort();
  for (const vendor of options.vendors) {
    const control = new VendorControl();
    controls.set(vendor.prefix, control);
    const dataDir = path.join(options.dataDir, vendor.prefix);
    mkdirSync(dataDir, { recursive: true });
    const context: VendorContext = {
      clock: options.clock,
      dataDir,
      databaseUrl: options.databaseUrl,
      url: `${address.url}/${vendor.prefix}`,
      vendorsUrl: address.url,
      webUrl: options.webUrl,
      coreApiUrl: options.coreApiUrl,
      privacyServiceUrl: options.privacyServiceUrl,
      secrets: options.secrets,
      control,
    };
    await app.register(
      async (scope: FastifyInstance) => {
        addControlRoutes(scope, control, options.controlSecret);
        await scope.register(async (routes: FastifyInstance) => {
          recordAndBend(routes, vendor.prefix, control, options.clock);
          const end = await vendor.register(routes, context);
          if (end) endings.push(end);
        });
      },
      { prefix: `/${vendor.prefix}` },
    );
  }
  await app.listen({ host: '127.0.0.1', port: Number(new URL(address.url).port) });
  return {
    url: address.url,
    control(prefix) {
      const control = controls.get(prefix);
      if (!control) throw new Error(`no stand-in named ${prefix}`);
      return control;
    },
    async stop() {
      for (const control of controls.values()) control.stop();
      await app.close();
      for (const end of endings) await end();
    },
  };
}

async function reservePort(): Promise<string> {
  const probe = Fastify();
  const url = await probe.listen({ host: '127.0.0.1', port: 0 });
  await probe.close();
  return url;
}

function recordAndBend(routes: FastifyInstance, prefix: string, control: VendorControl, clock: Clock): void {
  routes.addHook('preHandler', async (request, reply) => {
    control.record({
      at: clock.now().toISOString(),
      method: request.method,
      path: request.url.slice(prefix.length + 1),
      headers: request.headers,
      body: bodyAsText(request.body),
    });
    if (control.settings.delayMs > 0) await pause(control.settings.delayMs);
    const status = control.settings.rejectWith ?? (control.settings.fail ? 500 : null);
    if (status !== null) return reply.code(status).send({ error: { message: 'switched on by /_control', type: 'api_error' } });
  });
}

function addControlRoutes(scope: FastifyInstance, control: VendorControl, secret: string): void {
  void scope.register(async (routes: FastifyInstance) => {
    routes.addHook('onRequest', async (request, reply) => {
      if (!holdsSecret(request, secret)) return reply.code(403).send({ error: 'x-keepword-control is missing or wrong' });
    });
    routes.get('/_control', async () => control.settings);
    routes.patch('/_control', async (request, reply) => {
      const patch = controlPatch.safeParse(readJson(request));
      if (!patch.success)
        return reply.code(400).send({ errors: patch.error.issues.map(({ path: at, message }) => ({ path: at.join('.'), message })) });
      return control.change(patch.data);
    });
    routes.delete('/_control', async () => control.reset());
    routes.get<{ Querystring: { limit?: string } }>('/_control/requests', async (request) => ({
      items: control.requests(limitOf(request.query.limit)),
    }));
    routes.get<{ Querystring: { limit?: string } }>('/_control/webhooks', async (request) => ({
      items: control.sent(limitOf(request.query.limit)),
    }));
  });
}

const limitOf = (text: string | undefined) => Math.min(Math.max(Number(text ?? 50) || 50, 1), 500);

/** Stand-ins use it for routes of their own under `/_control`. Constant-time. */
export function holdsSecret(request: FastifyRequest, secret: string): boolean {
  const given = Buffer.from(String(request.headers['x-keepword-control'] ?? ''));
  const expected = Buffer.from(secret);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function bodyAsText(body: unknown): string {
  if (!Buffer.isBuffer(body)) return '';
  const text = body.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(body)) return `(${body.length} bytes that are not text)`;
  return shortened(text);
}

const shownCharsMax = 64 * 1024;

/** A picture inside a body is told by its size only: this list must not become a place where uploads are kept. */
export function shortened(text: string): string {
  const told = text.replace(
    /data:([\w/+.-]+);base64,[A-Za-z0-9+/=%]+/g,
    (whole, type: string) => `data:${type};base64,(${whole.length} characters)`,
  );
  return told.length > shownCharsMax ? `${told.slice(0, shownCharsMax)}(${told.length - shownCharsMax} more characters)` : told;
}

/** The request's body as JSON; `{}` when it is empty or not JSON, since a vendor answers that with its own error. */
export function readJson(request: FastifyRequest): Record<string, unknown> {
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The request's body as `application/x-www-form-urlencoded`. */
export function readForm(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
}
