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
export { advanceRun, driveRun, withdrawErasure, type Advanced, type ErasureWork } from './erasure/advance-run.js';
export { certificateOf } from './erasure/assemble-certificate.js';
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
  retryAt,
  runAlarms,
  startRun,
  withdrawRun,
  withoutSubject,
  type ErasureRun,
  type NextWork,
  type RunAlarm,
  type RunCertificate,
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
