import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { idParams, idShape, instantShape, pageOf, pageQuery } from './shapes.js';

/** What is held of a person, by category; computed from the data map and the person's own rows. */
export const heldCategory = z.object({
  category: z.string(),
  label: z.string(),
  /** Records; a file counts with the record that names it. */
  count: z.number().int().min(0),
  purposes: z.array(z.string()),
  /** In words of the policy: `for 48 hours`, `as long as the account`. */
  kept: z.string(),
  recipients: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type HeldCategory = z.infer<typeof heldCategory>;
export const getHoldings = endpoint({
  method: 'GET',
  path: '/v1/holdings',
  access: 'session',
  summary: 'What is held of you, why, until when, and who received it',
  answer: z.object({ items: z.array(heldCategory), nextCursor: z.null() }),
  status: 200,
});

/** What would go with an erasure and what would stay; changes nothing. */
export const erasurePreview = z.object({
  scope: z.enum(['account', 'prompts', 'images']),
  goes: z.array(z.object({ category: z.string(), label: z.string(), count: z.number().int().min(0) })),
  stays: z.array(
    z.object({
      category: z.string(),
      label: z.string(),
      count: z.number().int().min(0),
      reason: z.string(),
      until: instantShape.nullable(),
    }),
  ),
  /** From when on it cannot be taken back; null when at once. */
  coolingOffUntil: instantShape.nullable(),
});
export const previewErasure = endpoint({
  method: 'GET',
  path: '/v1/erasure-preview',
  access: 'session',
  summary: 'What an erasure would take and what would stay',
  query: z.object({ scope: z.enum(['account', 'prompts', 'images']).default('account') }),
  answer: erasurePreview,
  status: 200,
});

export const exportView = z.object({
  id: idShape,
  state: z.enum(['preparing', 'ready', 'expired', 'failed']),
  /** Between 0 and 1. */
  progress: z.number().min(0).max(1),
  requestedAt: instantShape,
  readyAt: instantShape.nullable(),
  expiresAt: instantShape.nullable(),
  bytes: z.number().int().nullable(),
});
export type ExportView = z.infer<typeof exportView>;
export const listExports = endpoint({
  method: 'GET',
  path: '/v1/exports',
  access: 'session',
  summary: 'Your exports, newest first',
  query: pageQuery,
  answer: pageOf(exportView),
  status: 200,
});
export const getExport = endpoint({
  method: 'GET',
  path: '/v1/exports/{id}',
  access: 'session',
  summary: 'How far an export is',
  params: idParams,
  answer: exportView,
  status: 200,
});
/**
 * The ZIP. With the token of its owner, or with the capability of the mailed link, which also works when the account is gone.
 * Answers `Range` requests.
 */
export const getExportFile = endpoint({
  method: 'GET',
  path: '/v1/exports/{id}/file',
  access: 'either',
  summary: 'Download an export',
  params: idParams,
  query: z.object({ capability: z.string().max(200).optional() }),
  status: 200,
});

/** One step of an erasure, as a person sees it. */
export const erasureView = z.object({
  id: idShape,
  reference: z.string(),
  state: z.enum(['cooling-off', 'running', 'provisional', 'done', 'withdrawing', 'withdrawn']),
  requestedAt: instantShape,
  mayStartAt: instantShape,
  steps: z.array(z.object({ id: z.string(), state: z.enum(['due', 'pending', 'done']), doneAt: instantShape.nullable() })),
  certificate: z.enum(['none', 'provisional', 'final']),
});
/** The signed JSON file, byte for byte as it was signed. With the owner's token while there is one, or with the capability of the mailed link. */
export const getCertificate = endpoint({
  method: 'GET',
  path: '/v1/erasures/{id}/certificate',
  access: 'either',
  summary: 'The certificate of an erasure',
  params: idParams,
  query: z.object({ capability: z.string().max(200).optional() }),
  answer: z.record(z.string(), z.unknown()),
  status: 200,
});
export const getErasure = endpoint({
  method: 'GET',
  path: '/v1/erasures/{id}',
  access: 'either',
  summary: 'How far an erasure is',
  params: idParams,
  query: z.object({ capability: z.string().max(200).optional() }),
  answer: erasureView,
  status: 200,
});
/** What `/.well-known/keepword-keys.json` shows. */
export const getProofKeys = endpoint({
  method: 'GET',
  path: '/v1/proof-keys',
  access: 'open',
  summary: 'The keys that certificates and exports are verified against',
  answer: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
  status: 200,
});

/** Why a certificate is not valid. */
export const certificateProblemCode = z.enum([
  'too-large',
  'not-json',
  'cut-off',
  'not-canonical',
  'not-a-certificate',
  'key-inside',
  'unknown-key',
  'key-id-mismatch',
  'key-revoked',
  'signed-before-key',
  'signed-after-key',
  'signature-malformed',
  'signature-wrong',
]);
export type CertificateProblemCode = z.infer<typeof certificateProblemCode>;

/** Far more than any certificate has. */
export const certificateBytesMax = 180_000;

/**
 * Checks a certificate against the keys that are published here; a key in the file counts for nothing. The file is neither kept nor logged.
 * What it says comes back only when it is valid.
 */
export const verifyCertificateFile = endpoint({
  method: 'POST',
  path: '/v1/certificate-verifications',
  access: 'open',
  summary: 'Check the certificate of an erasure',
  body: z.strictObject({
    /** The file, byte for byte, in base64. */
    file: z
      .base64()
      .min(4)
      .max(Math.ceil(certificateBytesMax / 3) * 4),
  }),
  answer: z.object({
    valid: z.boolean(),
    problems: z.array(z.object({ code: certificateProblemCode, message: z.string() })),
    /** The file as JSON; null unless it is valid. */
    file: z.record(z.string(), z.unknown()).nullable(),
  }),
  status: 200,
  opaque: ['file'],
});

/** Something that happened to a person's data. */
export const timelineEntry = z.object({
  id: z.string(),
  at: instantShape,
  kind: z.enum(['case', 'disclosure', 'export', 'objection', 'payment', 'recipient-notice', 'rectification', 'restriction', 'staff-read']),
  text: z.string(),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;
export const getTimeline = endpoint({
  method: 'GET',
  path: '/v1/timeline',
  access: 'session',
  summary: 'What happened to your data, newest first',
  query: pageQuery,
  answer: pageOf(timelineEntry),
  status: 200,
});

/** Whether one's data is only kept (GDPR Art. 18). */
export const restrictionView = z.object({ since: instantShape.nullable(), liftAt: instantShape.nullable() });
export const getRestriction = endpoint({
  method: 'GET',
  path: '/v1/restriction',
  access: 'session',
  summary: 'Whether the processing of your data is restricted',
  answer: restrictionView,
  status: 200,
});
/** The person who asked for it ends it, knowing what that means: it is lifted within seconds. */
export const liftRestriction = endpoint({
  method: 'DELETE',
  path: '/v1/restriction',
  access: 'session',
  summary: 'Lift the restriction of your data',
  answer: restrictionView,
  status: 202,
});
const objectionAgainst = z.enum(['direct-marketing', 'legitimate-interests']);
/** What one does not want done. */
export const listObjections = endpoint({
  method: 'GET',
  path: '/v1/objections',
  access: 'session',
  summary: 'What you object to',
  answer: z.object({
    items: z.array(z.object({ against: objectionAgainst, purpose: z.string().nullable(), at: instantShape })),
    nextCursor: z.null(),
  }),
  status: 200,
});
/** It no longer holds, within seconds. One that is not there is no error. */
export const takeBackObjection = endpoint({
  method: 'DELETE',
  path: '/v1/objections',
  access: 'session',
  summary: 'Take an objection back',
  query: z.object({ against: objectionAgainst, purpose: z.string().min(1).max(100).optional() }),
  status: 202,
});
