export { defaultPreferences, type Account, type AgeBand, type Preferences, type Session } from './account.js';
export { ageBandOf } from './age.js';
export {
  confirmEmailChange,
  correctAccount,
  hashLinkToken,
  newLinkToken,
  requestEmailChange,
  type Correction,
  type CorrectionRefusal,
  type EmailChangeRefusal,
  type LinkToken,
} from './correct-account.js';
export {
  closeAccount,
  confirmGuardian,
  GUARDIAN_LINK,
  GUARDIAN_PENDING,
  nameGuardian,
  pendingUntil,
  withdrawGuardian,
  type Guardian,
  type GuardianRefusal,
  type GuardianStore,
} from './guardian.js';
export {
  guardianLinksPerDayMax,
  guardianToken,
  guardianTokenDigest,
  newGuardianLink,
  type GuardianLink,
  type GuardianLinkStore,
} from './guardian-link.js';
export {
  countsUntil,
  decideApproval,
  decideSpending,
  givenBack,
  SPEND_APPROVAL,
  standingOf,
  type AskedOffer,
  type SpendApproval,
  type SpendRefusal,
  type SpendStanding,
} from './spend-approval.js';
export { LookupHash, normaliseEmail } from './lookup-hash.js';
export type { AccountChange, AccountStore, EmailChange, IdentityLink, Lookup, LookupKind, Transactions } from './ports/account-store.js';
export { IdentityUnavailable } from './ports/identity-provider.js';
export type {
  BeginSignIn,
  IdentityClaims,
  IdentityProvider,
  SignedIn,
  SignInMethod,
  SignInRefusal,
  TokenIssuer,
  VendorSession,
} from './ports/identity-provider.js';
export type { MailDoor, MailDoorKeeper } from './ports/mail-door.js';
export type { IncomingMail, MailReceiver, MailWebhook, MailWebhookReading } from './ports/mail-receiver.js';
export { MailRefused, MailUnavailable, type Mail, type MailClass, type MailContacts, type Mailer } from './ports/mailer.js';
export { idleSince, isOpen, needsTouch, sessionEnd } from './session-rules.js';
export { findSubject, startSession, type SignInContext, type StartedSession, type Visit } from './sign-in.js';
