export { deedWords, nothingHeldWords } from './cases/deed-words.js';
export { openCases, type CaseDesk } from './cases/case-desk.js';
export { caseMails, type CaseMails, type CaseMailTo, type CertificateMail } from './cases/case-mails.js';
export { addressOf, advanceCaseMails, type CaseMailing } from './cases/case-steps.js';
export { composeCreations, type CreationParts, type CreationServices } from './creations.js';
export { platformEnvironment, vendorUrls, type PlatformEnvironment } from './environment.js';
export { openErasure, type ErasureDesk, type ErasureParts } from './erasure/compose-erasure.js';
export { IdentityErasure } from './erasure/identity-erasure.js';
export { erasureRuns } from './erasure/erasure-runs.js';
export { ReplayLog, type ReplayDeed, type ReplayEntry } from './erasure/replay-log.js';
export { exportDeed, exportsPending } from './export/export-deed.js';
export { exportCapability, exportLink } from './export/export-link.js';
export { openExports, type ExportDatabase } from './export/export-work.js';
export { openBundle } from './export/open-bundle.js';
export { removeExpiredExports, writeDueExports, type ExportWork } from './export/write-exports.js';
export { layFoundation, type Foundation } from './foundation.js';
export type { Letter } from './letters/letter-text.js';
export { renderLetter } from './letters/render-letter.js';
export { composeMailDoor } from './mail-door.js';
export { sendLinkMail, type LinkMail } from './link-mail.js';
export {
  decideModeration,
  groundInWords,
  groundsFor,
  type DecideModeration,
  type ModerationRefusal,
} from './moderation/decide-moderation.js';
export { policyVersionInForce } from './policy-version.js';
export { objectionDeed } from './rights/objection-deed.js';
export { noteCorrectedAddress, recipientChannels, tellRecipient } from './rights/recipient-notices.js';
export { restrictionDeed } from './rights/restriction-deed.js';
export { readProofKeys, type ProofKeys } from './proof-keys.js';
export { openStorage, type Storage } from './storage.js';
export { overloadProblem } from './overload-problem.js';
export { mustHaveSignedInFreshly } from './sessions/fresh-sign-in.js';
export { SessionGate } from './sessions/session-gate.js';
export type { Identity } from './identity.js';
export { composeIdentity, composeMailReceiver, refuseUnlistedRecipients, vendorIdentity } from './vendors.js';
