export { readActivityTotals, type MonthTotals } from './accounts/activity-totals.js';
export { PostgresGuardianLinks } from './accounts/guardian-links.js';
export { PostgresGuardians } from './accounts/guardians.js';
export { PostgresSpendApprovals } from './accounts/spend-approvals.js';
export { PostgresObjections, type ObjectedTo, type ObjectionAgainst, type StoredObjection } from './rights/objections.js';
export { PostgresHumanDecisions } from './rights/human-decisions.js';
export { PostgresRecipientNotices, type Disclosures } from './rights/recipient-notices.js';
export { PostgresRectifications, type Rectification } from './rights/rectifications.js';
export { readTimeline, type TimelinePlace, type TimelineRow } from './rights/timeline.js';
export { PostgresRestrictions, type ProcessingRestriction } from './rights/restrictions.js';
export { PostgresOneTimeTokens } from './accounts/one-time-tokens.js';
export { PostgresAccountStore } from './accounts/postgres-account-store.js';
export { PostgresPurchaseStore } from './billing/postgres-purchase-store.js';
export { PostgresSubscriptionStore } from './billing/postgres-subscription-store.js';
export { PostgresCaseFigures, type AnswerFigures, type DueCount } from './cases/case-figures.js';
export { PostgresCaseStore, type CaseSeal } from './cases/postgres-case-store.js';
export { PostgresStaffReads, type StaffRead, type StaffReadsPage } from './cases/staff-reads.js';
export { PostgresCreationStore } from './creations/postgres-creation-store.js';
export { postgresCreationSweeps } from './creations/postgres-creation-sweeps.js';
export { PostgresCreditStore } from './credits/postgres-credit-store.js';
export { isOverloaded, openDatabase } from './data-source.js';
export { platformDataMap } from './data-map/platform-data-map.js';
export { entities } from './entities.js';
export { PostgresErasureRuns, type RunSeal } from './erasure/erasure-runs.js';
export { ErasureSubject, type PredictionTrace } from './erasure/erasure-subject.js';
export { PostgresErasure } from './erasure/postgres-erasure.js';
export { PostgresFreeze } from './erasure/postgres-freeze.js';
export { UnprovenWords } from './erasure/unproven-words.js';
export { PostgresEvidence, type EvidenceRun } from './evidence/evidence-runs.js';
export { idsEverywhere, type FoundId } from './evidence/ids-everywhere.js';
export { endReplays, pendingReplays } from './erasure/replay-pending.js';
export { readKeys, readTableFacts } from './erasure/table-facts.js';
export {
  dueExports,
  expiredExports,
  exportById,
  exportObjectKey,
  PostgresExports,
  type ExportCounts,
  type ExportLease,
  type ExportOwner,
} from './export/exports.js';
export { countHoldings } from './export/holdings.js';
export { PostgresExportSource, type OpenSealed } from './export/postgres-export-source.js';
export { OpenedOnce } from './export/opened-once.js';
export { PostgresStatements, wordsTable } from './export/postgres-statements.js';
export { storedMedia, type StoredMedium } from './export/stored-media.js';
export { PostgresSubjectEvents, SUBJECT_EVENTS_CHANNEL, type NumberedEvent } from './events/subject-events.js';
export { PostgresFeedback, type StoredFeedback } from './feedback/feedback.js';
export { isKeyInUse, KeyTaken, PostgresIdempotency, type IdempotencyClaim, type UsedKey } from './idempotency/idempotency.js';
export { PostgresOutgoingMail, type MailTemplate, type OutgoingMail } from './mail/outgoing-mail.js';
export { PostgresHolds, type HoldFilter, type StoredHold } from './holds/legal-holds.js';
export { migrate, undoNewestMigration, type MigrateOptions } from './migrate.js';
export {
  countSetAside,
  PostgresOutbox,
  relayOutbox,
  type OutboxEntry,
  type RefusedEntry,
  type RelayOutcome,
  type SetAside,
} from './outbox/outbox.js';
export {
  PostgresModeration,
  type ModerationCase,
  type ModerationDecision,
  type ModerationFilter,
  type OwnModerationFilter,
  type SealedWords,
} from './moderation/moderation-decisions.js';
export { PostgresRecipientAgreements, type RecipientAgreement } from './recipients/recipient-agreements.js';
export { tables } from './schema.js';
export { PostgresStaffAudit, type AuditFilter, type AuditPage } from './staff/audit-log.js';
export { PostgresStaffDirectory } from './staff/staff-directory.js';
export { PostgresStaffSignIns } from './staff/postgres-staff-sign-ins.js';
export { PostgresStaffViews, type StoredView } from './staff/staff-views.js';
export { PostgresStaffStore } from './staff/postgres-staff-store.js';
export { appRoles, databaseRoles, participantRoles, type DatabaseRole, type TableAccess } from './table-access.js';
export { entityManagerOf, PostgresUnitOfWork } from './unit-of-work.js';
