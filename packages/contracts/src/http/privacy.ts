import { z } from 'zod';
import { endpoint } from './endpoint.js';

export const probeResult = z.object({
  name: z.string(),
  measured: z.unknown(),
  bound: z.unknown(),
  sample: z.number().int().nullable(),
  at: z.string().nullable(),
  validUntil: z.string().nullable(),
});

export const promiseState = z.object({
  id: z.string(),
  says: z.string(),
  kind: z.enum(['enforced', 'disclosed', 'organizational']),
  state: z.enum(['kept', 'broken', 'not-proven']),
  missing: z.string().optional(),
  probes: z.array(probeResult),
});

export const getPolicy = endpoint({
  method: 'GET',
  path: '/v1/policy',
  access: 'open',
  summary: 'The policy in force, as data',
  answer: z.record(z.string(), z.unknown()),
  status: 200,
});
export const listRecipients = endpoint({
  method: 'GET',
  path: '/v1/recipients',
  access: 'open',
  summary: 'Who receives what',
  answer: z.object({ items: z.array(z.record(z.string(), z.unknown())), nextCursor: z.null() }),
  status: 200,
});
export const listPromises = endpoint({
  method: 'GET',
  path: '/v1/promises',
  access: 'open',
  summary: 'Every promise of the active profile',
  answer: z.object({ items: z.array(promiseState), nextCursor: z.null() }),
  status: 200,
});
export const getPromise = endpoint({
  method: 'GET',
  path: '/v1/promises/{id}',
  access: 'open',
  summary: 'One promise',
  params: z.object({ id: z.string().max(120) }),
  answer: promiseState,
  status: 200,
});
