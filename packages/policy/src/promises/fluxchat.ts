import { disclosed, enforced, organizational, type PromiseEntry } from './entry.js';

/** What the policy of this profile promises, by area. */
export const fluxchatPromises: readonly PromiseEntry[] = [
  // Features
  enforced('fluxchat.feature.ai-chat', 'The platform offers AI chat.', ['chat', 'worker', 'history']),
  enforced('fluxchat.feature.writing', 'The platform offers AI writing.', ['writing', 'worker', 'history']),
  enforced('fluxchat.feature.image-generation', 'The platform offers image generation.', ['studio', 'worker', 'history']),
  enforced('fluxchat.feature.music-generation', 'The platform offers music generation.', ['studio', 'worker', 'history']),
  enforced('fluxchat.feature.video-generation', 'The platform offers video generation.', ['studio', 'worker', 'history']),
  enforced('fluxchat.feature.library-deletion-controls', 'Chats and outputs are kept as a history that the user can clear.', [
    'history',
    'chat',
  ]),
  enforced('fluxchat.feature.customer-support', 'Customer support is provided.', ['contact']),

  // What is collected
  disclosed('fluxchat.collection.account-identity', 'Name and email address are collected.', ['sign-up', 'settings/profile', 'api']),
  enforced('fluxchat.collection.login-credentials', 'Sign-in credentials are collected.', ['sign-up', 'auth']),
  disclosed('fluxchat.collection.registration-and-use-details', 'Other details given at registration or during use are collected.', [
    'settings/profile',
    'contact',
    'api',
  ]),
  disclosed('fluxchat.collection.prompts-and-uploads', 'Prompts and uploaded inputs are collected.', ['studio', 'chat', 'api']),
  disclosed('fluxchat.collection.generated-outputs', 'Generated outputs are collected.', ['history', 'api']),
  disclosed('fluxchat.collection.chat-history', 'Chat history is collected.', ['chat', 'api']),
  disclosed('fluxchat.collection.feature-usage', 'Use of features is recorded.', ['settings/privacy', 'api']),
  enforced(
    'fluxchat.collection.usage-and-logs',
    'Logs of errors, times of access, interactions with pages and speed measurements are collected.',
    ['privacy console'],
  ),
  disclosed(
    'fluxchat.collection.device-and-network',
    'Six technical values are collected: kind of device, OS, version of the browser, IP, language, time zone.',
    ['settings/privacy', 'privacy console'],
  ),
  disclosed(
    'fluxchat.collection.payment-and-billing',
    'Payment processors handle the details of a transaction, the address for billing and the status of the payment, which are collected.',
    ['billing', 'api'],
  ),
  enforced(
    'fluxchat.collection.listed-categories-only',
    'Six groups of information are collected, to run the services and make them better.',
    ['policy page', 'privacy console'],
  ),

  // What is never collected
  enforced('fluxchat.non-collection.full-card-details', 'Full card details are not stored.', ['billing', 'privacy console']),

  // What it is used for
  enforced(
    'fluxchat.purpose.account-data-uses',
    'Account data is used to manage accounts, sign users in, support them and send service notices.',
    ['policy page', 'privacy console'],
  ),
  enforced('fluxchat.purpose.content-data-uses', 'Content is used to deliver results, run features and make the experience better.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxchat.purpose.usage-log-uses', 'Usage and log data serve analytics, speed, troubleshooting and security monitoring.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxchat.purpose.device-data-uses', 'Device and network data serve compatibility, security and localized experiences.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxchat.purpose.cookie-uses', 'Cookies serve core functions and a consistent experience.', ['policy page', 'privacy console']),
  enforced('fluxchat.purpose.billing-data-uses', 'Billing data serves to process orders, run subscriptions and credit top-ups.', [
    'policy page',
    'privacy console',
  ]),
  enforced('fluxchat.purpose.legal-obligations', 'Data is used to meet legal obligations.', ['policy page', 'privacy console']),
  enforced(
    'fluxchat.purpose.only-as-needed',
    'Information is used only as far as needed for the service, its performance, its security and legal duties.',
    ['privacy console', 'policy page'],
  ),

  // Consent
  enforced(
    'fluxchat.consent.third-party-training-explicit-opt-in',
    'Chat content and generated outputs do not train the AI models of third parties without explicit consent.',
    ['settings/privacy', 'worker'],
  ),

  // Sharing
  enforced('fluxchat.sharing.no-sale', 'Personal information is not sold.', ['policy page', 'privacy console']),
  enforced('fluxchat.sharing.minimum-necessary', 'Only limited data is shared, and only where needed.', ['worker', 'privacy console']),
  disclosed(
    'fluxchat.sharing.legal-and-safety',
    'Data may be disclosed to follow the law or a lawful request, or to protect rights and safety.',
    ['privacy console', 'policy page'],
  ),
  organizational(
    'fluxchat.sharing.operations-partners-confidential',
    'Partners for operations and customer service get data under a duty of confidentiality.',
    ['privacy console', 'policy page'],
  ),

  // Recipients
  enforced('fluxchat.subprocessor.ai-model-providers', 'AI model providers get the data needed to deliver features.', [
    'chat',
    'studio',
    'worker',
    'policy page',
  ]),
  enforced('fluxchat.subprocessor.cloud-infrastructure', 'Cloud infrastructure providers host the service.', [
    'policy page',
    'privacy console',
    'worker',
  ]),
  enforced('fluxchat.subprocessor.payment-processors', 'Payment providers process payments.', ['billing', 'policy page']),
  enforced('fluxchat.subprocessor.email-service', 'Email providers deliver mail.', ['email', 'policy page']),
  enforced(
    'fluxchat.subprocessor.closed-classes',
    'Recipients are service providers of four kinds, confidential operations partners, and authorities where the law asks; others get no data.',
    ['policy page', 'worker', 'privacy console'],
  ),

  // Security
  organizational('fluxchat.security.industry-standard-safeguards', 'Safeguards follow what is standard in the industry.', [
    'privacy console',
    'policy page',
  ]),
  enforced('fluxchat.security.encryption', 'Encryption protects the data.', ['privacy console']),
  enforced('fluxchat.security.access-controls', 'Access controls protect the data.', ['privacy console', 'api']),
  enforced('fluxchat.security.monitoring', 'Security is monitored.', ['privacy console']),
  disclosed('fluxchat.security.no-absolute-guarantee', 'No way of sending or storing data is fully secure, and the policy says so.', [
    'policy page',
  ]),

  // Retention
  enforced('fluxchat.retention.necessity-based', 'Data is kept only as long as its purposes need or the law demands.', [
    'worker',
    'privacy console',
    'policy page',
  ]),
  enforced('fluxchat.retention.legal-requirement', 'Data may be kept longer where the law requires.', ['privacy console', 'worker']),

  // Rights
  enforced('fluxchat.rights.deletion-in-settings', 'Deletion can be requested in the product settings.', ['settings/privacy']),
  enforced('fluxchat.rights.deletion-by-contact', 'Deletion can also be requested by contacting the operator.', [
    'contact',
    'email',
    'privacy console',
  ]),
  enforced('fluxchat.rights.access', 'Users can see their personal information.', ['settings/privacy', 'privacy console', 'email']),
  enforced('fluxchat.rights.correction', 'Users can correct their personal information.', ['settings/privacy', 'privacy console', 'email']),
  enforced('fluxchat.rights.deletion', 'Users can delete their personal information.', ['settings/privacy', 'privacy console', 'email']),
  enforced('fluxchat.rights.restriction', 'Users can ask for restrictions.', ['settings/privacy', 'privacy console', 'email']),
  enforced('fluxchat.rights.withdraw-consent', 'Users can withdraw consent where it applies.', [
    'settings/privacy',
    'privacy console',
    'email',
  ]),

  // Answers in time
  enforced(
    'fluxchat.sla.reasonable-timeframe',
    'Requests are acknowledged within 72 hours and answered within 30 days, which is how we read a reasonable time.',
    ['privacy console', 'email'],
  ),

  // Minors
  enforced('fluxchat.minors.full-capacity', 'The service is meant for people with full legal capacity.', ['sign-up', 'policy page']),
  enforced('fluxchat.minors.guardian-consent', 'Minors use it only with consent and supervision of a guardian.', [
    'sign-up',
    'settings/privacy',
    'email',
  ]),

  // Cookies
  enforced('fluxchat.cookies.necessary', 'Necessary cookies manage sessions.', ['auth', 'cookie banner']),
  enforced('fluxchat.cookies.preferences', 'Cookies store preferences.', ['settings/privacy', 'cookie banner']),
  enforced('fluxchat.cookies.limited-analytics', 'A limited amount of analytics data is collected.', ['cookie banner', 'settings/privacy']),

  // Billing
  enforced('fluxchat.billing.subscriptions', 'Subscriptions are sold.', ['billing']),
  enforced('fluxchat.billing.top-ups', 'Top-ups are sold.', ['billing']),

  // Changes
  disclosed(
    'fluxchat.changes.post-and-redate',
    'Updates are posted on the page with a revised effective date; readers are asked to look from time to time.',
    ['policy page'],
  ),

  // Contact
  disclosed('fluxchat.contact.website', 'The site is fluxchat.org.', ['contact', 'policy page']),
  enforced('fluxchat.contact.support-email', 'Questions go to support@fluxchat.org.', ['contact', 'email', 'policy page']),

  // The policy page
  disclosed('fluxchat.policy.agreement-by-use', 'Using Fluxchat means agreeing to the policy.', ['sign-up', 'policy page']),
  disclosed(
    'fluxchat.policy.scope',
    'The policy explains collection, use, sharing and protection of information for all services of the platform.',
    ['policy page'],
  ),
];
