export { resendConfig, resendReceiverConfig, type ResendConfig, type ResendReceiverConfig } from './config.js';
export { ResendReceiver } from './resend-receiver.js';
export { disclosedCategories, ResendMailer } from './resend-mailer.js';
