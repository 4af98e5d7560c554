import { z } from 'zod';

export const replicateConfig = z.object({
  apiToken: z.string().min(1).max(200),
  /** `whsec_…`, as the API's `GET /webhooks/default/secret` answers it. */
  webhookSecret: z.string().regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'must be `whsec_` and base64'),
  baseUrl: z.url().default('https://api.replicate.com/v1'),
  /** Where outputs are fetched from; nothing else is ever fetched. */
  deliveryUrls: z.array(z.url()).min(1).default(['https://replicate.delivery/']),
  timeoutMs: z.number().int().min(100).max(120_000).default(20_000),
  downloadTimeoutMs: z.number().int().min(100).max(600_000).default(60_000),
});
export type ReplicateConfig = z.infer<typeof replicateConfig>;

/** Each field that leaves for Replicate, with the data category it carries. Nothing else is sent. */
export const disclosedCategories = {
  'input.prompt': 'generation.prompt',
  'input.negative_prompt': 'generation.prompt',
  'input.image': 'generation.input-upload',
  'input.prompt_strength': 'generation.parameters',
  'input.seed': 'generation.parameters',
  'input.num_outputs': 'generation.parameters',
  'input.width': 'generation.parameters',
  'input.height': 'generation.parameters',
  'input.aspect_ratio': 'generation.parameters',
  'input.output_format': 'generation.parameters',
  'input.go_fast': 'generation.parameters',
  'input.*': 'generation.parameters',
  model: 'generation.parameters',
} as const;
