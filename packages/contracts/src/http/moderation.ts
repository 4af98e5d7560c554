import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { idParams, idShape, instantShape, pageOf, pageQuery } from './shapes.js';

export const moderationDecision = z.enum(['upheld', 'overturned', 'removed']);
/** Why a moderator decides as they do; a closed list. */
export const moderationGround = z.enum([
  'filter-mistaken',
  'allowed-in-context',
  'no-rule-broken',
  'sexual-minors',
  'sexual-violence',
  'real-person',
  'unlawful',
  'rights-of-others',
  'against-rules',
]);
export type ModerationGroundId = z.infer<typeof moderationGround>;

/** What the content filter stopped of a person's, or what they reported, and what came of it. */
export const ownModeration = z.object({
  id: idShape,
  /** Null where the request was stopped before it became a creation. */
  creationId: idShape.nullable(),
  stage: z.enum(['request', 'output', 'report']),
  codes: z.array(z.string()),
  at: instantShape,
  /** `waiting`: a person of the team is going to look at it. `stopped`: nobody was asked to. */
  state: z.enum(['stopped', 'waiting', 'decided']),
  /** The case of the review, where there is one. */
  caseId: idShape.nullable(),
  /** The newest decision; made by a person of the team. */
  decision: z.object({ decision: moderationDecision, ground: moderationGround, says: z.string(), at: instantShape }).nullable(),
  /** The person's own words; null where nothing was written. */
  text: z.string().nullable(),
  /** Released: the very same words pass the filter when this person sends them again. */
  mayRunAgain: z.boolean(),
});
export type OwnModeration = z.infer<typeof ownModeration>;

export const listOwnModeration = endpoint({
  method: 'GET',
  path: '/v1/moderation',
  access: 'session',
  summary: 'What the content filter stopped, what you reported, and what people decided about it, newest first',
  query: pageQuery.extend({ creation: idShape.optional() }),
  answer: pageOf(ownModeration),
  status: 200,
});
export const getOwnModeration = endpoint({
  method: 'GET',
  path: '/v1/moderation/{id}',
  access: 'session',
  summary: 'One of them',
  params: idParams,
  answer: ownModeration,
  status: 200,
});

/** `person`: what the filter would stop waits for a decision of the team, without being asked for each time (GDPR Art. 22). */
export const automatedDecisions = z.object({ decidedBy: z.enum(['filter', 'person']), since: instantShape.nullable() });
export const getAutomatedDecisions = endpoint({
  method: 'GET',
  path: '/v1/automated-decisions',
  access: 'session',
  summary: 'Who decides about what the content filter objects to',
  answer: automatedDecisions,
  status: 200,
});
export const setAutomatedDecisions = endpoint({
  method: 'PUT',
  path: '/v1/automated-decisions',
  access: 'session',
  summary: 'Have a person decide, or the filter again',
  body: z.strictObject({ decidedBy: z.enum(['filter', 'person']) }),
  answer: automatedDecisions,
  status: 200,
});
