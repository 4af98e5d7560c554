/** `stated`: the document says it. `inferred`: it follows from the document. `default`: the document is silent and we chose. */
export const origins = ['stated', 'inferred', 'default'] as const;
export type Origin = (typeof origins)[number];

/**
 * The closed vocabulary of data. Every column, object prefix, job payload field and vendor field carries one of these.
 * `label` names it in lists, `what` says what it holds. `personal: false` marks figures that cannot be traced to a person.
 */
export const dataCategories = {
  'account.identity': { label: 'Identity', what: 'name and email address', personal: true },
  'account.profile': { label: 'Profile', what: 'display name, picture and other profile details', personal: true },
  'account.credentials': { label: 'Sign-in data', what: 'password hash, passkey or the link to the sign-in provider', personal: true },
  'account.preferences': { label: 'Preferences', what: 'settings, model and style preferences', personal: true },
  'account.credit-balance': { label: 'Credit balance', what: 'current credits', personal: true },
  'account.age-band': { label: 'Age band', what: 'adult, minor with guardian, or refused; never a birth date', personal: true },
  'account.guardian': {
    label: 'Guardian',
    what: "a guardian's address and consent for a minor's account, the links sent to them and what they were asked to approve",
    personal: true,
  },
  'generation.prompt': { label: 'Prompts', what: 'prompt text', personal: true },
  'generation.look-slots': { label: 'Looks and their slots', what: 'the chosen Look and the values of its slots', personal: true },
  'generation.parameters': { label: 'Generation settings', what: 'model, quality tier, size, seed and steps', personal: true },
  'generation.output': { label: 'Results', what: 'generated image, audio, video or text', personal: true },
  'generation.metadata': { label: 'Facts about results', what: 'size, model, time and outcome of a generation', personal: true },
  'generation.history': { label: 'History', what: 'the entry that ties prompt, parameters and outcome together', personal: true },
  'generation.input-upload': {
    label: 'Reference images and other uploads',
    what: 'reference image or other uploaded input',
    personal: true,
  },
  'generation.reference-flag': { label: 'Use of a reference', what: 'whether a reference image was used, yes or no', personal: true },
  'chat.transcript': { label: 'Chats', what: 'chat messages', personal: true },
  'billing.payment': { label: 'Payments', what: 'payment references, amount, currency, credits and status', personal: true },
  'billing.address': { label: 'Billing address', what: 'billing address', personal: true },
  'billing.credit-ledger': { label: 'Credit entries', what: 'credit entries', personal: true },
  'billing.card': { label: 'Card data', what: 'card number, security code and expiry', personal: true },
  'usage.events': { label: 'Usage events', what: 'page views and feature use under a pseudonymous id', personal: true },
  'usage.logs': { label: 'Logs', what: 'access times, errors and durations', personal: true },
  'usage.pageview-anonymous': { label: 'Anonymous page counts', what: 'page template and count, without any id', personal: false },
  'technical.device': {
    label: 'Device data',
    what: 'device type, operating system, browser, language, time zone or screen',
    personal: true,
  },
  'technical.ip': { label: 'IP address', what: 'IP address', personal: true },
  'technical.location': { label: 'Location', what: 'country and region derived from the IP address', personal: true },
  'technical.request': {
    label: 'Requests in transit',
    what: 'the request while it passes through a host or content network',
    personal: true,
  },
  'cookies.session': { label: 'Session cookie', what: 'session cookie', personal: true },
  'cookies.preference': { label: 'Preference cookies', what: 'preference cookie', personal: true },
  'communication.support': { label: 'Support messages', what: 'support tickets, contact form and mails', personal: true },
  'communication.feedback': { label: 'Feedback and surveys', what: 'ratings, feedback and survey answers', personal: true },
  'communication.message': { label: 'Mails we send', what: 'mails that the platform sends', personal: true },
  'marketing.subscription': { label: 'Newsletter subscription', what: 'newsletter address, topics and state', personal: true },
  'metrics.performance': { label: 'Speed figures', what: 'response times and completion rates', personal: false },
  'security.events': { label: 'Security events', what: 'throttling, moderation and alerts', personal: true },
  'consent.record': { label: 'Consent records', what: 'what was agreed to or withdrawn, and when', personal: true },
  'privacy.case': { label: 'Privacy cases', what: 'requests and complaints about data, with their receipts', personal: true },
  'auth.code': { label: 'One-time sign-in code', what: 'the one-time code of a sign-in', personal: true },
  'diagnostics.error': { label: 'Error records', what: 'error records without personal fields', personal: false },
  aggregate: { label: 'Grouped figures', what: 'figures over groups of people, never below the minimum size', personal: false },
} as const satisfies Record<string, { label: string; what: string; personal: boolean }>;

export type DataCategory = keyof typeof dataCategories;

export const dataCategoryIds = Object.keys(dataCategories) as readonly DataCategory[];

export function isDataCategory(value: unknown): value is DataCategory {
  return typeof value === 'string' && Object.hasOwn(dataCategories, value);
}

/** How a profile names many categories at once: `*`, or a family such as `account.*`. */
export const categoryFamilies = ['*', 'account.*', 'generation.*', 'billing.*', 'technical.*'] as const;
export type CategoryPattern = DataCategory | (typeof categoryFamilies)[number];

/** Whether a category falls under a name that a profile uses: itself, its family, or everything. */
export function categoryMatches(pattern: string, category: DataCategory): boolean {
  return pattern === '*' || pattern === category || (pattern.endsWith('.*') && category.startsWith(pattern.slice(0, -1)));
}

/** What starts a retention period. */
export const retentionTriggers = ['created', 'last-activity', 'account-deleted', 'case-received', 'transaction'] as const;
export type RetentionTrigger = (typeof retentionTriggers)[number];

export const retentionRules = [
  'timed',
  'while-active',
  'until-account-deleted',
  'until-user-deletes',
  'until-event',
  'session',
  'never-stored',
  'legal',
] as const;
export type RetentionRuleKind = (typeof retentionRules)[number];

export const dataSubjectRights = [
  'access',
  'export',
  'portability',
  'correction',
  'erasure',
  'restriction',
  'objection',
  'automated-decision-opt-out',
  'withdraw-consent',
  'complaint',
] as const;
export type DataSubjectRight = (typeof dataSubjectRights)[number];

export const modalities = ['image', 'chat', 'writing', 'music', 'video'] as const;
export type Modality = (typeof modalities)[number];

/** What a profile can offer. A feature that the active profile does not list answers 404. */
export const features = [
  'account-dashboard',
  'chat',
  'contact-form',
  'content-filter',
  'cookie-banner',
  'credits',
  'feedback',
  'guardian-flow',
  'history',
  'history-archive',
  'history-download',
  'in-app-notices',
  'journal',
  'library',
  'lightbox',
  'localization',
  'looks-with-slots',
  'model-choice',
  'newsletter',
  'policy-page',
  'projects',
  'quality-tiers',
  'reference-upload',
  'reference-upload-transient',
  'service-notices',
  'settings-privacy',
  'site-banner',
  'studio',
  'subscriptions',
  'support',
  'surveys',
  'top-ups',
  'writing',
] as const;
export type Feature = (typeof features)[number];
