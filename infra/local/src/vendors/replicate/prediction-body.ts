import { progressLog, type Run } from '../../engine/prediction-runs.js';

export interface ReplicateDetails {
  readonly model: string;
  readonly version: string;
  readonly input: Record<string, unknown>;
  readonly webhook: string | null;
  readonly events: readonly string[];
}

const statusNames = { queued: 'starting', running: 'processing', succeeded: 'succeeded', failed: 'failed', canceled: 'canceled' } as const;
const extensions = { png: 'png', webp: 'webp', jpeg: 'jpg' } as const;

/** A prediction as Replicate shows it: with the input echoed, which is what the adapter has to drop. */
export function predictionBody(run: Run<ReplicateDetails>, vendorUrl: string) {
  const { model, version, input, webhook, events } = run.details;
  const format = run.order?.format ?? 'png';
  const outputs = Array.from({ length: run.outputCount }, (_, n) => `${vendorUrl}/delivery/${run.id}/out-${n}.${extensions[format]}`);
  return {
    id: run.id,
    model,
    version,
    input,
    logs: run.startedAt ? `Using seed: ${run.order?.seed}\nPrompt: ${run.order?.prompt}\n${progressLog(run.percent)}\n` : '',
    output: run.status === 'succeeded' ? outputs : null,
    data_removed: false,
    error: run.error,
    source: 'api',
    status: statusNames[run.status],
    created_at: run.createdAt,
    ...(run.startedAt ? { started_at: run.startedAt } : {}),
    ...(run.completedAt ? { completed_at: run.completedAt, metrics: metricsOf(run) } : {}),
    ...(webhook ? { webhook, webhook_events_filter: events } : {}),
    urls: {
      get: `${vendorUrl}/v1/predictions/${run.id}`,
      cancel: `${vendorUrl}/v1/predictions/${run.id}/cancel`,
      web: `${vendorUrl}/p/${run.id}`,
    },
  };
}

function metricsOf(run: Run<ReplicateDetails>) {
  const seconds = (from: string | null) => (from && run.completedAt ? (Date.parse(run.completedAt) - Date.parse(from)) / 1000 : 0);
  return { predict_time: seconds(run.startedAt), total_time: seconds(run.createdAt), image_count: run.outputCount };
}
