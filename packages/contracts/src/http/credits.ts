import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { credits, idShape, instantShape, pageOf, pageQuery } from './shapes.js';

export const lotSource = z.enum(['paid', 'promotional', 'subscription']);

export const creditsNow = z.object({
  /** Negative when a refunded or disputed purchase was already spent. */
  available: z.number().int(),
  held: credits,
  lots: z.array(z.object({ source: lotSource, remaining: credits, expiresAt: instantShape.nullable() })),
});
export type CreditsNow = z.infer<typeof creditsNow>;

export const statementItem = z.object({
  id: z.string(),
  at: instantShape,
  kind: z.string(),
  /** Change of `available + held`… as signed whole credits; all amounts of a statement sum to its newest balance. */
  amount: z.number().int(),
  balance: z.number().int(),
  creationId: idShape.nullable().optional(),
  note: z.string(),
});
export type StatementItem = z.infer<typeof statementItem>;

export const getCredits = endpoint({
  method: 'GET',
  path: '/v1/credits',
  access: 'session',
  summary: 'Available and held credits, by lot',
  answer: creditsNow,
  status: 200,
});
export const getStatement = endpoint({
  method: 'GET',
  path: '/v1/credits/statement',
  access: 'session',
  summary: 'Every movement, newest first; `Accept: text/csv` streams the whole statement',
  query: pageQuery,
  answer: pageOf(statementItem),
  status: 200,
});
