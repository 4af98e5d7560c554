import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { idShape, instantShape, pageQuery } from './shapes.js';

const processedCategory = z.object({
  id: z.string(),
  label: z.string(),
  subjects: z.array(z.string()),
  kept: z.string().nullable(),
  places: z.array(z.string()),
  recipients: z.array(z.string()),
});

export const agreementKind = z.enum(['dpa', 'sccs']);

/** A day without a time, as an agreement names it. */
const dayShape = z.iso.date();

/** A contract with a recipient, as somebody of the team recorded it. */
export const recipientAgreement = z.object({
  recipientId: z.string(),
  /** A contract for processing on our behalf (GDPR Art. 28), or standard contractual clauses (Art. 46(2)(c)). */
  kind: agreementKind,
  signedOn: dayShape,
  /** Null: until it is ended. */
  expiresOn: dayShape.nullable(),
  /** Where the signed paper lies. */
  reference: z.string(),
  isExpired: z.boolean(),
});
export type RecipientAgreement = z.infer<typeof recipientAgreement>;

export const consoleRecipient = z.object({
  id: z.string(),
  name: z.string(),
  purpose: z.string(),
  /** Categories, families of them, or `*`. */
  receives: z.array(z.string()),
  /** What the document says about an agreement; null where it says nothing. */
  agreement: z.string().nullable(),
  /** This installation is bound to it. */
  isInUse: z.boolean(),
  /** Where it keeps what it receives; null: nobody has recorded it. */
  region: z.string().nullable(),
  /** Empty: none is recorded. */
  agreements: z.array(recipientAgreement),
});
export type ConsoleRecipient = z.infer<typeof consoleRecipient>;

export const recordOfProcessing = z.object({
  profileId: z.string(),
  /** The policy version that it follows from. */
  policyVersion: z.string(),
  generatedAt: instantShape,
  controller: z.object({ name: z.string(), contact: z.string() }),
  activities: z.array(
    z.object({
      id: z.string(),
      purpose: z.string(),
      lawfulBasis: z.string(),
      origin: z.string(),
      categories: z.array(processedCategory),
    }),
  ),
  besides: z.array(processedCategory),
  recipients: z.array(consoleRecipient),
  transfers: z.object({ mode: z.string(), regions: z.array(z.string()), safeguards: z.array(z.string()) }),
  backups: z.array(z.string()),
  security: z.array(z.string()),
});
export type RecordOfProcessingView = z.infer<typeof recordOfProcessing>;

const recordKeepers = ['privacy-officer', 'auditor'] as const;

/** With `Accept: text/csv` one line per activity and category. */
export const getRecordOfProcessing = endpoint({
  method: 'GET',
  path: '/v1/console/record-of-processing',
  access: 'staff',
  roles: recordKeepers,
  summary: 'The record of processing activities (GDPR Art. 30), as JSON or CSV',
  answer: recordOfProcessing,
  status: 200,
});
export const listConsoleRecipients = endpoint({
  method: 'GET',
  path: '/v1/console/recipients',
  access: 'staff',
  roles: recordKeepers,
  summary: 'Recipients with their agreements',
  answer: z.object({ items: z.array(consoleRecipient), nextCursor: z.null() }),
  status: 200,
});
export const putRecipientAgreement = endpoint({
  method: 'PUT',
  path: '/v1/console/recipients/{id}/agreements/{kind}',
  access: 'staff',
  roles: ['privacy-officer'],
  summary: 'Record an agreement with a recipient, or change it',
  params: z.object({ id: z.string().max(60), kind: agreementKind }),
  body: z
    .strictObject({ signedOn: dayShape, expiresOn: dayShape.nullable(), reference: z.string().trim().min(1).max(200) })
    .refine(({ signedOn, expiresOn }) => expiresOn === null || expiresOn > signedOn, {
      path: ['expiresOn'],
      message: 'must be after the day of signing',
    }),
  answer: recipientAgreement,
  status: 200,
});

/** One thing that somebody of the team did or read. Null where the payload was erased: the chain still holds. */
export const auditEntry = z.object({
  sequence: z.number().int(),
  at: instantShape,
  /** Method and path of the endpoint. */
  action: z.string(),
  /** `asked`: a command, written before it is carried out. `refused`: the one just before was not. `read`: somebody's data was shown. */
  outcome: z.enum(['asked', 'refused', 'read']),
  staffId: idShape.nullable(),
  /** The row, person or case that it is about. */
  targetId: z.string().nullable(),
  /** Which of several commands, or the status of a refusal. */
  detail: z.string().nullable(),
  reason: z.string().nullable(),
  hash: z.string(),
});
export type AuditEntryView = z.infer<typeof auditEntry>;

export const auditChain = z.union([
  z.object({
    verdict: z.literal('intact'),
    entries: z.number().int(),
    /** How many payloads are gone. */
    erased: z.number().int(),
    /** Kept elsewhere, it shows later that the end was not cut off. */
    head: z.string(),
  }),
  z.object({ verdict: z.literal('broken'), at: z.number().int(), why: z.string() }),
]);

/** The whole chain is verified with the first page. With `Accept: application/x-ndjson` all of it, one entry per line, the verdict as the last. */
export const listAudit = endpoint({
  method: 'GET',
  path: '/v1/console/audit',
  access: 'staff',
  roles: ['auditor', 'privacy-officer'],
  summary: 'What the team did and read, newest first',
  query: pageQuery.extend({ staff: idShape.optional(), target: z.string().max(60).optional() }),
  answer: z.object({
    items: z.array(auditEntry),
    nextCursor: z.string().nullable(),
    /** Null on later pages. */
    chain: auditChain.nullable(),
  }),
  status: 200,
});

/** What a probe measured when it last looked at the world. */
export const evidenceView = z.object({
  name: z.string(),
  measured: z.number(),
  /** What it must not exceed. */
  bound: z.number(),
  /** Over how many it was measured. */
  sample: z.number(),
  at: instantShape,
  validUntil: instantShape,
  /** Where it was exceeded: tables and stores. */
  places: z.array(z.string()),
});
export type EvidenceView = z.infer<typeof evidenceView>;
export const listConsoleEvidence = endpoint({
  method: 'GET',
  path: '/v1/console/evidence',
  access: 'staff',
  roles: ['privacy-officer', 'moderator', 'support', 'auditor'],
  summary: 'What each probe measured last',
  answer: z.object({ items: z.array(evidenceView), nextCursor: z.null() }),
  status: 200,
});
