export type { CatalogueProfile, ImageModel, ImageTier, ModelVendor, OfferedModel } from './catalogue/model.js';
export { catalogue, models } from './catalogue/models.js';
export type { Look, LookSlot } from './catalogue/lookbook.js';
export { expandLook, looks, type LookRefusal, type SlotError } from './catalogue/looks.js';
export {
  checkParameters,
  parametersSchema,
  promptCharsMax,
  sizePresets,
  type AskedParameters,
  type ParameterError,
} from './catalogue/parameters.js';
export { perPicture, quote, type Quote, type QuoteRefusal } from './catalogue/quote.js';
export { creationStates } from './lifecycle/creation.js';
export type {
  Creation,
  CreationContent,
  CreationFailure,
  CreationOutput,
  CreationOwner,
  CreationState,
  CreationView,
  EndState,
  FailureType,
  ImageParameters,
  LookChoice,
  RetentionView,
} from './lifecycle/creation.js';
export {
  decideDelete,
  decideEnd,
  decidePurge,
  decideRestore,
  decideStart,
  isOver,
  isTimedOut,
  type Outcome,
  type StartDecision,
} from './lifecycle/decide.js';
export { objectKeys, objectPrefixes, sealPlaces } from './lifecycle/seal-places.js';
export { wordsOf } from './lifecycle/content.js';
export { callbackDigest, keyedCallbacks, type Callbacks } from './ports/callbacks.js';
export type { ContentFilter, FilterReason, Verdict } from './ports/content-filter.js';
export type { ContentSeal, SealPlace } from './ports/content-seal.js';
export type {
  CreationEnding,
  CreationFilter,
  CreationStore,
  CreationSweeps,
  DeletionMark,
  LockedCreation,
  ModerationRecord,
  NewCreation,
  PageRequest,
  Prediction,
  PredictionState,
  ReferenceLease,
  ReleasedWords,
  SealedContent,
  StoredCreation,
  StoredOutput,
  Upload,
} from './ports/creation-store.js';
export type { CreditHolds, HoldRefusal } from './ports/credit-holds.js';
export type { ImageFacts, ImageMediaType, ImageRefusal, ImageWork, PictureFacts, Thumbnail } from './ports/image-work.js';
export {
  VendorRefused,
  VendorUnavailable,
  type ModelProvider,
  type PredictionRequest,
  type PredictionStatus,
  type PredictionWebhook,
  type ReferenceImage,
  type VendorWebhook,
} from './ports/model-provider.js';
export { InvalidObjectKey, isObjectKey, type ByteRange, type ObjectStore, type StoredObject } from './ports/object-store.js';
export type { CreationJobs, Outbox } from './ports/outbox.js';
export type { CreationEvent, SubjectEvents } from './ports/subject-events.js';
export type { Transactions } from './ports/transactions.js';
export {
  asVendorFailure,
  failureReason,
  isBelow,
  jsonIn,
  percentIn,
  readWithin,
  singleVendorCall,
  tooLarge,
  type Fetch,
  type VendorCalls,
} from './ports/vendor-http.js';
export { cogInputOf, cogStatusOf, type CogPrediction } from './ports/cog-prediction.js';
export { noReferences } from './references/no-references.js';
export { removeOrphanUploads } from './references/orphan-uploads.js';
export { endLostReferences, renewLeases } from './references/reference-leases.js';
export { ReferenceVault, vaultBytesMax } from './references/reference-vault.js';
export type { ReferenceRefusal, References } from './references/references.js';
export { storedReferences } from './references/stored-references.js';
export { transientReferences } from './references/transient-references.js';
export { retentionView } from './retention.js';
export {
  creationSettings,
  defaultLimits,
  leasePeriod,
  runningPeriodMax,
  transientPeriodMax,
  undoPeriod,
  type CreationLimits,
  type CreationSettings,
} from './settings.js';
export { applyPredictionStatus, type PredictionReport, type ReportOutcome } from './use-cases/apply-prediction-status.js';
export { cancelCreation, cancelPrediction } from './use-cases/cancel-creation.js';
export { deleteCreation, purgeCreation, purgeDue, restoreCreation } from './use-cases/delete-creation.js';
export {
  isModerationGround,
  moderationGroundIds,
  moderationGrounds,
  moderationLetter,
  type Moderated,
  type ModerationGround,
  type ModerationLetter,
  type ModerationOutcome,
} from './moderation/moderation-grounds.js';
export { finishCreation, outputBytesMax, type FinishOutcome, type FinishPorts } from './use-cases/finish-creation.js';
export { forgetOverduePredictions, forgetPrediction } from './use-cases/forget-prediction.js';
export { openOutput, type OpenedOutput, type OpenPorts, type OutputRequest } from './use-cases/open-output.js';
export { giveUpCreation, pollCreation, pollDue, type PollPorts } from './use-cases/poll-due.js';
export type { LifecyclePorts, ReadPorts } from './use-cases/ports.js';
export { getCreation, listCreations, type CreationListing, type CreationPage } from './use-cases/read-creations.js';
export { reportCreation, type CreationReport } from './use-cases/report-creation.js';
export {
  requestCreation,
  type CreationCommand,
  type Requested,
  type RequestPorts,
  type RequestRefusal,
} from './use-cases/request-creation.js';
export { submitCreation, type SubmitOutcome, type SubmitPorts } from './use-cases/submit-creation.js';
