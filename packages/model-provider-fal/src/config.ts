import { z } from 'zod';

export const falConfig = z.object({
  /** `id:secret` */
  apiKey: z.string().min(1).max(300),
  /** The queue's address, in place of `https://queue.fal.run`. */
  baseUrl: z.url().default('https://queue.fal.run'),
  /** The platform's own API; used to delete what the vendor keeps of a request. */
  platformUrl: z.url().default('https://api.fal.ai/v1'),
  /** The public keys that webhooks are signed with. */
  jwksUrl: z.url().default('https://rest.fal.ai/.well-known/jwks.json'),
  /** Where outputs are fetched from; nothing else is ever fetched. */
  deliveryUrls: z
    .array(z.url())
    .min(1)
    .default(['https://v3.fal.media/files/', 'https://v3b.fal.media/files/', 'https://fal.media/files/']),
  timeoutMs: z.number().int().min(100).max(120_000).default(20_000),
  downloadTimeoutMs: z.number().int().min(100).max(600_000).default(60_000),
});
export type FalConfig = z.infer<typeof falConfig>;

/** Each field that leaves for fal, with the data category it carries. Nothing else is sent. */
export const disclosedCategories = {
  prompt: 'generation.prompt',
  negative_prompt: 'generation.prompt',
  image_url: 'generation.input-upload',
  seed: 'generation.parameters',
  num_images: 'generation.parameters',
  image_size: 'generation.parameters',
  output_format: 'generation.parameters',
  sync_mode: 'generation.parameters',
  '*': 'generation.parameters',
  model: 'generation.parameters',
} as const;
