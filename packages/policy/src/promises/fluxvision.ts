import { disclosed, enforced, organizational, type PromiseEntry } from './entry.js';

/** What the policy of this profile promises, by area. */
export const fluxvisionPromises: readonly PromiseEntry[] = [
  // The policy page
  disclosed('fluxvision.policy.published-legal-page', "The privacy policy is a public page in the product's Legal area.", ['policy page']),

  // What is collected
  disclosed('fluxvision.collection.account-name-email', "A user's name and email address, supplied by the user, are collected.", [
    'sign-up',
    'settings/profile',
    'api',
  ]),
  enforced('fluxvision.collection.payment-details', 'Payment details that a user gives are collected in order to take payment.', [
    'billing',
    'api',
  ]),
  disclosed('fluxvision.collection.prompts-and-history', "Prompts and the history of a user's generations are collected as usage data.", [
    'studio',
    'history',
    'api',
  ]),
  disclosed('fluxvision.collection.device-info', "Information about the user's device is collected.", ['settings/privacy', 'api']),
  enforced('fluxvision.collection.ip-address', 'The IP address of the user is collected.', ['settings/privacy', 'api']),

  // What it is used for
  enforced('fluxvision.purpose.provide-and-improve', 'Collected data serves to run FluxVision and to make it better.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxvision.purpose.process-payments', 'Data is used to take payments.', ['billing', 'policy page']),
  enforced('fluxvision.purpose.service-updates', 'Data is used to send the user updates about the service.', ['email', 'policy page']),
  enforced('fluxvision.purpose.personalization', "Data is used to tailor the user's experience.", ['studio', 'settings/privacy']),
  enforced('fluxvision.purpose.platform-security', 'Data is used to keep the platform secure.', ['auth', 'privacy console']),
  enforced(
    'fluxvision.purpose.declared-purposes-only',
    'The uses of data are those the policy lists; anything not on the list (for example advertising) is not a use.',
    ['privacy console', 'api'],
  ),

  // Sharing
  enforced('fluxvision.sharing.no-sale', 'Personal data is not sold to third parties.', ['policy page', 'privacy console']),
  enforced('fluxvision.sharing.content-not-shared', 'Prompts and outputs are not handed to third parties.', [
    'worker',
    'studio',
    'privacy console',
  ]),

  // Consent
  enforced(
    'fluxvision.consent.training-opt-out',
    "Prompts and outputs may go into improving FluxVision's own models until the user opts out.",
    ['settings/privacy', 'studio', 'worker'],
  ),
  enforced('fluxvision.consent.training-toggle-in-settings', 'The opt-out from training is in Settings -> Privacy.', ['settings/privacy']),
  enforced('fluxvision.consent.opted-out-content-excluded', 'Content of a user who has opted out stays out of every training pipeline.', [
    'worker',
    'privacy console',
    'settings/privacy',
  ]),
  enforced('fluxvision.consent.training-own-models-only', "The training use concerns FluxVision's own models, not those of others.", [
    'worker',
    'policy page',
  ]),

  // Security
  enforced('fluxvision.security.encrypted-storage', 'Stored data sits on encrypted servers.', ['privacy console']),
  organizational('fluxvision.security.secure-data-centers', 'The servers stand in secure data centers.', [
    'privacy console',
    'policy page',
  ]),
  enforced('fluxvision.security.tls-1-3', 'Connections are encrypted with TLS 1.3.', ['api', 'privacy console']),
  enforced('fluxvision.security.role-based-access', 'Access to data is governed by roles.', ['privacy console', 'api']),
  organizational('fluxvision.security.industry-standard-measures', 'Security measures follow what is standard in the industry.', [
    'privacy console',
    'policy page',
  ]),
  organizational('fluxvision.security.penetration-testing', 'Penetration tests are carried out regularly.', ['privacy console']),
  organizational('fluxvision.security.soc2-audits', 'SOC 2 compliance audits take place.', ['privacy console', 'policy page']),

  // Recipients
  enforced('fluxvision.subprocessor.stripe-payments', 'Stripe processes payments.', ['billing', 'policy page', 'privacy console']),
  enforced('fluxvision.subprocessor.posthog-analytics', 'PostHog provides analytics.', ['cookie banner', 'policy page', 'privacy console']),
  enforced('fluxvision.subprocessor.resend-email', 'Resend delivers email.', ['email', 'policy page', 'privacy console']),
  enforced('fluxvision.subprocessor.aws-infrastructure', 'AWS provides cloud infrastructure.', [
    'policy page',
    'privacy console',
    'worker',
  ]),
  enforced(
    'fluxvision.subprocessor.closed-list',
    'Stripe, PostHog, Resend and AWS are the providers used; others do not receive personal data.',
    ['policy page', 'privacy console', 'worker'],
  ),
  organizational(
    'fluxvision.subprocessor.dpas-and-provider-policies',
    'Each provider works under its own privacy policy and a data processing agreement with FluxVision; every sub-processor has one.',
    ['policy page', 'privacy console'],
  ),

  // Retention
  enforced('fluxvision.retention.account-while-active', 'Account data is kept for as long as the account is active.', [
    'settings/privacy',
    'worker',
    'policy page',
  ]),
  enforced(
    'fluxvision.retention.generated-content-90d',
    'Generated content is removed 90 days after it was made, unless it sits in a project.',
    ['history', 'studio', 'worker'],
  ),
  enforced('fluxvision.retention.saved-to-project-kept', 'Saving an item to a project takes it out of the 90-day rule.', [
    'studio',
    'history',
    'worker',
  ]),
  enforced('fluxvision.retention.deleted-account-purge-30d', 'Once an account is deleted its data is purged in 30 days at most.', [
    'settings/privacy',
    'worker',
    'privacy console',
    'email',
  ]),

  // Rights
  enforced(
    'fluxvision.rights.access-self-service',
    'At any time a user can view all personal data held about them in Settings -> Privacy.',
    ['settings/privacy', 'api'],
  ),
  enforced('fluxvision.rights.export-self-service', 'At any time a user can download all their data in Settings -> Privacy.', [
    'settings/privacy',
    'api',
  ]),
  enforced('fluxvision.rights.correct-self-service', 'At any time a user can correct their data in Settings -> Privacy.', [
    'settings/privacy',
    'api',
  ]),
  enforced('fluxvision.rights.delete-self-service', 'At any time a user can delete their data in Settings -> Privacy.', [
    'settings/privacy',
    'api',
  ]),
  enforced('fluxvision.rights.export-by-email', 'A full export can also be requested by email to privacy@fluxvision.studio.', [
    'email',
    'privacy console',
  ]),
  enforced('fluxvision.rights.account-deletion-by-email', 'Account deletion can also be requested by email to the same address.', [
    'email',
    'privacy console',
  ]),

  // Answers in time
  enforced('fluxvision.sla.respond-72h', 'Requests are answered within 72 hours.', ['privacy console', 'email']),

  // Cookies
  enforced('fluxvision.cookies.essential', 'Essential cookies serve sign-in and session management.', ['cookie banner', 'auth']),
  enforced('fluxvision.cookies.analytics-optional', 'Analytics cookies are optional and serve to understand usage.', [
    'cookie banner',
    'settings/privacy',
  ]),
  enforced('fluxvision.cookies.banner-management', 'Cookie choices can be managed in a cookie banner.', ['cookie banner']),
  disclosed('fluxvision.cookies.browser-settings-management', 'Cookies can also be managed through browser settings.', [
    'policy page',
    'cookie banner',
  ]),

  // Place
  disclosed('fluxvision.location.cross-border-processing', "Data may be handled in countries other than the user's own.", ['policy page']),
  organizational('fluxvision.location.scc-safeguards', 'Transfers rest on standard contractual clauses.', [
    'privacy console',
    'policy page',
  ]),

  // Changes
  enforced('fluxvision.changes.notice-14d', 'Material changes are announced by email or in the app with a lead of 14 days or more.', [
    'email',
    'studio',
    'privacy console',
    'policy page',
  ]),
  disclosed(
    'fluxvision.changes.last-updated-date',
    'The policy shows its latest revision date at the top (May 2026) and may be revised from time to time.',
    ['policy page'],
  ),

  // Contact
  enforced('fluxvision.contact.privacy-mailbox', 'privacy@fluxvision.studio is the address for privacy requests.', [
    'contact',
    'email',
    'policy page',
  ]),

  // Features
  enforced('fluxvision.feature.projects', 'Users can save generated content to projects.', ['studio', 'history']),
  enforced('fluxvision.feature.generation-history', 'The product keeps a history of generations.', ['history']),
  enforced(
    'fluxvision.feature.privacy-settings-page',
    'A Settings -> Privacy page gathers the training choice and the rights to view, download, fix and remove data.',
    ['settings/privacy'],
  ),
];
