export { composeCreations, type CreationParts, type CreationServices } from './creations.js';
export { platformEnvironment, vendorUrls, type PlatformEnvironment } from './environment.js';
export { layFoundation, type Foundation } from './foundation.js';
export { sendLinkMail, type LinkMail } from './link-mail.js';
export { policyVersionInForce } from './policy-version.js';
export { openStorage, type Storage } from './storage.js';
export type { Identity } from './identity.js';
export { composeIdentity, refuseUnlistedRecipients } from './vendors.js';
