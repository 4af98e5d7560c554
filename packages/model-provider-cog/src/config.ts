import { z } from 'zod';

export const cogConfig = z.object({
  /** The server that runs the model, or one for each model with `{model}` where its name belongs. */
  baseUrl: z.string().refine((text) => URL.canParse(text.replace('{model}', 'model')), 'must be an address'),
  /** Sent as a bearer token where a proxy in front of the server asks for one; Cog itself has no authentication. */
  apiToken: z.string().min(1).max(300).optional(),
  timeoutMs: z.number().int().min(100).max(120_000).default(20_000),
});
export type CogConfig = z.infer<typeof cogConfig>;

/** Each field that leaves for the model server, with the data category it carries. Nothing else is sent. */
export const disclosedCategories = {
  'input.prompt': 'generation.prompt',
  'input.negative_prompt': 'generation.prompt',
  'input.image': 'generation.input-upload',
  'input.seed': 'generation.parameters',
  'input.num_outputs': 'generation.parameters',
  'input.width': 'generation.parameters',
  'input.height': 'generation.parameters',
  'input.output_format': 'generation.parameters',
  'input.*': 'generation.parameters',
  model: 'generation.parameters',
} as const;
