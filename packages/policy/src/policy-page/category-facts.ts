import type { Profile, PurposeParameter } from '../profile-schema.js';
import { collectionOf } from '../queries/collection.js';
import { recipientMayReceive, recipients, type Recipient } from '../queries/recipients.js';
import { retentionOf } from '../queries/retention.js';
import { categoryMatches, type CategoryPattern, type DataCategory } from '../vocabulary.js';
import { capitalised } from '../wording.js';
import { purposeWordsOf } from './sections/purposes.js';
import { ruleWords } from './sections/retention.js';

/** What a purpose works with. A document ties only few of its purposes to data; for the others this is our own reading of their words. */
const reach: Readonly<Record<string, readonly CategoryPattern[]>> = {
  abuse: ['security.events', 'technical.*', 'generation.prompt', 'usage.logs'],
  'account-and-credits': ['account.*', 'billing.credit-ledger', 'cookies.session'],
  'account-management': ['account.*', 'billing.credit-ledger', 'generation.history', 'cookies.session'],
  analytics: ['usage.events'],
  billing: ['billing.*'],
  'compatibility-security-localization': ['technical.*', 'cookies.preference', 'cookies.session'],
  'content-delivery': ['generation.*', 'chat.transcript'],
  'core-function': ['account.*', 'generation.*', 'cookies.session'],
  diagnostics: ['diagnostics.error', 'usage.logs'],
  'feature-development': ['usage.events', 'communication.feedback'],
  generation: ['generation.*', 'chat.transcript'],
  'identify-and-display': ['account.*', 'cookies.session'],
  'legal-compliance': ['billing.*', 'consent.record', 'privacy.case'],
  marketing: ['marketing.subscription'],
  optimization: ['usage.logs', 'usage.events', 'metrics.performance'],
  payments: ['billing.*'],
  performance: ['usage.logs', 'metrics.performance'],
  personalization: ['account.preferences', 'cookies.preference'],
  'provide-and-improve': ['account.*', 'generation.*', 'chat.transcript', 'communication.feedback'],
  'quality-assurance': ['generation.metadata', 'communication.feedback', 'metrics.performance'],
  research: [],
  'run-service': ['account.*', 'generation.*', 'chat.transcript', 'billing.credit-ledger', 'cookies.session'],
  security: ['security.events', 'technical.*', 'account.credentials', 'usage.logs', 'cookies.session'],
  'service-delivery': ['account.*', 'generation.*', 'chat.transcript'],
  'service-enhancement': ['usage.events'],
  'service-updates': ['communication.message', 'account.identity'],
  support: ['communication.support', 'communication.feedback', 'account.identity'],
  training: [],
  'training-third-party': [],
  'usage-analysis': ['usage.events'],
  'usage-analytics': ['usage.events', 'metrics.performance'],
};

/** What data of a category is used for, in words; never empty for what a profile collects. @throws Error for a purpose that no reach is known of */
export function purposesOf(profile: Profile, category: DataCategory): readonly string[] {
  const collected = collectionOf(profile).find((entry) => entry.category === category);
  const found = purposesServedBy(profile, category);
  if (found.length > 0) return found.map(purposeWordsOf);
  if (collected?.necessaryBecause !== undefined) return [`Needed, since ${collected.necessaryBecause}`];
  return profile.purposes
    .filter(({ lawfulBasis }) => lawfulBasis === 'contract')
    .slice(0, 1)
    .map(purposeWordsOf);
}

/** The purposes that a category is tied to; none where it is only there because something else needs it. */
export function purposesServedBy(profile: Profile, category: DataCategory): readonly PurposeParameter[] {
  const tied = profile.collection.find((entry) => entry.category === category)?.purpose;
  return profile.purposes.filter((purpose) => {
    const consents = profile.consents.filter((consent) => consent.purpose === purpose.id).flatMap(({ appliesTo }) => appliesTo);
    const patterns = [...(reach[purpose.id] ?? unknown(purpose.id)), ...consents];
    if (purpose.exclude?.some((pattern) => categoryMatches(pattern, category))) return false;
    return tied ? tied.includes(purpose.id) : patterns.some((pattern) => categoryMatches(pattern, category));
  });
}

/** How long a category is kept, as the policy page says it: «At most 48 hours after it was made». Null when the profile has no rule for it. */
export function retentionWords(profile: Profile, category: DataCategory): string | null {
  const rule = retentionOf(profile, category);
  return rule && ruleWords(rule);
}

/** Who may receive data of a category. */
export function recipientsOf(profile: Profile, category: DataCategory): readonly Recipient[] {
  return recipients(profile).filter(({ id }) => recipientMayReceive(profile, id, category));
}

function unknown(purpose: string): never {
  throw new Error(`${capitalised(purpose)} is a purpose that nobody has said what it works with`);
}
