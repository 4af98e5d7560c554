import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ImageEngine } from '../../engine/image-engine.js';
import { readModelInput } from '../../engine/model-input.js';
import { PredictionRuns, type Run, type RunMoment } from '../../engine/prediction-runs.js';
import type { Vendor, VendorContext } from '../vendor.js';
import { readJson } from '../vendor-host.js';
import { predictionBody, type ReplicateDetails } from './prediction-body.js';
import { addFileRoutes, UploadedFilesFolder } from './uploaded-files.js';

const logWebhookMsMin = 500;
const webhookEvents = ['start', 'output', 'logs', 'completed'];

/** Replicate's HTTP API in front of the offline engine: `/v1` is the API, `/delivery` is where outputs are fetched from. */
export function replicateVendor(engine: ImageEngine): Vendor {
  return {
    prefix: 'replicate',
    async register(app, context) {
      const lastLogAt = new Map<string, number>();
      const runs = new PredictionRuns<ReplicateDetails>({
        engine,
        dataDir: context.dataDir,
        clock: context.clock,
        onMoment: (run, moment) => report(context, lastLogAt, run, moment),
      });
      const files = new UploadedFilesFolder(context);
      addDeliveryRoute(app, runs);
      await app.register(async (api: FastifyInstance) => {
        api.addHook('onRequest', async (request, reply) => {
          if (request.headers.authorization !== `Bearer ${context.secrets.replicateApiToken}`) {
            return problem(reply, 401, 'Unauthenticated', 'You did not pass a valid authentication token');
          }
        });
        addPredictionRoutes(api, context, runs, files);
        addFileRoutes(api, context, files);
        api.get('/v1/webhooks/default/secret', async () => ({ key: context.secrets.replicateWebhookSecret }));
        api.get('/v1/account', async () => ({ type: 'organization', username: 'keepword-local', name: 'Keepword local stack' }));
      });
      return async () => runs.stop();
    },
  };
}

function addPredictionRoutes(
  api: FastifyInstance,
  context: VendorContext,
  runs: PredictionRuns<ReplicateDetails>,
  files: UploadedFilesFolder,
): void {
  const create = async (request: FastifyRequest, reply: FastifyReply, model: string, version: string) => {
    const body = readJson(request);
    const input = body['input'];
    if (typeof input !== 'object' || input === null) return problem(reply, 422, 'Input validation failed', '- input: is required');
    const read = readModelInput(model, input as Record<string, unknown>, (url) => files.bytesBehind(url));
    if ('invalid' in read) return problem(reply, 422, 'Input validation failed', `- input.${read.invalid.field}: ${read.invalid.message}`);
    const webhook = body['webhook'];
    if (webhook !== undefined && (typeof webhook !== 'string' || !URL.canParse(webhook)))
      return problem(reply, 422, 'Input validation failed', '- webhook: is not a valid URL');
    const filter = body['webhook_events_filter'];
    const events = Array.isArray(filter) ? webhookEvents.filter((event) => filter.includes(event)) : webhookEvents;
    const details = { model, version, input: read.echo, webhook: webhook ?? null, events };
    const run = runs.start(newPredictionId(), read.order, details, read.reference);
    const waitMs = preferredWaitMs(request);
    if (waitMs > 0) await ended(runs, run.id, waitMs);
    return reply.code(201).send(predictionBody(run, context.url));
  };

  api.post<{ Params: { owner: string; name: string } }>('/v1/models/:owner/:name/predictions', (request, reply) =>
    create(request, reply, `${request.params.owner}/${request.params.name}`, 'hidden'),
  );
  api.post('/v1/predictions', (request, reply) => {
    const version = readJson(request)['version'];
    if (typeof version !== 'string' || version === '') return problem(reply, 422, 'Input validation failed', '- version: is required');
    return create(request, reply, `version-${version.slice(0, 64)}`, version.slice(0, 64));
  });
  api.get<{ Params: { id: string } }>('/v1/predictions/:id', async (request, reply) => {
    const run = runs.get(request.params.id);
    return run ? predictionBody(run, context.url) : problem(reply, 404, 'Not found', 'Prediction not found');
  });
  api.post<{ Params: { id: string } }>('/v1/predictions/:id/cancel', async (request, reply) => {
    const run = runs.get(request.params.id);
    if (!run) return problem(reply, 404, 'Not found', 'Prediction not found');
    runs.cancel(run);
    return predictionBody(run, context.url);
  });
}

function addDeliveryRoute(app: FastifyInstance, runs: PredictionRuns<ReplicateDetails>): void {
  app.get<{ Params: { id: string; file: string } }>('/delivery/:id/:file', async (request, reply) => {
    const n = /^out-(\d)\.(?:png|webp|jpe?g)$/.exec(request.params.file)?.[1];
    const bytes = n === undefined ? null : runs.output(request.params.id, Number(n));
    if (!bytes) return reply.code(404).type('text/plain').send('Not Found');
    return reply.type(`image/${runs.get(request.params.id)?.order?.format ?? 'png'}`).send(bytes);
  });
}

function report(context: VendorContext, lastLogAt: Map<string, number>, run: Run<ReplicateDetails>, moment: RunMoment): void {
  if (moment === 'progress') {
    // The real one reports log lines at most twice a second.
    const now = performance.now();
    if (now - (lastLogAt.get(run.id) ?? 0) < logWebhookMsMin) return;
    lastLogAt.set(run.id, now);
  }
  if (moment === 'completed') lastLogAt.delete(run.id);
  const body = JSON.stringify(predictionBody(run, context.url));
  const send = (event: string) => {
    if (run.details.webhook && run.details.events.includes(event)) deliver(context, run.details.webhook, body);
  };
  if (moment === 'start') send('start');
  if (moment === 'progress') send('logs');
  if (moment === 'completed') {
    if (run.status === 'succeeded') send('output');
    send('completed');
  }
}

function deliver(context: VendorContext, url: string, body: string): void {
  const id = `msg_${randomBytes(16).toString('hex')}`;
  const timestamp = String(Math.floor(context.clock.now().getTime() / 1000));
  const key = Buffer.from(context.secrets.replicateWebhookSecret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
  context.control.deliver({ url, headers, body });
}

/** 26 letters and digits, like the real ones. */
function newPredictionId(): string {
  return createHash('sha256').update(randomBytes(32)).digest('hex').slice(0, 26);
}

const waitMsMax = 60_000;

function preferredWaitMs(request: FastifyRequest): number {
  const match = /\bwait(?:=(\d{1,3}))?/.exec(String(request.headers['prefer'] ?? ''));
  return match ? Math.min(Number(match[1] ?? 60) * 1000, waitMsMax) : 0;
}

async function ended(runs: PredictionRuns<ReplicateDetails>, id: string, waitMs: number): Promise<void> {
  const until = performance.now() + waitMs;
  while (performance.now() < until && runs.get(id)?.completedAt === null) await new Promise((resolve) => setTimeout(resolve, 50));
}

function problem(reply: FastifyReply, status: number, title: string, detail: string) {
  return reply.code(status).type('application/problem+json').send(JSON.stringify({ title, detail, status }));
}
