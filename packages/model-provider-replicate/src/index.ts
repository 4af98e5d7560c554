export { disclosedCategories, replicateConfig, type ReplicateConfig } from './config.js';
export { ReplicateModelProvider } from './replicate-model-provider.js';
