import { z } from 'zod';
import { ageBand } from './account.js';
import { caseClass, caseState } from './cases.js';
import { moderationDecision, moderationGround } from './moderation.js';
import { endpoint } from './endpoint.js';
import { emailShape, idParams, idShape, instantShape, pageOf, pageQuery } from './shapes.js';

/** Why somebody of the team reads or does something; the person may read it in their timeline. */
const readingReason = z.string().trim().min(10).max(300);
/** Kept for years and shown to auditors: it names facts, not people. */
const recordedReason = z
  .string()
  .trim()
  .min(10)
  .max(500)
  .refine((text) => !/\S+@\S+\.\S+/.test(text), { message: 'must name no mail address: this text is kept for years' });

export const holdKind = z.enum(['legal', 'illegal-content']);
export const legalHold = z.object({
  id: idShape,
  subjectId: idShape,
  kind: holdKind,
  reason: z.string(),
  /** Categories that must stay; `all`: whatever there is. */
  scope: z.union([z.literal('all'), z.array(z.string())]),
  setBy: idShape,
  setAt: instantShape,
  /** When somebody has to look whether it is still needed. */
  reviewAt: instantShape,
  isReviewOverdue: z.boolean(),
  liftedBy: idShape.nullable(),
  liftedAt: instantShape.nullable(),
});
export type LegalHoldView = z.infer<typeof legalHold>;

export const listHolds = endpoint({
  method: 'GET',
  path: '/v1/console/holds',
  access: 'staff',
  roles: ['privacy-officer', 'auditor'],
  summary: 'Orders to keep something, newest first',
  query: pageQuery.extend({
    state: z.enum(['standing', 'lifted', 'review-overdue']).optional(),
    subject: idShape.optional(),
  }),
  answer: pageOf(legalHold),
  status: 200,
});
/** Suspends erasure and retention of what it covers. */
export const setHold = endpoint({
  method: 'POST',
  path: '/v1/console/holds',
  access: 'staff',
  roles: ['privacy-officer'],
  summary: 'Order that something of a person must stay',
  body: z.strictObject({
    subjectId: idShape,
    kind: holdKind,
    reason: recordedReason,
    /** Everything when left out. */
    scope: z.union([z.literal('all'), z.array(z.string().max(60)).min(1).max(60)]).default('all'),
    /** In the future, at most one year away. */
    reviewAt: instantShape,
  }),
  answer: legalHold,
  status: 201,
});
/** An erasure that kept something because of it is taken up again. */
export const liftHold = endpoint({
  method: 'POST',
  path: '/v1/console/holds/{id}/lifting',
  access: 'staff',
  roles: ['privacy-officer'],
  summary: 'Lift a hold',
  params: idParams,
  body: z.strictObject({ reason: recordedReason }),
  answer: legalHold,
  status: 200,
});

/** A person as the team sees them, without anything that they made or wrote. */
export const consoleSubject = z.object({
  subjectId: idShape,
  /** Null when there is no account any more. */
  account: z
    .object({
      state: z.enum(['active', 'closed']),
      email: z.string(),
      createdAt: instantShape,
      lastActivityAt: instantShape,
      ageBand: ageBand.nullable(),
      guardianAgreedAt: instantShape.nullable(),
    })
    .nullable(),
  /** Since when their data is only kept (GDPR Art. 18). */
  restrictedSince: instantShape.nullable(),
  holdings: z.array(z.object({ category: z.string(), label: z.string(), count: z.number().int() })),
  holds: z.array(legalHold),
  cases: z.array(z.object({ id: idShape, reference: z.string(), class: caseClass, state: caseState, receivedAt: instantShape })),
});
export type ConsoleSubject = z.infer<typeof consoleSubject>;

/** By exactly one of address and pseudonym. Who asked and why is recorded; the person sees it. */
export const getConsoleSubject = endpoint({
  method: 'GET',
  path: '/v1/console/subjects',
  access: 'staff',
  roles: ['privacy-officer', 'support'],
  summary: 'What is known of one person; the reading is recorded',
  query: z
    .object({ email: emailShape.optional(), id: idShape.optional(), reason: readingReason })
    .refine(({ email, id }) => (email === undefined) !== (id === undefined), {
      path: ['email'],
      message: 'either email or id is needed, and not both',
    }),
  answer: consoleSubject,
  status: 200,
});
/** For an account that turned out to be of a child: it is closed at once, every session ends, and its erasure begins within seconds. */
export const closeSubject = endpoint({
  method: 'POST',
  path: '/v1/console/subjects/{id}/closure',
  access: 'staff',
  roles: ['privacy-officer', 'moderator'],
  summary: 'Close an account and have it erased',
  params: idParams,
  body: z.strictObject({ reason: recordedReason }),
  answer: z.object({ subjectId: idShape, closedAt: instantShape, endedSessions: z.number().int() }),
  status: 200,
});

export const moderationItem = z.object({
  id: idShape,
  subjectId: idShape,
  /** Null where the request was stopped before it became a creation. */
  creationId: idShape.nullable(),
  stage: z.enum(['request', 'output', 'report']),
  codes: z.array(z.string()),
  /** Something was written; it is shown for a reason only. */
  hasContent: z.boolean(),
  /** The person wants no machine to decide alone: this waits for a decision. */
  awaitsPerson: z.boolean(),
  at: instantShape,
  /** Newest first; empty: nobody has looked at it yet. */
  decisions: z.array(
    z.object({
      id: idShape,
      decision: moderationDecision,
      ground: moderationGround,
      /** The sentence that the person read. */
      says: z.string(),
      reason: z.string(),
      staffId: idShape,
      at: instantShape,
    }),
  ),
  /** What a decision about it can stand on. */
  grounds: z.array(z.object({ ground: moderationGround, decisions: z.array(moderationDecision), says: z.string() })),
});
export type ModerationItem = z.infer<typeof moderationItem>;

const moderators = ['moderator', 'privacy-officer'] as const;

export const listModeration = endpoint({
  method: 'GET',
  path: '/v1/console/moderation',
  access: 'staff',
  roles: moderators,
  summary: 'What the filter stopped and what people reported, newest first',
  query: pageQuery.extend({
    stage: z.enum(['request', 'output', 'report']).optional(),
    decided: z.enum(['yes', 'no']).optional(),
  }),
  answer: pageOf(moderationItem),
  status: 200,
});
export const readModeration = endpoint({
  method: 'GET',
  path: '/v1/console/moderation/{id}/content',
  access: 'staff',
  roles: moderators,
  summary: 'What was written; the reading is recorded',
  params: idParams,
  query: z.object({ reason: readingReason }),
  answer: z.object({
    id: idShape,
    /** Null where nothing was written, or where its key is gone. */
    text: z.string().nullable(),
  }),
  status: 200,
});
/**
 * A person decides, after the filter did; whom it is about is told, by mail and in their settings. A later decision may be another one; both
 * stay. `overturned` releases the very words, `removed` takes a creation away and erases it.
 */
export const decideModeration = endpoint({
  method: 'POST',
  path: '/v1/console/moderation/{id}/decision',
  access: 'staff',
  roles: moderators,
  summary: 'Decide about what was stopped or reported',
  params: idParams,
  body: z.strictObject({ decision: moderationDecision, ground: moderationGround, reason: recordedReason }),
  answer: moderationItem,
  status: 200,
});
