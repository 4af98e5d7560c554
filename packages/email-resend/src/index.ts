export { resendConfig, type ResendConfig } from './config.js';
export { disclosedCategories, ResendMailer } from './resend-mailer.js';
