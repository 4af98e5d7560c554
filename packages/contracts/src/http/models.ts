import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { credits } from './shapes.js';

export const modality = z.enum(['image', 'video', 'music', 'chat', 'writing']);

export const model = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  modality,
  tiers: z.array(z.object({ id: z.string(), name: z.string(), description: z.string(), credits })),
  /** JSON Schema of `parameters`; the studio's form is made from it. */
  parameters: z.record(z.string(), z.unknown()),
  acceptsReference: z.boolean(),
});
export type Model = z.infer<typeof model>;

export const listModels = endpoint({
  method: 'GET',
  path: '/v1/models',
  access: 'open',
  summary: 'The model catalogue with tiers and prices',
  answer: z.object({ items: z.array(model), nextCursor: z.null() }),
  status: 200,
});

export const lookSlot = z.object({
  id: z.string(),
  label: z.string(),
  kind: z.enum(['text', 'choice']),
  required: z.boolean(),
  example: z.string(),
  maxLength: z.number().int(),
  choices: z.array(z.object({ value: z.string(), label: z.string() })),
});
export const look = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  modality,
  model: z.string(),
  tier: z.string(),
  slots: z.array(lookSlot),
});
export type Look = z.infer<typeof look>;

export const listLooks = endpoint({
  method: 'GET',
  path: '/v1/looks',
  access: 'open',
  summary: 'Presets with slots',
  answer: z.object({ items: z.array(look), nextCursor: z.null() }),
  status: 200,
});
