import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { modality } from './models.js';
import { credits, idParams, idShape, instantShape, pageOf, pageQuery } from './shapes.js';

export const creationState = z.enum(['queued', 'running', 'succeeded', 'failed', 'canceled', 'blocked', 'reference-lost']);
export type CreationState = z.infer<typeof creationState>;

export const promptCharsMax = 2000;

export const lookChoice = z.strictObject({
  id: z.string().max(60),
  slots: z.record(z.string().max(60), z.string().max(300)),
});

export const imageParameters = z.object({
  width: z.number().int().min(256).max(2048).multipleOf(8).default(1024),
  height: z.number().int().min(256).max(2048).multipleOf(8).default(1024),
  /** Drawn by us when it is not given; the same seed, model and prompt give the same picture. */
  seed: z.number().int().min(0).max(2_147_483_647).optional(),
  count: z.number().int().min(1).max(4).default(1),
  negativePrompt: z.string().trim().max(promptCharsMax).optional(),
});

/** Fields that are not listed are dropped and counted, never stored (design: collection is closed). */
export const creationRequest = z.object({
  modality: modality.default('image'),
  model: z.string().max(60),
  tier: z.string().max(60),
  prompt: z.string().trim().min(1).max(promptCharsMax).optional(),
  look: lookChoice.optional(),
  parameters: imageParameters.prefault({}),
  projectId: idShape.optional(),
});
export type CreationRequest = z.infer<typeof creationRequest>;
export type CreationRequestInput = z.input<typeof creationRequest>;

export const creationOutput = z.object({
  n: z.number().int().min(0),
  mediaType: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  bytes: z.number().int(),
  /** Path on core-api; web proxies it. */
  url: z.string(),
  /** Base64 ThumbHash to paint before the picture is there. */
  thumbHash: z.string().nullable(),
});

export const creation = z.object({
  id: idShape,
  modality,
  state: creationState,
  model: z.string(),
  tier: z.string(),
  prompt: z.string().nullable(),
  look: lookChoice.nullable(),
  parameters: z.record(z.string(), z.unknown()),
  usedReference: z.boolean(),
  credits: z.object({ quoted: credits, captured: credits.nullable() }),
  outputs: z.array(creationOutput),
  failure: z.object({ type: z.string(), message: z.string() }).optional(),
  createdAt: instantShape,
  finishedAt: instantShape.nullable(),
  retention: z.object({ expiresAt: instantShape.nullable(), reason: z.string() }),
});
export type Creation = z.infer<typeof creation>;

export const quoteCreation = endpoint({
  method: 'POST',
  path: '/v1/creations/quote',
  access: 'open',
  summary: 'What a creation would cost',
  body: creationRequest.pick({ modality: true, model: true, tier: true, parameters: true }),
  answer: z.object({ credits }),
  status: 200,
});
export const createCreation = endpoint({
  method: 'POST',
  path: '/v1/creations',
  access: 'session',
  summary: 'Ask for a creation (JSON, or multipart with `request` and `reference` parts)',
  body: creationRequest,
  answer: creation,
  status: 202,
  idempotencyKey: 'required',
});
export const listCreations = endpoint({
  method: 'GET',
  path: '/v1/creations',
  access: 'session',
  summary: 'Own creations, newest first; `q` searches whole words of one’s own prompts',
  query: pageQuery.extend({
    q: z.string().trim().max(200).optional(),
    modality: modality.optional(),
    state: creationState.optional(),
    projectId: idShape.optional(),
  }),
  answer: pageOf(creation),
  status: 200,
});
export const getCreation = endpoint({
  method: 'GET',
  path: '/v1/creations/{id}',
  access: 'session',
  summary: 'One creation',
  params: idParams,
  answer: creation,
  status: 200,
});
export const deleteCreation = endpoint({
  method: 'DELETE',
  path: '/v1/creations/{id}',
  access: 'session',
  summary: 'Delete a creation: out of sight at once, its rows and objects gone within 60 s; until then it can be restored',
  params: idParams,
  answer: z.object({ restorableUntil: instantShape }),
  status: 202,
});
export const restoreCreation = endpoint({
  method: 'POST',
  path: '/v1/creations/{id}/restoration',
  access: 'session',
  summary: 'Undo a deletion while it can be undone',
  params: idParams,
  answer: creation,
  status: 200,
});
export const cancelCreation = endpoint({
  method: 'POST',
  path: '/v1/creations/{id}/cancellation',
  access: 'session',
  summary: 'Stop a creation; its hold is released',
  params: idParams,
  answer: creation,
  status: 202,
});
export const reportCreation = endpoint({
  method: 'POST',
  path: '/v1/creations/{id}/reports',
  access: 'session',
  summary: 'Report a result to the moderators',
  params: idParams,
  body: z.strictObject({
    reason: z.enum(['offensive', 'violent', 'sexual', 'someone-i-know', 'copyright', 'other']),
    comment: z.string().trim().max(500).optional(),
  }),
  answer: z.object({ reportId: idShape }),
  status: 201,
});
export const getOutput = endpoint({
  method: 'GET',
  path: '/v1/creations/{id}/outputs/{n}',
  access: 'session',
  summary: 'The file itself',
  params: idParams.extend({ n: z.coerce.number().int().min(0).max(15) }),
  query: z.object({
    metadata: z.enum(['embed', 'strip']).optional(),
    size: z.enum(['thumbnail', 'full']).default('full'),
    download: z.enum(['1']).optional(),
  }),
  status: 200,
});
export const downloadArchive = endpoint({
  method: 'POST',
  path: '/v1/creation-archives',
  access: 'session',
  summary: 'Several creations as one ZIP, streamed',
  body: z.strictObject({
    creationIds: z.array(idShape).min(1).max(100),
    metadata: z.enum(['embed', 'strip']).optional(),
  }),
  status: 200,
});
export const downloadHistory = endpoint({
  method: 'GET',
  path: '/v1/creation-history',
  access: 'session',
  summary: 'Every own creation with its words and settings as one file, newest first, streamed',
  query: z.strictObject({ as: z.enum(['csv', 'json']).default('json') }),
  status: 200,
});
export const streamEvents = endpoint({
  method: 'GET',
  path: '/v1/creations/events',
  access: 'session',
  summary: 'Server-sent events; resumes by `Last-Event-ID`',
  status: 200,
});

/** Events on the stream: `event:` is the type, `data:` this shape. */
export const creationEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.enum(['creation.queued', 'creation.succeeded', 'creation.failed', 'creation.canceled', 'creation.blocked', 'creation.deleted']),
    id: idShape,
  }),
  z.object({
    type: z.literal('creation.progress'),
    id: idShape,
    percent: z.number().int().nullable(),
    position: z.number().int().nullable(),
  }),
  z.object({ type: z.literal('credits.changed'), available: z.number().int(), held: credits }),
]);
export type CreationEvent = z.infer<typeof creationEvent>;
