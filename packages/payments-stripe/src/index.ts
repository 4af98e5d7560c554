export { stripeConfig, type StripeConfig } from './config.js';
export { disclosedCategories, StripePayments } from './stripe-payments.js';
