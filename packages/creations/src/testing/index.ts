export { describeModelProvider, type ModelProviderStage } from './model-provider-contract.js';
