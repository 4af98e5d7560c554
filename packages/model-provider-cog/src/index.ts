export { CogModelProvider } from './cog-model-provider.js';
export { cogConfig, disclosedCategories, type CogConfig } from './config.js';
