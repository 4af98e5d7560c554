export { disclosedCategories, falConfig, type FalConfig } from './config.js';
export { FalModelProvider } from './fal-model-provider.js';
