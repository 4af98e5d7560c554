import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ImageEngine } from '../../engine/image-engine.js';
import { readModelInput } from '../../engine/model-input.js';
import { isOver, PredictionRuns, progressLog, type Run, type RunMoment } from '../../engine/prediction-runs.js';
import type { Vendor, VendorContext } from '../vendor.js';
import { readJson } from '../vendor-host.js';
import { cogOpenApi } from './open-api.js';

interface CogDetails {
  readonly input: Record<string, unknown>;
  readonly webhook: string | null;
  readonly events: readonly string[];
  /** Whoever asked waits for the picture in the answer itself. */
  readonly isAwaited: boolean;
}

type Runs = PredictionRuns<CogDetails>;

const logWebhookMsMin = 500;
const webhookEvents = ['start', 'output', 'logs', 'completed'];
const statusNames = { queued: 'starting', running: 'processing', succeeded: 'succeeded', failed: 'failed', canceled: 'canceled' } as const;

/**
 * A model server with Cog's HTTP API: nothing can be polled, nothing is signed, outputs are data URLs, and nothing is kept once the end of a
 * prediction was told. A path `/models/{owner}/{name}` before it names the model.
 */
export function cogVendor(engine: ImageEngine): Vendor {
  return {
    prefix: 'cog',
    async register(app, context) {
      const startedAt = context.clock.now().toISOString();
      const lastLogAt = new Map<string, number>();
      const runs: Runs = new PredictionRuns<CogDetails>({
        engine,
        dataDir: context.dataDir,
        clock: context.clock,
        onMoment(run, moment) {
          report(context, runs, lastLogAt, run, moment);
          if (moment === 'completed' && !run.details.isAwaited) runs.remove(run.id);
        },
      });
      app.get('/', async () => ({ health_check_url: '/health-check', openapi_url: '/openapi.json', predictions_url: '/predictions' }));
      app.get('/health-check', async () => ({
        status: 'READY',
        setup: { started_at: startedAt, completed_at: startedAt, logs: '', status: 'succeeded' },
      }));
      app.get('/openapi.json', async () => cogOpenApi);
      addPredictionRoutes(app, context, runs, '');
      addPredictionRoutes(app, context, runs, '/models/:owner/:name');
      return async () => runs.stop();
    },
  };
}

type Named = { Params: { id?: string; owner?: string; name?: string } };

function addPredictionRoutes(app: FastifyInstance, context: VendorContext, runs: Runs, base: string): void {
  const create = async (request: FastifyRequest<Named>, reply: FastifyReply, id: string) => {
    const body = readJson(request);
    const { owner, name } = request.params;
    const input = typeof body['input'] === 'object' && body['input'] !== null ? (body['input'] as Record<string, unknown>) : {};
    const read = readModelInput(owner && name ? `${owner}/${name}` : 'cog', input);
    if ('invalid' in read)
      return reply
        .code(422)
        .send({ detail: [{ loc: ['body', 'input', read.invalid.field], msg: read.invalid.message, type: 'value_error' }] });
    const filter = body['webhook_events_filter'];
    const webhook = typeof body['webhook'] === 'string' && URL.canParse(body['webhook']) ? body['webhook'] : null;
    const events = Array.isArray(filter) ? webhookEvents.filter((event) => filter.includes(event)) : webhookEvents;
    const isAwaited = !String(request.headers['prefer'] ?? '').includes('respond-async');
    const run = runs.start(id, read.order, { input: read.echo, webhook, events, isAwaited }, read.reference);
    if (!isAwaited) return reply.code(202).send(predictionBody(run, runs));
    while (!isOver(run) && runs.get(id)) await new Promise((resolve) => setTimeout(resolve, 25));
    const answer = predictionBody(run, runs);
    runs.remove(id);
    return answer;
  };

  app.post<Named>(`${base}/predictions`, (request, reply) => create(request, reply, newPredictionId()));
  app.put<Named>(`${base}/predictions/:id`, async (request, reply) => {
    const { id } = request.params;
    if (!id || !/^[A-Za-z0-9_-]{1,200}$/.test(id)) return reply.code(422).send({ detail: 'the id is not valid' });
    const known = runs.get(id);
    if (!known) return create(request, reply, id);
    return reply.code(202).send(predictionBody(known, runs));
  });
  app.post<Named>(`${base}/predictions/:id/cancel`, async (request, reply) => {
    const run = runs.get(request.params.id ?? '');
    if (!run || isOver(run)) return reply.code(404).send({});
    runs.cancel(run);
    return reply.code(200).send({});
  });
}

function report(context: VendorContext, runs: Runs, lastLogAt: Map<string, number>, run: Run<CogDetails>, moment: RunMoment): void {
  if (moment === 'progress') {
    const now = performance.now();
    if (now - (lastLogAt.get(run.id) ?? 0) < logWebhookMsMin) return;
    lastLogAt.set(run.id, now);
  }
  if (moment === 'completed') lastLogAt.delete(run.id);
  const event = moment === 'progress' ? 'logs' : moment;
  if (!run.details.webhook || !run.details.events.includes(event)) return;
  const body = JSON.stringify(predictionBody(run, runs));
  context.control.deliver({ url: run.details.webhook, headers: { 'content-type': 'application/json' }, body });
}

function predictionBody(run: Run<CogDetails>, runs: Runs) {
  const mediaType = `image/${run.order?.format ?? 'png'}`;
  const outputs = run.status === 'succeeded' ? Array.from({ length: run.outputCount }, (_, n) => runs.output(run.id, n)) : [];
  return {
    id: run.id,
    input: run.details.input,
    output:
      run.status === 'succeeded'
        ? outputs.flatMap((bytes) => (bytes ? [`data:${mediaType};base64,${bytes.toString('base64')}`] : []))
        : null,
    status: statusNames[run.status],
    error: run.error,
    logs: run.startedAt ? `Prompt: ${run.order?.prompt}\n${progressLog(run.percent)}\n` : '',
    created_at: run.createdAt,
    ...(run.startedAt ? { started_at: run.startedAt } : {}),
    ...(run.completedAt
      ? {
          completed_at: run.completedAt,
          metrics: { predict_time: run.startedAt ? (Date.parse(run.completedAt) - Date.parse(run.startedAt)) / 1000 : 0 },
        }
      : {}),
  };
}

function newPredictionId(): string {
  return randomBytes(16).toString('hex');
}
