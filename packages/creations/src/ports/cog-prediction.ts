import type { PredictionRequest, PredictionStatus } from './model-provider.js';
import { failureReason, percentIn } from './vendor-http.js';

/** What is read of a prediction. Cog names these fields, and so does whoever runs Cog's containers for others (Replicate). */
export interface CogPrediction {
  readonly status: 'starting' | 'processing' | 'succeeded' | 'failed' | 'canceled' | 'aborted';
  readonly output?: unknown;
  readonly error?: unknown;
  readonly logs?: string | null | undefined;
}

export function cogStatusOf({ status, output, error, logs }: CogPrediction): PredictionStatus {
  switch (status) {
    case 'starting':
      return { state: 'queued', position: null };
    case 'processing':
      return { state: 'running', percent: percentIn(logs ?? '') };
    case 'succeeded': {
      const outputUrls = [output].flat().filter((url) => typeof url === 'string');
      return outputUrls.length > 0 ? { state: 'succeeded', outputUrls } : { state: 'failed', reason: 'the model gave no output' };
    }
    case 'failed':
      return { state: 'failed', reason: failureReason(error) };
    case 'canceled':
    case 'aborted':
      return { state: 'canceled' };
  }
}

/** The input of an image model under the names that its containers use. */
export function cogInputOf(request: PredictionRequest): Record<string, unknown> {
  const { reference } = request;
  return {
    ...request.tierInput,
    prompt: request.prompt,
    ...(request.negativePrompt ? { negative_prompt: request.negativePrompt } : {}),
    width: request.width,
    height: request.height,
    seed: request.seed,
    num_outputs: request.count,
    output_format: 'png',
    ...(reference ? { image: `data:${reference.mediaType};base64,${Buffer.from(reference.bytes).toString('base64')}` } : {}),
  };
}
