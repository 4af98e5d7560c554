import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ImageEngine } from '../../engine/image-engine.js';
import { readModelInput } from '../../engine/model-input.js';
import { isOver, PredictionRuns, progressLog, type Run } from '../../engine/prediction-runs.js';
import type { Vendor, VendorContext } from '../vendor.js';
import { readJson } from '../vendor-host.js';
import { FalSigningKey } from './signing-key.js';

interface FalDetails {
  /** `fal-ai/flux/dev`; the first two parts are the app, under which requests are found again. */
  readonly endpoint: string;
  readonly webhook: string | null;
  readonly storeIo: boolean;
  /** Size and form of the outputs stay known after the order has been dropped. */
  readonly picture: { readonly width: number; readonly height: number; readonly contentType: string; readonly seed: number };
}

const userId = 'keepword-local';
const extensions: Record<string, string> = { 'image/png': 'png', 'image/webp': 'webp', 'image/jpeg': 'jpeg' };

/** fal's queue in front of the offline engine: `/queue` is the queue, `/files` its media, `/platform` its platform API, and the public keys. */
export function falVendor(engine: ImageEngine): Vendor {
  return {
    prefix: 'fal',
    async register(app, context) {
      const key = new FalSigningKey(context.dataDir);
      const runs: PredictionRuns<FalDetails> = new PredictionRuns<FalDetails>({
        engine,
        dataDir: context.dataDir,
        clock: context.clock,
        onMoment: (run, moment) => {
          if (moment === 'completed') complete(context, key, run);
        },
      });
      app.get('/.well-known/jwks.json', async () => key.jwks());
      addMediaRoute(app, runs);
      await app.register(async (api: FastifyInstance) => {
        api.addHook('onRequest', async (request, reply) => {
          if (request.headers.authorization !== `Key ${context.secrets.falKey}`)
            return reply.code(401).send({ detail: 'Cannot access application. Authentication is required.' });
        });
        addQueueRoutes(api, context, runs);
        api.delete<{ Params: { id: string } }>('/platform/models/requests/:id/payloads', async (request, reply) => {
          const run = runs.get(request.params.id);
          if (!run) return reply.code(404).send({ error: { type: 'not_found', message: 'Request not found' } });
          const links = mediaUrls(run, context.url);
          runs.remove(run.id);
          return { cdn_delete_results: links.map((link) => ({ link, exception: null })) };
        });
      });
      return async () => runs.stop();
    },
  };
}

function addQueueRoutes(api: FastifyInstance, context: VendorContext, runs: PredictionRuns<FalDetails>): void {
  api.post<{ Params: { '*': string }; Querystring: { fal_webhook?: string } }>('/queue/*', async (request, reply) => {
    const endpoint = request.params['*'].replace(/\/$/, '');
    if (!/^[\w.-]+(\/[\w.-]+){1,5}$/.test(endpoint)) return reply.code(404).send({ detail: 'Path not found' });
    const read = readModelInput(endpoint, readJson(request));
    if ('invalid' in read)
      return reply.code(422).send({ detail: [{ loc: ['body', read.invalid.field], msg: read.invalid.message, type: 'value_error' }] });
    const webhook = request.query.fal_webhook ?? null;
    if (webhook !== null && !URL.canParse(webhook)) return reply.code(422).send({ detail: 'fal_webhook is not a valid URL' });
    const { width, height, seed, format } = read.order;
    const details = {
      endpoint,
      webhook,
      storeIo: request.headers['x-fal-store-io'] !== '0',
      picture: { width, height, seed, contentType: `image/${format}` },
    };
    const run = runs.start(randomUUID(), read.order, details, read.reference);
    return statusBody(run, runs, context.url);
  });

  const found = (app: string, id: string): Run<FalDetails> | null => {
    const run = runs.get(id);
    return run && appOf(run) === app ? run : null;
  };
  type ByRequest = { Params: { owner: string; alias: string; id: string }; Querystring: { logs?: string } };
  const missing = (reply: FastifyReply) => reply.code(404).send({ detail: 'Request not found' });

  api.get<ByRequest>('/queue/:owner/:alias/requests/:id/status', async (request, reply) => {
    const run = found(`${request.params.owner}/${request.params.alias}`, request.params.id);
    if (!run) return missing(reply);
    return reply.code(isOver(run) ? 200 : 202).send(statusBody(run, runs, context.url, request.query.logs === '1'));
  });
  api.get<ByRequest>('/queue/:owner/:alias/requests/:id', async (request, reply) => {
    const run = found(`${request.params.owner}/${request.params.alias}`, request.params.id);
    if (!run) return missing(reply);
    reply.header('x-fal-request-id', run.id);
    if (!isOver(run)) return reply.code(400).send({ detail: 'Request is still in progress' });
    return run.status === 'succeeded'
      ? resultBody(run, context.url)
      : reply.code(422).send({ detail: run.error ?? 'Request was cancelled' });
  });
  api.put<ByRequest>('/queue/:owner/:alias/requests/:id/cancel', async (request, reply) => {
    const run = found(`${request.params.owner}/${request.params.alias}`, request.params.id);
    if (!run) return missing(reply);
    if (isOver(run)) return reply.code(400).send({ status: 'ALREADY_COMPLETED' });
    runs.cancel(run);
    return reply.code(202).send({ status: 'CANCELLATION_REQUESTED' });
  });
}

