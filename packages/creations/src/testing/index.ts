export { describeModelProvider, type ModelProviderStage } from './model-provider-contract.js';
export { describeObjectStore } from './object-store-contract.js';
