/** The closed vocabulary of data categories. A column, object prefix, job field or vendor field names one of these. */
export const dataCategoryIds = [
  'account.identity',
  'account.profile',
  'account.credentials',
  'account.preferences',
  'account.credit-balance',
  'account.age-band',
  'account.guardian',
  'generation.prompt',
  'generation.look-slots',
  'generation.parameters',
  'generation.output',
  'generation.metadata',
  'generation.history',
  'generation.input-upload',
  'generation.reference-flag',
  'chat.transcript',
  'billing.payment',
  'billing.address',
  'billing.credit-ledger',
  'billing.card',
  'usage.events',
  'usage.logs',
  'usage.pageview-anonymous',
  'technical.device',
  'technical.ip',
  'technical.location',
  'technical.request',
  'cookies.session',
  'cookies.preference',
  'communication.support',
  'communication.feedback',
  'communication.message',
  'marketing.subscription',
  'metrics.performance',
  'security.events',
  'consent.record',
  'privacy.case',
  'auth.code',
  'diagnostics.error',
  'aggregate',
] as const;

export type DataCategory = (typeof dataCategoryIds)[number];

export function isDataCategory(value: unknown): value is DataCategory {
  return typeof value === 'string' && (dataCategoryIds as readonly string[]).includes(value);
}

/** What happens to a value when its subject is erased. Masking is not on the list: it is not erasure. */
export type ErasureAction = 'delete' | 'pseudonymise' | 'keep';
