export {
  account,
  accountPatch,
  ageBand,
  closeAccount,
  confirmEmailChange,
  getAccount,
  patchAccount,
  preferences,
  type Account,
} from './http/account.js';
export {
  cancelSubscription,
  createCheckout,
  getPurchase,
  getSubscription,
  listOffers,
  listPurchases,
  offer,
  paymentProviderId,
  paySubscription,
  purchase,
  resumeSubscription,
  subscription,
  type Offer,
  type Purchase,
  type Subscription,
} from './http/billing.js';
export { createClient, ProblemError, type CallOptions, type Client, type ClientOptions } from './http/client.js';
export { consoleRole, type ConsoleRole } from './http/console-role.js';
export { endStaffSession, getStaffSession, staffMember, startStaffSession, startStaffSignIn, type StaffMember } from './http/console.js';
export {
  cancelCreation,
  createCreation,
  creation,
  creationEvent,
  creationOutput,
  creationRequest,
  creationState,
  deleteCreation,
  downloadArchive,
  getCreation,
  getOutput,
  imageParameters,
  listCreations,
  lookChoice,
  promptCharsMax,
  quoteCreation,
  reportCreation,
  restoreCreation,
  streamEvents,
  type Creation,
  type CreationEvent,
  type CreationRequest,
  type CreationRequestInput,
  type CreationState,
} from './http/creations.js';
export { creditsNow, getCredits, getStatement, lotSource, statementItem, type CreditsNow, type StatementItem } from './http/credits.js';
export {
  caseAction,
  caseClass,
  caseScope,
  caseState,
  caseView,
  getCase,
  listCases,
  openCase,
  replyToCase,
  sendInquiry,
  verifyCase,
  withdrawCase,
  type CaseClassId,
  type CaseScopeView,
  type CaseStateId,
  type CaseView,
} from './http/cases.js';
export {
  erasurePreview,
  erasureView,
  exportView,
  getCertificate,
  getErasure,
  getExport,
  getExportFile,
  getHoldings,
  getProofKeys,
  getTimeline,
  getRestriction,
  heldCategory,
  liftRestriction,
  listObjections,
  listExports,
  previewErasure,
  restrictionView,
  timelineEntry,
  type ExportView,
  type HeldCategory,
  type TimelineEntry,
} from './http/data-rights.js';
export { endpoint, type Access, type Endpoint, type Method } from './http/endpoint.js';
export { feedback, giveFeedback, listFeedback, removeFeedback, type Feedback } from './http/feedback.js';
export { confirmGuardian, getGuardian, guardianView, nameGuardian, withdrawGuardian } from './http/guardians.js';
export { listLooks, listModels, look, lookSlot, modality, model, type Look, type Model } from './http/models.js';
export { getPolicy, getPromise, listPromises, listRecipients, probeResult, promiseState } from './http/privacy.js';
export { problem, problemTypes, type Problem, type ProblemType } from './http/problems.js';
export {
  endCurrentSession,
  endSession,
  listSessions,
  listSignInMethods,
  renewSession,
  session,
  signInMethod,
  startedSession,
  startPasswordReset,
  startSession,
  startSignIn,
  type SignInMethodId,
  type StartedSession,
} from './http/sessions.js';
export { credits, emailShape, idParams, idShape, instantShape, pageOf, pageQuery, profileIdShape } from './http/shapes.js';
export { cancelPrediction, finishCreation, jobContracts, sendMail, submitCreation, type JobContract } from './jobs/jobs.js';
