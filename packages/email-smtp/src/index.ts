export { smtpConfig, smtpDoorConfig, type SmtpConfig, type SmtpDoorConfig } from './config.js';
export { disclosedCategories, SmtpMailer } from './smtp-mailer.js';
export { SMTP_DOOR_LIMITS, SmtpDoor } from './smtp-door.js';
