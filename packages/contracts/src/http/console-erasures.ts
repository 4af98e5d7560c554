import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { idParams, idShape, instantShape, pageOf, pageQuery } from './shapes.js';

const readers = ['privacy-officer', 'support', 'auditor'] as const;
const runState = z.enum(['cooling-off', 'running', 'provisional', 'done', 'withdrawing', 'withdrawn']);

/** An erasure as the team's list shows it. */
export const consoleErasure = z.object({
  id: idShape,
  reference: z.string(),
  state: runState,
  scope: z.string(),
  requestedAt: instantShape,
  mayStartAt: instantShape,
  steps: z.object({ total: z.number().int(), done: z.number().int(), pending: z.number().int() }),
  /** When the next of the steps that came to nothing is tried again. */
  nextTryAt: instantShape.nullable(),
  certificate: z.enum(['none', 'provisional', 'final']),
});
export type ConsoleErasure = z.infer<typeof consoleErasure>;

/** Every step with what came of it: codes and counts, and nothing of the person but the pseudonym while there is one. */
export const consoleErasurePage = consoleErasure.extend({
  caseId: idShape.nullable(),
  subjectId: idShape.nullable(),
  steps: z.object({ total: z.number().int(), done: z.number().int(), pending: z.number().int() }),
  stepList: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['survey', 'erase', 'verify', 'raw-check', 'undo']),
      participant: z.string(),
      group: z.string(),
      /** The recipient of the profile that it speaks for. */
      recipient: z.string().nullable(),
      state: z.enum(['due', 'pending', 'done']),
      /** Calls that came to nothing, since the last one that got on. */
      attempts: z.number().int(),
      firstTriedAt: instantShape.nullable(),
      nextTryAt: instantShape.nullable(),
      doneAt: instantShape.nullable(),
      outcome: z.enum(['erased', 'nothing-held', 'not-supported']).nullable(),
      receiptId: z.string().nullable(),
      /** A code, never what a vendor said. */
      problem: z.string().nullable(),
      /** Of a survey: what was there. Of a search: what was found. */
      found: z.number().int().nullable(),
      places: z.number().int(),
      /** Tried in vain for more than a day. */
      isAlarming: z.boolean(),
    }),
  ),
  certificates: z.array(z.object({ state: z.enum(['provisional', 'final']), digest: z.string(), issuedAt: instantShape })),
  /** Whether the person was told of the newest certificate; `nobody`: no address is known, or none any more. */
  notice: z.enum(['nobody', 'waiting', 'told']),
  /** Recipients that nobody can ask by machine. */
  unserved: z.array(z.string()),
  mayRetry: z.boolean(),
});
export type ConsoleErasurePage = z.infer<typeof consoleErasurePage>;

export const listConsoleErasures = endpoint({
  method: 'GET',
  path: '/v1/console/erasures',
  access: 'staff',
  roles: readers,
  summary: 'Erasures, newest first',
  query: pageQuery.extend({ state: runState.optional() }),
  answer: pageOf(consoleErasure),
  status: 200,
});
export const getConsoleErasure = endpoint({
  method: 'GET',
  path: '/v1/console/erasures/{id}',
  access: 'staff',
  roles: readers,
  summary: 'An erasure step by step',
  params: idParams,
  answer: consoleErasurePage,
  status: 200,
});
/** Does not wait until the pause after the last try is over; nothing is skipped. */
export const retryConsoleErasure = endpoint({
  method: 'POST',
  path: '/v1/console/erasures/{id}/retry',
  access: 'staff',
  roles: ['privacy-officer'],
  summary: 'Try what came to nothing again at once',
  params: idParams,
  answer: consoleErasurePage,
  status: 200,
});