function addMediaRoute(app: FastifyInstance, runs: PredictionRuns<FalDetails>): void {
  app.get<{ Params: { id: string; file: string } }>('/files/:id/:file', async (request, reply) => {
    const n = /^(\d)\.(?:png|webp|jpeg)$/.exec(request.params.file)?.[1];
    const bytes = n === undefined ? null : runs.output(request.params.id, Number(n));
    if (!bytes) return reply.code(404).send({ detail: 'Not found' });
    return reply.type(runs.get(request.params.id)?.details.picture.contentType ?? 'image/png').send(bytes);
  });
}

function complete(context: VendorContext, key: FalSigningKey, run: Run<FalDetails>): void {
  if (run.details.webhook) {
    const body = JSON.stringify({
      request_id: run.id,
      gateway_request_id: run.id,
      ...(run.status === 'succeeded'
        ? { status: 'OK', payload: resultBody(run, context.url) }
        : { status: 'ERROR', error: run.error ?? 'Request was cancelled', error_type: errorType(run), payload: { detail: run.error } }),
    });
    const timestamp = String(Math.floor(context.clock.now().getTime() / 1000));
    const headers = { 'content-type': 'application/json', ...key.headers(run.id, userId, timestamp, body) };
    context.control.deliver({ url: run.details.webhook, headers, body });
  }
  // What `X-Fal-Store-IO: 0` asks for: input and echo are not kept once the request is over.
  if (!run.details.storeIo) {
    run.order = null;
    if (run.error) run.error = 'the model could not paint it';
  }
}

const appOf = (run: Run<FalDetails>) => run.details.endpoint.split('/').slice(0, 2).join('/');
const errorType = (run: Run<FalDetails>) => (run.status === 'canceled' ? 'request_cancelled' : 'runner_error');

function statusBody(run: Run<FalDetails>, runs: PredictionRuns<FalDetails>, vendorUrl: string, withLogs = false) {
  const at = `${vendorUrl}/queue/${appOf(run)}/requests/${run.id}`;
  const links = { request_id: run.id, response_url: at, status_url: `${at}/status`, cancel_url: `${at}/cancel` };
  if (run.status === 'queued') return { status: 'IN_QUEUE', queue_position: runs.position(run), ...links };
  const lines = withLogs ? progressLog(run.percent).split('\n') : [];
  const logs = lines.map((message) => ({ message, level: 'INFO', source: 'USER', timestamp: run.startedAt ?? run.createdAt }));
  if (run.status === 'running') return { status: 'IN_PROGRESS', logs, ...links };
  const seconds = run.startedAt && run.completedAt ? (Date.parse(run.completedAt) - Date.parse(run.startedAt)) / 1000 : null;
  const failure = run.status === 'succeeded' ? {} : { error: run.error ?? 'Request was cancelled', error_type: errorType(run) };
  return { status: 'COMPLETED', logs, metrics: { inference_time: seconds }, ...failure, ...links };
}

function mediaUrls(run: Run<FalDetails>, vendorUrl: string): string[] {
  const extension = extensions[run.details.picture.contentType];
  return Array.from({ length: run.outputCount }, (_, n) => `${vendorUrl}/files/${run.id}/${n}.${extension}`);
}

function resultBody(run: Run<FalDetails>, vendorUrl: string) {
  const { width, height, seed, contentType } = run.details.picture;
  return {
    images: mediaUrls(run, vendorUrl).map((url) => ({ url, width, height, content_type: contentType })),
    timings: {},
    seed,
    has_nsfw_concepts: Array.from({ length: run.outputCount }, () => false),
    prompt: run.order?.prompt ?? '',
  };
}
