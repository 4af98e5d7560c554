import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { emailShape, idParams, idShape, instantShape, pageOf, pageQuery, tokenShape } from './shapes.js';

export const caseClass = z.enum([
  'access',
  'export',
  'rectification',
  'erasure',
  'restriction',
  'objection',
  'automated-decision-review',
  'consent-withdrawal',
  'complaint',
  'security-urgent',
  'inquiry',
  'underage-report',
]);
export type CaseClassId = z.infer<typeof caseClass>;
export const caseState = z.enum(['received', 'verifying', 'open', 'waiting', 'fulfilled', 'refused', 'withdrawn']);
export type CaseStateId = z.infer<typeof caseState>;
export const caseAction = z.enum([
  'export',
  'erasure',
  'rectification',
  'restriction',
  'objection',
  'review',
  'consent-withdrawal',
  'account-closure',
]);

/** What exactly is asked for: which part is erased, what is objected to, which consent is withdrawn. */
export const caseScope = z.union(
  [
    z.strictObject({ what: z.enum(['account', 'prompts', 'images']) }),
    z.strictObject({ what: z.literal('creation'), creationId: idShape }),
    z.strictObject({ against: z.literal('direct-marketing') }),
    z.strictObject({ against: z.literal('legitimate-interests'), purpose: z.string().min(1).max(100).optional() }),
    z.strictObject({ purpose: z.string().min(1).max(100) }),
    z.strictObject({ recordId: idShape }),
  ],
  {
    error:
      'must be one of { what: account | prompts | images }, { what: creation, creationId }, { against: direct-marketing }, { against: legitimate-interests, purpose? }, { purpose }, { recordId }',
  },
);
export type CaseScopeView = z.infer<typeof caseScope>;

const messageShape = z.string().trim().min(1).max(20_000);

export const caseActionView = z.object({
  id: idShape,
  kind: caseAction,
  startedAt: instantShape,
  finishedAt: instantShape.nullable(),
  /** Until when a withdrawal still stops an erasure. */
  coolingOffUntil: instantShape.nullable(),
});

/** That somebody who received data was told of a correction or a restriction, or why not (GDPR Art. 19). */
export const recipientNoticeView = z.object({
  /** As `GET /v1/recipients` names it. */
  recipient: z.string(),
  name: z.string(),
  matter: z.enum(['address', 'restriction']),
  state: z.enum(['due', 'told', 'cannot-be-told', 'failed']),
  reason: z.enum(['no-channel', 'nothing-to-correct', 'unreachable', 'refused']).nullable(),
  attempts: z.number().int(),
  /** When it was settled; until then, when it became due. */
  at: instantShape,
  /** The same as a sentence to the person. */
  text: z.string(),
});
export type RecipientNoticeView = z.infer<typeof recipientNoticeView>;

export const caseView = z.object({
  id: idShape,
  /** For mails: whoever writes names it. */
  reference: z.string(),
  class: caseClass,
  scope: caseScope.nullable(),
  state: caseState,
  verification: z.enum(['not-needed', 'needed', 'asked', 'verified', 'locked']),
  receivedAt: instantShape,
  acknowledgeBy: instantShape.nullable(),
  respondBy: instantShape.nullable(),
  completeBy: instantShape.nullable(),
  endedAt: instantShape.nullable(),
  actions: z.array(caseActionView),
  refusalGround: z.string().nullable(),
  /** What has been said: by the person and to them. Empty in lists. */
  messages: z.array(z.object({ at: instantShape, from: z.enum(['person', 'team']), text: z.string() })),
  exportId: idShape.optional(),
  erasureId: idShape.optional(),
  /** Of restrictions and corrections; left out in lists. */
  recipientNotices: z.array(recipientNoticeView).optional(),
});
export type CaseView = z.infer<typeof caseView>;

/** What everybody who is not signed in is told, whatever they wrote and whoever they are. */
const receivedView = z.object({ received: z.literal(true) });

/**
 * A request about data or privacy, from somebody who is signed in or not. With a token the answer is the case; without one it is always the same,
 * and what follows is mailed to `email`.
 */
export const openCase = endpoint({
  method: 'POST',
  path: '/v1/cases',
  access: 'either',
  summary: 'Exercise a right, or ask something',
  body: z.strictObject({
    class: caseClass,
    message: messageShape.optional(),
    scope: caseScope.optional(),
    /** Where to answer; needed without a token, not allowed with one. */
    email: emailShape.optional(),
  }),
  answer: z.union([caseView, receivedView]),
  status: 202,
  idempotencyKey: 'required',
});
/** A contact form: a message whose class is suggested from its words. */
export const sendInquiry = endpoint({
  method: 'POST',
  path: '/v1/inquiries',
  access: 'open',
  summary: 'Write to the privacy team',
  body: z.strictObject({ email: emailShape, message: messageShape }),
  answer: receivedView,
  status: 202,
  idempotencyKey: 'optional',
});
export const listCases = endpoint({
  method: 'GET',
  path: '/v1/cases',
  access: 'session',
  summary: 'Your own cases',
  query: pageQuery,
  answer: pageOf(caseView),
  status: 200,
});
export const getCase = endpoint({
  method: 'GET',
  path: '/v1/cases/{id}',
  access: 'session',
  summary: 'One of your cases, with what was said',
  params: idParams,
  answer: caseView,
  status: 200,
});
/** A request that came from one's address by somebody who was not signed in: what it says is shown once it is proven. */
export const unprovenCase = z.object({ id: idShape, reference: z.string(), class: caseClass, receivedAt: instantShape });
export type UnprovenCase = z.infer<typeof unprovenCase>;
export const listUnprovenCases = endpoint({
  method: 'GET',
  path: '/v1/unproven-cases',
  access: 'session',
  summary: 'Requests from your address that nobody has proven to be theirs yet, newest first',
  query: pageQuery,
  answer: pageOf(unprovenCase),
  status: 200,
});
/**
 * Proves by the token of the link that was mailed; or without one by a sign-in of a moment ago, for one's own case and for one that came from
 * the address on file. `verified` says nothing of who asks or whether there is an account.
 */
export const verifyCase = endpoint({
  method: 'POST',
  path: '/v1/cases/{id}/verification',
  access: 'either',
  summary: 'Prove that the request is yours',
  params: idParams,
  body: z.strictObject({ token: tokenShape.optional() }),
  answer: z.object({ verified: z.literal(true), reference: z.string() }),
  status: 200,
  opaque: ['token'],
  limit: 'sign-in',
});
export const withdrawCase = endpoint({
  method: 'POST',
  path: '/v1/cases/{id}/withdrawal',
  access: 'session',
  summary: 'Take a request back',
  params: idParams,
  answer: caseView,
  status: 200,
});
export const replyToCase = endpoint({
  method: 'POST',
  path: '/v1/cases/{id}/messages',
  access: 'session',
  summary: 'Add something to one of your cases',
  params: idParams,
  body: z.strictObject({ message: messageShape }),
  answer: caseView,
  status: 200,
  idempotencyKey: 'optional',
});
