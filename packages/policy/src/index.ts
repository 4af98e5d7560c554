export { brands, type Brand } from './brands.js';
export type { Bindings } from './bindings-schema.js';
export { isProfileId, profileIds, type ProfileId } from './profile-id.js';
export {
  profileSchema,
  type CollectedCategory,
  type Profile,
  type ProfileSource,
  type PurposeParameter,
  type ResponseTime,
  type RetentionParameter,
} from './profile-schema.js';
export { profile } from './profile.js';
export { collectionOf, collects, keyedSubjectHash, neverStores, storesDevice, storesIp, type Collected } from './queries/collection.js';
export { holidaysOf } from './queries/business-days.js';
export { guardianSupervision } from './queries/guardian-supervision.js';
export { minimumAge, offersFeature, offersModality, type MinimumAge } from './queries/offers.js';
export { boundRecipientIds, recipientMayReceive, recipients, unnamedRecipients, type Recipient } from './queries/recipients.js';
export { backupRetention, purgeWithin, retentionOf, type Retention } from './queries/retention.js';
export {
  dataCategories,
  dataCategoryIds,
  features,
  isDataCategory,
  modalities,
  type DataCategory,
  type DataSubjectRight,
  type Feature,
  type Modality,
  type Origin,
  type RetentionTrigger,
} from './vocabulary.js';
export { controls, type Control } from './promises/controls.js';
export type { PromiseEntry, PromiseId, PromiseKind, PromiseSurface } from './promises/entry.js';
export { promiseFor } from './promises/promise-for.js';
export { promisePlaces, type PromiseLine, type PromisePlace } from './promises/promise-line.js';
export { allPromises, promise, promisesOf, type PolicyPromise } from './promises/registry.js';
export { purposesOf, recipientsOf, retentionWords } from './policy-page/category-facts.js';
export { currentPublication } from './policy-page/current-publication.js';
export { documentText, type Block, type LegalDocument, type Section } from './policy-page/document.js';
export { policyJson, policyPage, policyText, type PolicyPage, type PolicyRules } from './policy-page/policy-page.js';
export type { Publication, RightsChannel, StoreRegion } from './policy-page/publication.js';
export { recipientsPage } from './policy-page/recipients-page.js';
export { termsPage } from './policy-page/terms-page.js';
export {
  recordedRecipients,
  recordOfProcessing,
  recordOfProcessingRows,
  type PlacesOfCategories,
  type RecordOfProcessing,
} from './record-of-processing.js';
