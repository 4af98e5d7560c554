import { AccountLookupRow, AccountRow, EmailChangeRow, IdentityLinkRow, OneTimeTokenRow, SessionRow } from './accounts/entities.js';
import { GuardianLinkRow } from './accounts/guardian-links.js';
import { GuardianRow } from './accounts/guardians.js';
import { SpendApprovalRow } from './accounts/spend-approvals.js';
import { billingEntities } from './billing/entities.js';
import { caseEntities } from './cases/entities.js';
import { StaffReadRow } from './cases/staff-reads.js';
import { creationsEntities } from './creations/entities.js';
import { creditsEntities } from './credits/entities.js';
import { ErasureRunRow } from './erasure/erasure-runs.js';
import { EvidenceRunRow } from './evidence/evidence-runs.js';
import { ReplayPendingRow } from './erasure/replay-pending.js';
import { ExportRow } from './export/exports.js';
import { SubjectEventRow } from './events/subject-events.js';
import { FeedbackRow } from './feedback/feedback.js';
import { LegalHoldRow } from './holds/legal-holds.js';
import { IdempotencyRow } from './idempotency/idempotency.js';
import { OutgoingMailRow } from './mail/outgoing-mail.js';
import { ModerationDecisionRow } from './moderation/moderation-decisions.js';
import { OutboxRow } from './outbox/outbox.js';
import { RecipientAgreementRow } from './recipients/recipient-agreements.js';
import { HumanDecisionsRow } from './rights/human-decisions.js';
import { ObjectionRow } from './rights/objections.js';
import { RecipientNoticeRow } from './rights/recipient-notices.js';
import { RectificationRow } from './rights/rectifications.js';
import { ProcessingRestrictionRow } from './rights/restrictions.js';
import { StaffAuditRow } from './staff/audit-log.js';
import { staffEntities } from './staff/entities.js';
import { StaffViewRow } from './staff/staff-views.js';

/** Every table as the data map sees it. The coverage test holds this list against the live database. */
export const entities = [
  AccountRow,
  IdentityLinkRow,
  AccountLookupRow,
  SessionRow,
  EmailChangeRow,
  OneTimeTokenRow,
  GuardianRow,
  GuardianLinkRow,
  SpendApprovalRow,
  ...creditsEntities,
  ...billingEntities,
  ...creationsEntities,
  OutboxRow,
  IdempotencyRow,
  FeedbackRow,
  SubjectEventRow,
  OutgoingMailRow,
  ...staffEntities,
  StaffViewRow,
  ErasureRunRow,
  ReplayPendingRow,
  EvidenceRunRow,
  ExportRow,
  ProcessingRestrictionRow,
  ObjectionRow,
  HumanDecisionsRow,
  RectificationRow,
  RecipientNoticeRow,
  ...caseEntities,
  StaffReadRow,
  LegalHoldRow,
  ModerationDecisionRow,
  RecipientAgreementRow,
  StaffAuditRow,
] as const;
