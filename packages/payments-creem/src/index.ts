export { creemConfig, type CreemConfig } from './config.js';
export { CreemPayments, disclosedCategories } from './creem-payments.js';
