import { disclosed, enforced, organizational, type PromiseEntry } from './entry.js';

/** What the policy of this profile promises, by area. */
export const fluxkontextproPromises: readonly PromiseEntry[] = [
  // The policy page
  disclosed(
    'fluxkontextpro.policy.posted-and-updated-dates',
    'The page shows when it was posted and when it was last updated (both 20 January 2025).',
    ['policy page'],
  ),
  organizational(
    'fluxkontextpro.policy.privacy-commitment',
    'The operator commits to privacy-respecting collection, use and sharing on its AI image platform.',
    ['policy page', 'privacy console'],
  ),
  disclosed('fluxkontextpro.policy.acknowledgement-by-use', 'Using the site counts as having read and understood the policy.', [
    'sign-up',
    'policy page',
  ]),

  // What is collected
  disclosed('fluxkontextpro.collection.google-email-and-profile', 'The email address and the profile come from Google sign-in.', [
    'sign-up',
    'settings/profile',
    'api',
  ]),
  disclosed('fluxkontextpro.collection.account-preferences', 'Account preferences and settings are kept.', ['settings/profile', 'api']),
  enforced('fluxkontextpro.collection.payment-information', 'Payment information is collected and is processed by Stripe and Creem.', [
    'billing',
    'api',
  ]),
  disclosed('fluxkontextpro.collection.text-prompts', 'Text prompts for image generation are kept.', ['studio', 'history', 'api']),
  disclosed('fluxkontextpro.collection.generated-images-and-metadata', 'Generated images and their metadata are kept.', ['history', 'api']),
  disclosed('fluxkontextpro.collection.usage-and-generation-history', 'Patterns of usage and the history of generations are recorded.', [
    'history',
    'settings/privacy',
    'api',
  ]),
  disclosed('fluxkontextpro.collection.model-and-parameter-choices', 'The chosen model and parameters are recorded.', [
    'studio',
    'history',
    'api',
  ]),
  enforced('fluxkontextpro.collection.device-and-browser', 'Device and browser information is collected, for optimisation.', [
    'settings/privacy',
    'policy page',
    'api',
  ]),
  enforced(
    'fluxkontextpro.collection.ip-and-location',
    'IP address and location are collected, for security and for delivering the service.',
    ['settings/privacy', 'policy page', 'api'],
  ),
  disclosed('fluxkontextpro.collection.cookies-and-session-data', 'Cookies and session data are used for a better experience.', [
    'cookie banner',
    'policy page',
  ]),

  // Consent
  enforced(
    'fluxkontextpro.consent.collection-preferences-dashboard',
    'Users control what is collected through the account dashboard and their browser settings.',
    ['settings/privacy', 'cookie banner'],
  ),
  enforced(
    'fluxkontextpro.consent.training-explicit-opt-in',
    "Only with the user's explicit consent can generated images serve for training AI models.",
    ['settings/privacy', 'worker'],
  ),
  enforced('fluxkontextpro.consent.google-sign-in', "Google sign-in happens with the user's consent.", ['auth', 'sign-up']),

  // What it is used for
  enforced(
    'fluxkontextpro.purpose.exclusive-service-use',
    'Data is used for nothing but running and improving the image generation service.',
    ['policy page', 'privacy console'],
  ),
  enforced('fluxkontextpro.purpose.process-generations', 'Data is used to carry out image generation requests.', ['studio', 'worker']),
  enforced('fluxkontextpro.purpose.account-and-credits', 'Data is used to manage the account and its credits.', ['billing', 'studio']),
  enforced('fluxkontextpro.purpose.customer-support', 'Data is used to support customers.', ['contact', 'privacy console']),
  enforced('fluxkontextpro.purpose.payment-processing', 'Data is used to take payments securely.', ['billing']),
  enforced('fluxkontextpro.purpose.usage-analysis-for-models', 'Usage patterns are analysed to enhance AI models.', [
    'worker',
    'settings/privacy',
  ]),
  enforced('fluxkontextpro.purpose.performance-optimization', 'Data is used to keep the platform fast and reliable.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxkontextpro.purpose.feature-development', 'Data is used to develop features that users need.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxkontextpro.purpose.security-and-misuse', 'Data is used for security and against misuse.', ['studio', 'privacy console']),
  enforced('fluxkontextpro.purpose.no-advertising', 'Personal data is never used for advertising.', [
    'policy page',
    'privacy console',
    'api',
  ]),

  // Sharing
  enforced('fluxkontextpro.sharing.no-sale', 'Personal data is never sold.', ['policy page', 'privacy console']),
  enforced(
    'fluxkontextpro.sharing.prohibited-recipients',
    'Data never goes to advertisers, data brokers, social platforms or anybody else for marketing.',
    ['policy page', 'privacy console', 'api'],
  ),

  // Features
  disclosed('fluxkontextpro.feature.image-ownership', 'Images that a user generates belong to that user.', [
    'studio',
    'history',
    'policy page',
  ]),
  enforced('fluxkontextpro.feature.image-generation', 'The product is an AI image generation platform.', ['studio', 'worker']),
  enforced('fluxkontextpro.feature.credits', 'Generations are paid with credits that the account holds.', ['billing', 'studio']),
  enforced('fluxkontextpro.feature.account-dashboard', 'An account dashboard lets users manage collection preferences.', [
    'settings/privacy',
  ]),
  enforced('fluxkontextpro.feature.generation-history', 'The product keeps a generation history.', ['history']),

  // Recipients
  enforced('fluxkontextpro.subprocessor.supabase', 'Supabase hosts the database and handles user authentication.', [
    'policy page',
    'privacy console',
  ]),
  enforced(
    'fluxkontextpro.subprocessor.fal-ai-prompts-only',
    'Fal.ai runs the models and gets the prompt and its parameters, with no account data, no IP address and no id; what a person writes into a prompt does reach it.',
    ['studio', 'worker', 'policy page'],
  ),
  enforced('fluxkontextpro.subprocessor.stripe', 'Stripe processes payments.', ['billing', 'policy page']),
  enforced('fluxkontextpro.subprocessor.creem', 'Creem processes payments.', ['billing', 'policy page']),
  enforced('fluxkontextpro.subprocessor.cloudflare', 'Cloudflare is used as CDN and for security and protection of data.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxkontextpro.subprocessor.google-oauth', 'Google provides sign-in.', ['auth', 'policy page']),
  enforced(
    'fluxkontextpro.subprocessor.closed-list',
    'The platform works with Supabase, Fal.ai, Stripe, Creem, Cloudflare and Google sign-in as its service providers.',
    ['policy page', 'privacy console', 'worker'],
  ),

  // Rights
  disclosed(
    'fluxkontextpro.rights.gdpr-scope',
    'Users are given broad control over their data, with reference to the GDPR and further privacy law.',
    ['policy page', 'settings/privacy'],
  ),
  enforced('fluxkontextpro.rights.access-copy', 'On request a user gets everything the operator holds about them, as a copy.', [
    'privacy console',
    'settings/privacy',
    'email',
  ]),
  enforced('fluxkontextpro.rights.portability-machine-readable', 'The copy can be read by machines.', [
    'privacy console',
    'settings/privacy',
  ]),
  enforced('fluxkontextpro.rights.rectification', 'Inaccurate personal information can be corrected at any time.', [
    'settings/profile',
    'privacy console',
  ]),
  enforced('fluxkontextpro.rights.erasure', 'A user can have their personal data deleted, as well as the content they generated.', [
    'privacy console',
    'settings/privacy',
    'worker',
    'email',
  ]),
  enforced('fluxkontextpro.rights.restriction', 'A user can have processing limited in certain circumstances.', [
    'privacy console',
    'settings/privacy',
    'worker',
  ]),
  enforced('fluxkontextpro.rights.objection-legitimate-interests', 'A user can object to processing that rests on legitimate interests.', [
    'settings/privacy',
    'privacy console',
    'email',
  ]),
  enforced('fluxkontextpro.rights.objection-direct-marketing', 'A user can object to direct marketing.', ['settings/privacy', 'email']),
  enforced('fluxkontextpro.rights.automated-decisions-opt-out', 'A user can opt out of automated decisions that affect them.', [
    'settings/privacy',
    'privacy console',
    'studio',
  ]),
  enforced('fluxkontextpro.rights.request-channel-email', 'Rights are exercised by writing to privacy@fluxkontextpro.net.', [
    'email',
    'privacy console',
    'policy page',
  ]),
  disclosed('fluxkontextpro.rights.dpa-complaint', 'Residents of the EU can complain to their local data protection authority.', [
    'policy page',
    'settings/privacy',
    'email',
  ]),

  // Answers in time
  enforced('fluxkontextpro.sla.privacy-requests-30d', 'Every privacy request gets an answer within 30 days.', ['privacy console', 'email']),
  enforced('fluxkontextpro.sla.urgent-security-72h', 'Urgent security matters are answered within 72 hours.', [
    'privacy console',
    'email',
    'contact',
  ]),

  // Security
  organizational('fluxkontextpro.security.industry-standard', 'Data is protected with measures that are standard in the industry.', [
    'privacy console',
    'policy page',
  ]),
  enforced(
    'fluxkontextpro.security.encryption-transit-and-storage',
    'Every hop is encrypted, and content is encrypted in every store with a key for each person; the servers and the model provider still read a prompt in order to run it.',
    ['privacy console', 'api', 'worker'],
  ),
  enforced('fluxkontextpro.security.access-controls', 'Access to data is strictly controlled.', ['privacy console', 'api']),
  organizational('fluxkontextpro.security.audits', 'Security audits take place regularly.', ['privacy console']),

  // Retention
  enforced('fluxkontextpro.retention.inactive-account-2y', 'Accounts that are inactive are deleted automatically after 2 years.', [
    'worker',
    'settings/privacy',
    'email',
  ]),

  // Place
  enforced('fluxkontextpro.location.us-eu', 'Data is mainly stored in data centers in the United States and the European Union.', [
    'privacy console',
    'policy page',
  ]),
  organizational('fluxkontextpro.location.transfer-compliance', 'Storage follows the rules on international data transfers.', [
    'privacy console',
  ]),

  // Changes
  enforced(
    'fluxkontextpro.changes.notice-30d',
    'Material changes are announced by email or by a prominent notice on the site at least 30 days ahead.',
    ['email', 'policy page', 'studio', 'privacy console'],
  ),

  // Contact
  enforced('fluxkontextpro.contact.privacy-mailbox', 'Questions and requests go to privacy@fluxkontextpro.net.', [
    'contact',
    'email',
    'policy page',
  ]),

  // Cookies
  disclosed('fluxkontextpro.cookies.browser-settings', 'Cookie collection can be steered by browser settings.', [
    'cookie banner',
    'policy page',
  ]),

  // Sign-in
  enforced('fluxkontextpro.auth.google-only', 'Sign-in runs through Google OAuth.', ['auth', 'sign-up']),

  // Billing
  enforced('fluxkontextpro.billing.stripe-and-creem', 'Payments go through Stripe or Creem.', ['billing']),
];
