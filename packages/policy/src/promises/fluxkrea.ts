import { disclosed, enforced, organizational, type PromiseEntry } from './entry.js';

/** What the policy of this profile promises, by area. */
export const fluxkreaPromises: readonly PromiseEntry[] = [
  // The policy page
  disclosed(
    'fluxkrea.policy.last-updated-date',
    'The policy shows its latest revision date, 3 August 2025, which changes with each significant revision.',
    ['policy page'],
  ),
  disclosed(
    'fluxkrea.policy.scope',
    'The policy covers the AI image services, the site and related products, and explains collection, use, storage and protection.',
    ['policy page'],
  ),
  disclosed('fluxkrea.policy.agreement-by-use', 'Using the services counts as agreement to the described practices.', [
    'sign-up',
    'policy page',
  ]),

  // What is collected
  disclosed(
    'fluxkrea.collection.account-information',
    'Name, email and profile information from the sign-in provider are collected, as are other details given at registration.',
    ['sign-up', 'settings/profile', 'api'],
  ),
  enforced(
    'fluxkrea.collection.payment-information',
    'Details for billing credits and subscriptions are collected and handled by Stripe.',
    ['billing', 'api'],
  ),
  disclosed('fluxkrea.collection.text-prompts', 'Text prompts are collected.', ['studio', 'history', 'api']),
  enforced('fluxkrea.collection.uploaded-images', 'Images that a user uploads are collected.', ['studio', 'api']),
  disclosed('fluxkrea.collection.generation-parameters-and-preferences', 'Parameters and preferences for a generation are collected.', [
    'studio',
    'history',
    'api',
  ]),
  disclosed('fluxkrea.collection.communication-data', 'What a user writes to support is collected.', ['contact', 'privacy console', 'api']),
  disclosed('fluxkrea.collection.feedback-and-surveys', 'Feedback and survey answers are collected.', [
    'studio',
    'settings/privacy',
    'api',
  ]),
  disclosed(
    'fluxkrea.collection.newsletter-subscription',
    'For mailing lists the address and the wishes about communication are collected.',
    ['email', 'settings/privacy'],
  ),
  disclosed('fluxkrea.collection.generated-images-temporary', 'Generated images are held for a short time for processing and delivery.', [
    'studio',
    'history',
    'api',
  ]),
  disclosed(
    'fluxkrea.collection.generation-metadata',
    'Model choice, parameters, times and success or failure of generations are collected.',
    ['history', 'privacy console', 'api'],
  ),
  disclosed('fluxkrea.collection.credit-usage', 'The use of credits, past purchases and the state of a subscription are collected.', [
    'billing',
    'api',
  ]),
  enforced(
    'fluxkrea.collection.device-and-technical',
    'Five technical values are collected on a visit: IP, kind of browser, operating system, an identifier of the device, resolution of the screen.',
    ['settings/privacy', 'privacy console', 'api'],
  ),
  enforced('fluxkrea.collection.usage-analytics', 'Page views, feature use, session length and interactions are collected.', [
    'cookie banner',
    'settings/privacy',
  ]),
  disclosed('fluxkrea.collection.performance-metrics', 'API response times, completion rates and availability are collected.', [
    'privacy console',
  ]),
  disclosed('fluxkrea.collection.cookies-and-similar', 'Cookies and similar technologies serve the experience and usage analysis.', [
    'cookie banner',
    'policy page',
  ]),

  // Sign-in
  enforced('fluxkrea.auth.google-and-github', 'Sign-in runs through Google or GitHub.', ['auth', 'sign-up']),

  // What it is used for
  enforced('fluxkrea.purpose.image-generation', 'Prompts and input images are processed to make content.', [
    'policy page',
    'privacy console',
  ]),
  enforced(
    'fluxkrea.purpose.account-management',
    "The user's profile is maintained, with the balance of credits and the past generations.",
    ['policy page', 'privacy console'],
  ),
  enforced('fluxkrea.purpose.model-access', 'Users can choose between different AI models.', ['policy page', 'privacy console']),
  enforced('fluxkrea.purpose.quality-assurance', 'Success rates are monitored and model performance optimised.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxkrea.purpose.payment-processing', 'Purchases, subscriptions and billing are handled through payment partners.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxkrea.purpose.customer-support', 'Inquiries, troubleshooting and technical help are handled.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxkrea.purpose.security-and-fraud', 'Abuse is detected, unauthorized access prevented and the platform protected.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxkrea.purpose.legal-compliance', 'Legal duties are met and the terms enforced.', ['policy page', 'privacy console']),
  enforced('fluxkrea.purpose.service-enhancement', 'Usage patterns are analysed to improve model selection and features.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxkrea.purpose.performance-optimization', 'System performance is watched and speed improved.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxkrea.purpose.service-updates', 'Users are told about maintenance, important changes and new features.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxkrea.purpose.declared-purposes-only', 'Collected information serves the purposes that the policy lists.', [
    'privacy console',
    'policy page',
    'worker',
  ]),
  enforced('fluxkrea.purpose.research-aggregated-only', 'Research and development uses aggregated data that is not personal.', [
    'worker',
    'privacy console',
    'policy page',
  ]),

  // Marketing
  enforced('fluxkrea.marketing.consent-required', 'Promotions, tutorials and product updates are sent only with consent.', [
    'email',
    'settings/privacy',
  ]),

  // Sharing
  enforced('fluxkrea.sharing.no-sell-rent-trade', 'Personal information is not sold, rented or traded.', [
    'policy page',
    'privacy console',
  ]),
  disclosed('fluxkrea.sharing.legal-compliance', 'Data may be disclosed when law, a court or a regulator requires it.', [
    'privacy console',
    'policy page',
  ]),
  disclosed('fluxkrea.sharing.safety-and-security', 'Data may be shared to protect users, prevent fraud or counter threats.', [
    'privacy console',
    'policy page',
  ]),
  enforced(
    'fluxkrea.sharing.business-transfer-notification',
    'In a merger, acquisition or asset sale data may pass on, and users are told.',
    ['privacy console', 'email', 'studio'],
  ),

  // Recipients
  enforced('fluxkrea.subprocessor.replicate-and-model-providers', 'Replicate and other model providers process prompts and images.', [
    'studio',
    'worker',
    'policy page',
  ]),
  enforced('fluxkrea.subprocessor.stripe', 'Stripe handles billing information and all transactions.', ['billing', 'policy page']),
  enforced('fluxkrea.subprocessor.supabase', 'Supabase stores user data.', ['policy page', 'privacy console']),
  enforced('fluxkrea.subprocessor.cloudflare-r2', 'Cloudflare R2 stores images for a short time.', ['worker', 'policy page']),
  enforced('fluxkrea.subprocessor.resend', 'Resend sends transactional mail and communication.', ['email', 'policy page']),
  enforced('fluxkrea.subprocessor.google', 'Google authenticates users.', ['auth', 'policy page']),
  enforced('fluxkrea.subprocessor.github', 'GitHub authenticates users.', ['auth', 'policy page']),
  enforced(
    'fluxkrea.subprocessor.closed-list',
    'Data goes to Replicate and other model providers, Stripe, Supabase, Cloudflare R2, Resend, Google and GitHub; no analytics or ad vendor is among them.',
    ['policy page', 'worker', 'privacy console'],
  ),
  organizational(
    'fluxkrea.subprocessor.data-protection-agreements',
    'A strict agreement on data protection binds every third-party provider.',
    ['privacy console', 'policy page'],
  ),

  // Consent
  enforced('fluxkrea.consent.training-opt-in', 'Without consent, generation data does not go into training; its processing is secured.', [
    'settings/privacy',
    'worker',
  ]),

  // Retention
  enforced(
    'fluxkrea.retention.images-removed-after-delivery',
    'After temporary storage for delivery, generated images are removed automatically.',
    ['worker', 'studio'],
  ),
  enforced('fluxkrea.retention.account-while-active', 'Account data stays for the life of the account or while the service needs it.', [
    'settings/privacy',
    'worker',
  ]),
  enforced(
    'fluxkrea.retention.generation-history-12m',
    'The history of generations is kept 12 months at most, so that users can look at it and the service can improve.',
    ['history', 'worker'],
  ),
  enforced('fluxkrea.retention.generated-images-24-48h', 'Generated images are kept for at least 24 hours and are gone after 48 hours.', [
    'studio',
    'history',
    'worker',
  ]),
  enforced('fluxkrea.retention.payment-records', 'Payment records are kept as financial rules require.', ['billing', 'worker']),
  enforced('fluxkrea.retention.marketing-until-unsubscribe', 'Marketing data is kept until the user unsubscribes or asks for deletion.', [
    'email',
    'settings/privacy',
    'worker',
  ]),

  // Billing
  enforced('fluxkrea.billing.pci-compliant-processors', 'Payment information is handled only by PCI-compliant processors (Stripe).', [
    'billing',
    'privacy console',
  ]),

  // Security
  organizational(
    'fluxkrea.security.comprehensive-measures',
    'Comprehensive security measures protect personal information and generated content.',
    ['privacy console', 'policy page'],
  ),
  enforced('fluxkrea.security.tls-in-transit', 'All transmission is encrypted with SSL/TLS.', ['api', 'privacy console']),
  enforced('fluxkrea.security.encrypted-databases', 'Databases that hold user data are encrypted and access to them is controlled.', [
    'privacy console',
  ]),
  enforced('fluxkrea.security.authenticated-endpoints', 'Generation requests go through secure, authenticated endpoints.', [
    'api',
    'studio',
  ]),
  organizational(
    'fluxkrea.security.audits-and-vulnerability-tests',
    'Security assessments and vulnerability tests take place periodically.',
    ['privacy console'],
  ),
  enforced('fluxkrea.security.employee-access-controls', 'Staff access is strictly controlled and needs authentication.', [
    'privacy console',
  ]),
  enforced('fluxkrea.security.data-minimization', 'Only what the service needs is collected and kept.', ['privacy console']),
  enforced('fluxkrea.security.prompt-privacy', 'Processing of prompts is secured and no unauthorised party gets them.', [
    'worker',
    'privacy console',
  ]),
  enforced('fluxkrea.security.content-filtering', 'Automated systems detect and block harmful content.', [
    'studio',
    'worker',
    'privacy console',
  ]),
  organizational('fluxkrea.security.model-isolation', 'Models run in secure, isolated environments.', ['privacy console', 'policy page']),

  // Rights
  disclosed('fluxkrea.rights.regional-applicability', "Which rights apply can depend on the law of the user's region.", [
    'policy page',
    'settings/privacy',
  ]),
  enforced('fluxkrea.rights.access', 'Users can get a copy of the personal information held.', [
    'email',
    'privacy console',
    'settings/privacy',
  ]),
  enforced('fluxkrea.rights.correction', 'Users can update or correct personal information.', [
    'email',
    'privacy console',
    'settings/privacy',
  ]),
  enforced('fluxkrea.rights.deletion', 'Users can have their personal information deleted.', [
    'email',
    'privacy console',
    'settings/privacy',
  ]),
  enforced('fluxkrea.rights.objection', 'Users can object to processing.', ['email', 'privacy console', 'settings/privacy']),
  enforced('fluxkrea.rights.restriction', 'Users can have processing limited.', ['email', 'privacy console', 'settings/privacy']),
  enforced('fluxkrea.rights.portability', 'Users can receive an electronic copy of what they provided.', [
    'email',
    'privacy console',
    'settings/privacy',
  ]),
  enforced('fluxkrea.rights.email-channel', 'Rights are exercised by contacting the operator by email.', ['email', 'privacy console']),
  enforced('fluxkrea.rights.identity-verification', 'Proof of identity may be asked for before a request is carried out.', [
    'privacy console',
    'email',
  ]),
  enforced('fluxkrea.rights.generation-history-download', 'Users can view and download their generation history with metadata.', [
    'history',
    'settings/privacy',
    'api',
  ]),
  enforced('fluxkrea.rights.prompt-data-deletion', 'Users can have stored prompts and their parameters deleted.', [
    'history',
    'settings/privacy',
    'email',
  ]),
  enforced('fluxkrea.rights.image-removal', 'Users can have generated images taken out of temporary storage early.', [
    'history',
    'studio',
    'email',
  ]),

  // Answers in time
  enforced('fluxkrea.sla.rights-requests-30d', 'Requests about rights are answered within 30 days.', ['privacy console', 'email']),
  enforced('fluxkrea.sla.inquiries-48h-business', 'Inquiries are answered within 48 hours on business days.', [
    'contact',
    'privacy console',
    'email',
  ]),

  // Cookies
  disclosed('fluxkrea.cookies.explained', 'The policy explains what cookies are and why they are used.', ['policy page', 'cookie banner']),
  enforced('fluxkrea.cookies.necessary', 'Necessary cookies make the basic functions work.', ['cookie banner', 'settings/privacy']),
  enforced('fluxkrea.cookies.preference', 'Preference cookies remember settings.', ['cookie banner', 'settings/privacy']),
  enforced('fluxkrea.cookies.statistical', 'Statistical cookies help to understand how visitors use the site.', [
    'cookie banner',
    'settings/privacy',
  ]),
  enforced('fluxkrea.cookies.marketing', 'Marketing cookies track the activity of visitors.', ['cookie banner', 'settings/privacy']),
  disclosed('fluxkrea.cookies.browser-control', 'The browser lets users control or remove cookies.', ['policy page', 'cookie banner']),
  disclosed('fluxkrea.cookies.disable-impact', 'Switching off certain cookies can affect the experience on the site.', [
    'cookie banner',
    'policy page',
  ]),

  // Minors
  enforced('fluxkrea.minors.under-13', 'The services do not address children below 13, and nothing is knowingly collected from them.', [
    'sign-up',
    'policy page',
  ]),
  enforced('fluxkrea.minors.report-and-delete', 'Anyone who finds data of a child under 13 can report it, and it is deleted promptly.', [
    'contact',
    'privacy console',
  ]),

  // Place
  disclosed(
    'fluxkrea.location.global-processing',
    "Data may be processed and stored anywhere in the world, also outside the user's country.",
    ['policy page'],
  ),
  organizational('fluxkrea.location.adequate-protection', 'Suitable measures give transferred data adequate protection.', [
    'privacy console',
  ]),

  // Changes
  disclosed('fluxkrea.changes.post-and-redate', 'Significant changes are posted on the site with a new date at the top.', ['policy page']),
  disclosed('fluxkrea.changes.periodic-review-encouraged', 'Users are encouraged to look at the policy periodically.', ['policy page']),

  // Contact
  enforced('fluxkrea.contact.email', 'Questions and requests can be sent by email.', ['contact', 'email']),
  enforced('fluxkrea.contact.form', 'A contact form is on the platform.', ['contact']),

  // Features
  enforced('fluxkrea.feature.image-generation', 'Images are generated from prompts and input images.', ['studio', 'worker']),
  enforced('fluxkrea.feature.multiple-models', 'Several models can be chosen.', ['studio']),
  enforced('fluxkrea.feature.credits', 'Credits are bought and consumed.', ['billing', 'studio']),
  enforced('fluxkrea.feature.subscriptions', 'Subscriptions are sold.', ['billing']),
  enforced('fluxkrea.feature.reference-upload', 'Input images can be uploaded.', ['studio']),
  enforced('fluxkrea.feature.support-contact', 'Support can be contacted.', ['contact']),
  enforced('fluxkrea.feature.surveys-and-feedback', 'Surveys and feedback are possible.', ['studio', 'settings/privacy']),
  enforced('fluxkrea.feature.newsletter', 'There are mailing lists with topics.', ['email', 'settings/privacy']),
  enforced('fluxkrea.feature.history-download', 'The history can be downloaded.', ['history']),
];
