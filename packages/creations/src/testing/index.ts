export { describeModelProvider, type ModelProviderStage } from './model-provider-contract.js';
export { describeObjectStore } from './object-store-contract.js';
export { creationStage, type CreationStage, type CreationStoreUnderTest } from './creation-stage.js';
export { describeCreationStore } from './creation-store-contract.js';
