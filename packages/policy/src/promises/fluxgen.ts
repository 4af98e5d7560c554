import { disclosed, enforced, organizational, type PromiseEntry } from './entry.js';

/** What the policy of this profile promises, by area. */
export const fluxgenPromises: readonly PromiseEntry[] = [
  // Features
  disclosed('fluxgen.feature.user-owns-work', 'What a user makes belongs to that user.', ['studio', 'history', 'policy page']),
  enforced('fluxgen.feature.image-generation', 'Images are generated.', ['studio', 'worker']),
  enforced('fluxgen.feature.looks-with-slots', 'Looks are prompt templates with slots that a user fills.', ['studio', 'api']),
  enforced('fluxgen.feature.quality-tiers', 'Generations come in quality tiers.', ['studio', 'billing']),
  enforced('fluxgen.feature.reference-upload', 'A reference image can be uploaded for a generation.', ['studio', 'worker']),
  enforced('fluxgen.feature.credits', 'Credits are bought and debited per generation.', ['billing', 'studio']),
  enforced('fluxgen.feature.history-archive', 'An archive page at /history exists.', ['history']),
  enforced('fluxgen.feature.lightbox', 'Images open in a lightbox with a delete action.', ['lightbox', 'history']),
  enforced('fluxgen.feature.journal', 'A journal publishes announcements.', ['journal']),

  // What is collected
  enforced('fluxgen.collection.minimum-needed', 'Collection stops at what the service needs to run.', ['privacy console', 'policy page']),
  enforced(
    'fluxgen.collection.google-identity-fields',
    'Google hands over three values: email address, a display name and the picture of the profile.',
    ['sign-up', 'settings/profile', 'api'],
  ),
  disclosed('fluxgen.collection.prompt-or-look-values', 'The prompt, or the slot values of a Look, are stored for each generation.', [
    'studio',
    'history',
    'api',
  ]),
  disclosed('fluxgen.collection.model-and-quality-tier', 'The model and the quality tier used are stored.', ['studio', 'lightbox', 'api']),
  disclosed('fluxgen.collection.image-and-metadata', 'The resulting image is stored with its size, model and time.', [
    'history',
    'lightbox',
    'api',
  ]),
  disclosed('fluxgen.collection.reference-image-flag', 'A flag tells whether a reference image was uploaded.', [
    'studio',
    'history',
    'api',
  ]),
  disclosed(
    'fluxgen.collection.purchase-record',
    'For a credit purchase the Stripe payment and session ids, amount, currency, credit count and status are stored.',
    ['billing', 'api'],
  ),

  // The policy page
  disclosed('fluxgen.policy.page-contents', 'The page explains what is collected, the reasons, the recipients and the way to delete it.', [
    'policy page',
  ]),

  // Sign-in
  enforced('fluxgen.auth.google-sign-in', 'Sign-in runs through Google OAuth.', ['auth', 'sign-up']),

  // What it is used for
  enforced('fluxgen.purpose.identify-and-display', 'These three values identify the account and put a name in the interface.', [
    'studio',
    'policy page',
  ]),
  enforced('fluxgen.purpose.run-service', 'Data is used to run the service: debit credits and serve the archive.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxgen.purpose.correct-billing', 'Data is used to bill correctly.', ['policy page', 'privacy console']),
  enforced('fluxgen.purpose.abuse-and-terms', 'Data is used to find abuse and to uphold the terms.', ['policy page', 'privacy console']),
  enforced('fluxgen.purpose.diagnose-bugs', 'Data is used to diagnose bugs.', ['policy page', 'privacy console']),
  enforced(
    'fluxgen.purpose.closed-list-no-training',
    'The reasons for collection are four; others, such as training models or marketing, are not among them.',
    ['privacy console', 'policy page', 'worker'],
  ),
  enforced('fluxgen.purpose.no-targeted-ads', 'Targeted ads are not run.', ['policy page', 'studio']),

  // What is never collected
  enforced('fluxgen.non-collection.other-google-data', 'Other data of the Google account is neither read nor kept.', [
    'auth',
    'privacy console',
  ]),
  enforced('fluxgen.non-collection.reference-image', 'The uploaded reference image itself is not stored.', [
    'studio',
    'worker',
    'privacy console',
  ]),
  enforced('fluxgen.non-collection.card-details', 'Card details are neither seen nor stored; Stripe handles them.', [
    'billing',
    'privacy console',
  ]),

  // Sharing
  enforced('fluxgen.sharing.no-sale', 'Data is not sold.', ['policy page', 'privacy console']),
  enforced('fluxgen.sharing.no-data-brokers', 'Data is not shared with data brokers.', ['policy page', 'privacy console']),

  // Recipients
  organizational('fluxgen.subprocessor.processor-agreements', 'Standard agreements for data processors bind the third parties.', [
    'privacy console',
    'policy page',
  ]),
  enforced('fluxgen.subprocessor.replicate', 'Replicate runs the models and receives prompts and reference images.', [
    'studio',
    'worker',
    'policy page',
  ]),
  enforced('fluxgen.subprocessor.cloudflare-r2', 'Cloudflare R2 stores the generated images.', ['history', 'worker', 'policy page']),
  enforced('fluxgen.subprocessor.stripe', 'Stripe processes credit purchases.', ['billing', 'policy page']),
  enforced('fluxgen.subprocessor.vercel-hosting', 'Vercel hosts the site.', ['policy page', 'privacy console']),
  enforced(
    'fluxgen.subprocessor.vercel-anonymous-analytics',
    'Analytics by Vercel is anonymized: it counts page views without personal data.',
    ['policy page', 'privacy console'],
  ),
  enforced('fluxgen.subprocessor.google-oauth', 'Google handles sign-in.', ['auth', 'policy page']),
  enforced(
    'fluxgen.subprocessor.closed-list',
    'Five third parties are named: Replicate, Cloudflare R2, Stripe, Vercel and Google; others get no data.',
    ['policy page', 'worker', 'privacy console'],
  ),

  // Cookies
  enforced('fluxgen.cookies.single-auth-cookie', 'A single cookie exists, set by the sign-in library to keep the user signed in.', [
    'auth',
    'cookie banner',
  ]),
  enforced('fluxgen.cookies.session-expiry', 'That cookie ends with the session.', ['auth']),
  enforced('fluxgen.cookies.no-marketing-or-cross-site', 'Marketing and cross-site tracking cookies are not set.', ['policy page', 'auth']),

  // Retention
  enforced('fluxgen.retention.account-until-deleted', 'Account, profile and credit balance are kept until the account is deleted.', [
    'settings/privacy',
    'worker',
  ]),
  enforced(
    'fluxgen.retention.generations-until-deleted',
    'Generations and prompts are kept until the user deletes them one by one or deletes the account.',
    ['history', 'lightbox', 'worker'],
  ),
  enforced('fluxgen.retention.payment-records-tax', 'Payment records are kept for as long as tax law requires.', [
    'billing',
    'worker',
    'privacy console',
  ]),

  // Rights
  enforced('fluxgen.rights.view-history', 'At /history a user sees each image made for them, with metadata.', ['history']),
  enforced('fluxgen.rights.delete-single-in-lightbox', 'A single generation can be deleted from the lightbox.', ['lightbox', 'history']),
  enforced('fluxgen.rights.delete-account-by-email', 'An account is deleted by sending an email.', ['email', 'privacy console']),
  enforced('fluxgen.rights.export-json-by-email', 'Data is exported on request by email, as a JSON dump.', ['email', 'privacy console']),
  enforced(
    'fluxgen.rights.gdpr-access',
    'The GDPR entitles residents of the EU, the EEA and the UK to access to their data; an email is enough to ask.',
    ['email', 'privacy console'],
  ),
  enforced(
    'fluxgen.rights.gdpr-rectification',
    'The GDPR entitles residents of the EU, the EEA and the UK to rectification of their data; an email is enough to ask.',
    ['email', 'privacy console'],
  ),
  enforced(
    'fluxgen.rights.gdpr-erasure',
    'The GDPR entitles residents of the EU, the EEA and the UK to erasure of their data; an email is enough to ask.',
    ['email', 'privacy console'],
  ),
  enforced(
    'fluxgen.rights.gdpr-portability',
    'The GDPR entitles residents of the EU, the EEA and the UK to portability of their data; an email is enough to ask.',
    ['email', 'privacy console'],
  ),
  enforced(
    'fluxgen.rights.gdpr-objection',
    'The GDPR entitles residents of the EU, the EEA and the UK to objection to processing; an email is enough to ask.',
    ['email', 'privacy console'],
  ),
  enforced(
    'fluxgen.rights.gdpr-restriction',
    'The GDPR entitles residents of the EU, the EEA and the UK to restriction of processing; an email is enough to ask.',
    ['email', 'privacy console'],
  ),

  // Answers in time
  enforced('fluxgen.sla.erasure-30d', 'Everything is erased within 30 days of such a request.', ['privacy console', 'worker', 'email']),

  // Minors
  enforced('fluxgen.minors.under-13-not-allowed', 'The product is not for people under 13, who are asked not to sign up.', [
    'sign-up',
    'policy page',
  ]),
  enforced('fluxgen.minors.underage-account-closure', 'An account found to be underage is closed and its data deleted.', [
    'privacy console',
    'worker',
  ]),

  // Changes
  disclosed('fluxgen.changes.page-updated', 'The page is updated when practices change.', ['policy page']),
  enforced('fluxgen.changes.journal-and-email', 'A material change is announced twice: with a journal entry and with an email.', [
    'journal',
    'email',
    'privacy console',
  ]),

  // Contact
  enforced('fluxgen.contact.policy-questions', 'Questions on the policy go to an email address.', ['contact', 'email', 'policy page']),
];
