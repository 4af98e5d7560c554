import { accountsSchema, accountsTables } from './accounts/accounts-schema.js';
import { guardianLinksSchema, guardianLinksTables } from './accounts/guardian-links.js';
import { guardiansSchema, guardiansTables } from './accounts/guardians.js';
import { spendApprovalsSchema, spendApprovalsTables } from './accounts/spend-approvals.js';
import { billingSchema, billingTables } from './billing/billing-schema.js';
import { creationsSchema, creationsTables } from './creations/creations-schema.js';
import { creditsSchema, creditsTables } from './credits/credits-schema.js';
import { casesSchema, casesTables } from './cases/cases-schema.js';
import { staffReadsSchema, staffReadsTables } from './cases/staff-reads.js';
import { platformDataMap } from './data-map/platform-data-map.js';
import { erasureRunsSchema, erasureRunsTables } from './erasure/erasure-runs.js';
import { replayPendingSchema, replayPendingTables } from './erasure/replay-pending.js';
import { exportsSchema, exportsTables } from './export/exports.js';
import { subjectEventsSchema, subjectEventsTables } from './events/subject-events.js';
import { evidenceSchema, evidenceTables } from './evidence/evidence-runs.js';
import { feedbackSchema, feedbackTables } from './feedback/feedback.js';
import { holdsSchema, holdsTables } from './holds/legal-holds.js';
import { idempotencySchema, idempotencyTables } from './idempotency/idempotency.js';
import { moderationDecisionsSchema, moderationDecisionsTables } from './moderation/moderation-decisions.js';
import { outgoingMailSchema, outgoingMailTables } from './mail/outgoing-mail.js';
import { outboxSchema, outboxTables } from './outbox/outbox.js';
import { agreementsSchema, agreementsTables } from './recipients/recipient-agreements.js';
import { humanDecisionsSchema, humanDecisionsTables } from './rights/human-decisions.js';
import { objectionsSchema, objectionsTables } from './rights/objections.js';
import { recipientNoticesSchema, recipientNoticesTables } from './rights/recipient-notices.js';
import { rectificationsSchema, rectificationsTables } from './rights/rectifications.js';
import { restrictionSchema, restrictionTables } from './rights/restrictions.js';
import { auditSchema, auditTables } from './staff/audit-log.js';
import { staffSchema, staffTables } from './staff/staff-schema.js';
import { staffViewsSchema, staffViewsTables } from './staff/staff-views.js';
import type { FunctionAccess, TableAccess } from './table-access.js';

/** Who may touch a table for the sake of the platform's work. */
const listed: readonly TableAccess[] = [
  ...accountsTables,
  ...guardiansTables,
  ...guardianLinksTables,
  ...spendApprovalsTables,
  ...creditsTables,
  ...billingTables,
  ...creationsTables,
  ...outboxTables,
  ...idempotencyTables,
  ...feedbackTables,
  ...subjectEventsTables,
  ...outgoingMailTables,
  ...staffTables,
  ...staffViewsTables,
  ...erasureRunsTables,
  ...replayPendingTables,
  ...evidenceTables,
  ...exportsTables,
  ...restrictionTables,
  ...objectionsTables,
  ...humanDecisionsTables,
  ...rectificationsTables,
  ...recipientNoticesTables,
  ...casesTables,
  ...staffReadsTables,
  ...holdsTables,
  ...moderationDecisionsTables,
  ...agreementsTables,
  ...auditTables,
];

/** Where an erasure closes, empties or renames rows that stay: a whole account's end only deletes. */
const changedByErasure = [
  'accounts',
  'sessions',
  'creations',
  'creation_requests',
  'predictions',
  'prediction_results',
  'idempotency_records',
];

/** Whatever holds something about a person is within reach of those who export and erase it: the data map says so, no list of its own. */
function withParticipants(access: TableAccess): TableAccess {
  if (!personalTables.has(access.table)) return access;
  const erasing = access.grants.participant_erasure ?? ['SELECT', 'DELETE'];
  const changes = changedByErasure.includes(access.table) && !erasing.includes('UPDATE');
  return {
    ...access,
    grants: {
      ...access.grants,
      participant_export: ['SELECT'],
      participant_erasure: changes ? [...erasing, 'UPDATE'] : erasing,
    },
  };
}

const personalTables = new Set(platformDataMap().columns.flatMap(({ table, annotation }) => (annotation.personal ? [table] : [])));

/** Every table's owner-less access list; the grants test reads the live database against it. */
export const tables: readonly TableAccess[] = listed.map(withParticipants);

/** The functions that an app calls itself; every other one is a trigger's. */
export const functionGrants: readonly FunctionAccess[] = [
  {
    signature: 'credit_line_is_sound(bigint, bigint, text, text[], uuid[], uuid[], bigint[], uuid, boolean, text, text)',
    to: ['core_api', 'worker'],
  },
  { signature: 'credit_sum(bigint[])', to: ['core_api', 'worker'] },
];

/** In the order they depend on each other. */
export const schemas = [
  restrictionSchema,
  guardiansSchema,
  guardianLinksSchema,
  spendApprovalsSchema,
  objectionsSchema,
  humanDecisionsSchema,
  rectificationsSchema,
  recipientNoticesSchema,
  accountsSchema,
  creditsSchema,
  billingSchema,
  creationsSchema,
  outboxSchema,
  idempotencySchema,
  feedbackSchema,
  subjectEventsSchema,
  staffSchema,
  staffViewsSchema,
  outgoingMailSchema,
  erasureRunsSchema,
  replayPendingSchema,
  evidenceSchema,
  exportsSchema,
  casesSchema,
  staffReadsSchema,
  holdsSchema,
  moderationDecisionsSchema,
  agreementsSchema,
  auditSchema,
] as const;
