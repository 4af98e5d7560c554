import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { credits, idParams, idShape, instantShape, pageOf, pageQuery } from './shapes.js';

const capabilityShape = z.string().min(20).max(200);

/** What a minor asked to buy, and what the guardian said. Only where the profile lets minors in with a guardian. */
export const spendApproval = z.object({
  id: idShape,
  offerId: z.string(),
  credits,
  /** At once, or (`interval`) for every period until it is cancelled. */
  amountMinor: z.number().int().positive(),
  currency: z.string().length(3),
  interval: z.enum(['month']).nullable(),
  /** `approved`: this offer can be bought once, until `countsUntil`. `used`: it was. `expired`: nobody answered, or nobody used the answer. */
  state: z.enum(['waiting', 'approved', 'declined', 'used', 'expired']),
  askedAt: instantShape,
  decidedAt: instantShape.nullable(),
  /** Until when a question or an approval counts; null for what is decided for good. */
  countsUntil: instantShape.nullable(),
});
export type SpendApproval = z.infer<typeof spendApproval>;

export const guardianSupervision = z.object({
  /** Whose account it is, by the name that they gave themselves. */
  displayName: z.string().nullable(),
  agreedAt: instantShape,
  /** This month (UTC) and the eleven before it, newest first. Numbers only: what somebody wrote or made is theirs. */
  months: z.array(
    z.object({
      month: z.string().regex(/^\d{4}-\d{2}$/),
      creditsSpent: credits,
      creditsBought: credits,
      creations: z.number().int().min(0),
    }),
  ),
  /** The newest 50. */
  approvals: z.array(spendApproval),
  linkExpiresAt: instantShape,
});
export type GuardianSupervision = z.infer<typeof guardianSupervision>;

export const listSpendApprovals = endpoint({
  method: 'GET',
  path: '/v1/spend-approvals',
  access: 'session',
  summary: 'What one’s guardian was asked to approve, newest first',
  query: pageQuery,
  answer: pageOf(spendApproval),
  status: 200,
});
export const getGuardianSupervision = endpoint({
  method: 'GET',
  path: '/v1/guardian-supervision',
  access: 'open',
  summary: 'Totals of a minor’s activity, and what waits for an approval, by the mailed link of the guardian',
  query: z.object({ capability: capabilityShape }),
  answer: guardianSupervision,
  status: 200,
});
export const decideSpendApproval = endpoint({
  method: 'POST',
  path: '/v1/spend-approvals/{id}/decision',
  access: 'open',
  summary: 'Approve or decline a purchase as the guardian; an approval that was not used yet can still be declined',
  params: idParams,
  body: z.strictObject({ capability: capabilityShape, decision: z.enum(['approved', 'declined']) }),
  answer: spendApproval,
  status: 200,
  opaque: ['capability'],
});
/** Whoever holds an old link learns nothing by it: the new one goes to the address on file. */
export const renewGuardianLink = endpoint({
  method: 'POST',
  path: '/v1/guardian-links',
  access: 'open',
  summary: 'Have a new link mailed to the guardian’s address on file, in exchange for an older one',
  body: z.strictObject({ capability: capabilityShape }),
  answer: z.object({ requested: z.literal(true) }),
  status: 202,
  limit: 'sign-in',
  opaque: ['capability'],
});
export const sendGuardianLink = endpoint({
  method: 'POST',
  path: '/v1/guardian/links',
  access: 'session',
  summary: 'Have a new link mailed to one’s own guardian',
  answer: z.object({ requested: z.literal(true) }),
  status: 202,
});
