export { smtpConfig, type SmtpConfig } from './config.js';
export { disclosedCategories, SmtpMailer } from './smtp-mailer.js';
