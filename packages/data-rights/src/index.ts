export {
  carryOut,
  type CarriedOut,
  type CarryOut,
  type CasePorts,
  type Done,
  type IdempotencyConflict,
  type NewContent,
} from './cases/carry-out.js';
export {
  actionKinds,
  caseChannels,
  caseClasses,
  caseClassIds,
  isCaseClass,
  isReviewOfRecord,
  needsVerification,
  rightsExercised,
  scopeFor,
  type ActionKind,
  type CaseChannel,
  type CaseClass,
  type CaseScope,
  type ErasureCaseScope,
  type ObjectionScope,
  type ScopeRefusal,
  type WithdrawalScope,
} from './cases/case-class.js';
export {
  clockNames,
  clocksOf,
  deadlineOf,
  pauseReasons,
  platformClocks,
  stopsClocks,
  type CaseClocks,
  type CaseDeadline,
  type ClockName,
  type ClockRule,
  type PauseReason,
} from './cases/case-clocks.js';
export { type CaseCommand, type CaseRefusal, type CommandKind } from './cases/case-command.js';
export {
  verificationMethods,
  type CaseEvent,
  type CaseEventKind,
  type CaseFact,
  type FulfilledAs,
  type VerificationMethod,
} from './cases/case-event.js';
export {
  appendHistory,
  beginningOf,
  eraseEntry,
  verifyHistory,
  type HistoryBreak,
  type HistoryEntry,
  type HistoryHead,
  type HistoryVerdict,
} from './cases/case-history.js';
export { commandRules, isOwnCase, moderatorClasses, permitted, type PermissionRefusal } from './cases/case-permissions.js';
export { findReference, newReference, parseReference } from './cases/case-reference.js';
export { remindersOf, reminderSteps, type Reminder, type ReminderStep } from './cases/case-reminders.js';
export {
  caseFrom,
  caseStates,
  endedStates,
  evolve,
  hasEnded,
  isUnproven,
  metAt,
  runningDeadlines,
  type Case,
  type CaseAction,
  type CaseProposal,
  type CaseState,
  type CaseVerification,
} from './cases/case-state.js';
export {
  contentKinds,
  type CaseAppending,
  type CaseContent,
  type CaseFilter,
  type CasePage,
  type CaseStore,
  type ContentKind,
  type DueMail,
  type DueReminder,
  type LoadedCase,
  type OverdueCase,
  type RecordedCommand,
} from './cases/case-store.js';
export { accountWasErased, openErasureByRule, openErasureOfCreation } from './cases/erase-by-rule.js';
export { endReviews, openReviewByRule, reviewsOf, type RecordOfSubject } from './cases/review-record.js';
export { deedId, driveCase, type CaseDriving, type CaseTransaction, type Driven } from './cases/drive-case.js';
export { type Deed, type DeedOrder } from './cases/deed.js';
export { answersChallenge, issueChallenge, type Challenge, type IssuedChallenge } from './cases/challenge.js';
export { noHolidays, type ClockKind, type Holidays } from './cases/clock-time.js';
export { decide } from './cases/decide-case.js';
export { decideMerge } from './cases/decide-merge.js';
export { LIFTING_NOTICE } from './cases/decide-lifting.js';
export { lapsesFrom } from './cases/decide-times.js';
export { type DecisionContext } from './cases/decision.js';
export { CASE_LIMITS, CHALLENGE_LIFETIME, FRESH_AUTHENTICATION } from './cases/limits.js';
export { mergeCases } from './cases/merge-cases.js';
export { anonymousAnswer, openCase, type CaseOpened, type OpenCase, type OpenRefusal } from './cases/open-case.js';
export {
  answerChallenge,
  askForProof,
  type AnswerChallenge,
  type AskForProof,
  type ChallengeRefusal,
  type ProofAsked,
} from './cases/prove-identity.js';
export { receiveMail, type MailTaken, type ReceivedMail } from './cases/receive-mail.js';
export { groundsFor, refusalGroundIds, refusalGrounds, refusalNotice, remedies, type RefusalGround } from './cases/refusal-grounds.js';
export { remindCases, type Reminded } from './cases/remind-cases.js';
export {
  addressKey,
  caseRoles,
  sameRequester,
  type ActedBy,
  type Actor,
  type AddressKey,
  type CaseRole,
  type Requester,
  type StaffCaseRole,
} from './cases/requester.js';
export { caseFromStored, eventFromStored } from './cases/stored-case.js';
export { suggestClass, type ClassSuggestion } from './cases/suggest-class.js';
export { canonicalJson, type JsonValue } from './certificate/canonical-json.js';
export {
  certificateDigest,
  erasureCertificateSchema,
  replacesCertificate,
  signCertificate,
  verifyCertificate,
  type CertificateProblem,
  type CertificateVerdict,
  type ErasureCertificate,
} from './certificate/certificate.js';
export {
  keyInUse,
  keySetOf,
  keySetSchema,
  publishedKeySchema,
  signingKeyFromSeed,
  thumbprint,
  type DetachedSignature,
  type KeySet,
  type KeyWindow,
  type PublishedKey,
  type SignatureProblem,
  type SigningKey,
} from './certificate/signing.js';
export { advanceRun, driveRun, withdrawErasure, type Advanced, type CertificateLetter, type ErasureWork } from './erasure/advance-run.js';
export { certificateOf } from './erasure/assemble-certificate.js';
export { erasureDeed, erasureScopeOf, type ErasureDeedPorts } from './erasure/erasure-deed.js';
export {
  keptUntil,
  planErasure,
  type ColumnOutcome,
  type ErasurePlan,
  type KeptUntil,
  type LegalHold,
  type PlanHasGaps,
  type PlanInput,
  type PlannedColumn,
  type PlannedKept,
  type PlannedTable,
  type TableFacts,
} from './erasure/erasure-plan.js';
export {
  nextDueAt,
  nextWork,
  opensRun,
  retryAt,
  runAlarms,
  startRun,
  takesPart,
  withdrawRun,
  withoutSubject,
  type ErasureRun,
  type NextWork,
  type RunAlarm,
  type RunCertificate,
  type RunNotice,
  type RunState,
  type RunStep,
  type StartRun,
  type StepKind,
  type StepState,
} from './erasure/erasure-run.js';
export { type ErasureRunStore } from './erasure/erasure-run-store.js';
export { categoriesInScope, mayStartAt, platformCoolingOff, type ErasureScope } from './erasure/erasure-scope.js';
export {
  blankColumns,
  countFull,
  countRows,
  deleteBatch,
  newestValue,
  ofCreations,
  quotedIdentifier,
  rekeyRows,
  selectRows,
  subjectPredicate,
  type Blank,
  type SqlKeys,
  type SqlPredicate,
  type SqlStatement,
} from './erasure/erasure-sql.js';
export {
  participantGroups,
  type EraseAnswer,
  type ErasureParticipant,
  type ErasureTarget,
  type ParticipantGroup,
  type ProblemCode,
  type Survey,
  type SurveyedKept,
  type SurveyedPlace,
  type VerifyAnswer,
} from './erasure/participant.js';
export { subjectColumns, subjectPaths, subjectWays, tablesOnTheWay, type RowValue, type SubjectWay } from './erasure/subject-path.js';
export { promisesOneDocument, writeBundle, type BundleCommand, type ExportProgress } from './export/bundle.js';
export {
  ForeignRecord,
  UnsteadySource,
  type ExportMedia,
  type ExportPart,
  type ExportRecord,
  type ExportSource,
  type ExportStatement,
} from './export/export-source.js';
export { manifestSchema, verifyManifest, type ExportManifest, type ManifestProblem, type ManifestVerdict } from './export/manifest.js';
export {
  EXPORT_LIFETIME,
  exportCapabilityDigest,
  exportProgress,
  exportState,
  nextExportAttempt,
  opensExport,
  type StoredExport,
} from './export/stored-export.js';
export { verifyBundle, type BundleProblem, type BundleReader, type BundleVerdict } from './export/verify-bundle.js';
export {
  noticeAfter,
  noticeReasons,
  noticeStates,
  planNotices,
  type DisclosedTo,
  type NoticeMatter,
  type NoticeOutcome,
  type NoticeReason,
  type NoticeState,
  type RecipientChannel,
  type RecipientNotice,
} from './recipients/recipient-notice.js';
export { mayRetry, retryRun, type RetryRefusal } from './erasure/retry-run.js';
