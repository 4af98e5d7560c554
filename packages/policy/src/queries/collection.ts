import type { CollectedCategory, Profile } from '../profile-schema.js';
import type { DataCategory, Origin } from '../vocabulary.js';
import { minimumAge } from './offers.js';

/** One category that may be written under a profile. */
export interface Collected {
  category: DataCategory;
  /** Names of what is kept, in the words of the profile. */
  fields: readonly string[];
  source: string;
  /** The purpose, among the profile's consents, without which nothing of it is written. */
  requiresConsent?: string;
  /** The person can switch it off. */
  optional: boolean;
  origin: Origin;
  /** Set for records that no document lists but without which the platform could not run or keep the policy. */
  necessaryBecause?: string;
}

/**
 * Everything that a profile lets the platform write: what its document lists, then what the platform needs to work
 * (marked with the reason and `origin: 'default'`). Nothing that the profile never stores is in it.
 */
export function collectionOf(profile: Profile): readonly Collected[] {
  const listed = profile.collection.map((entry): Collected => ({
    category: entry.category,
    fields: entry.fields,
    source: entry.source,
    ...consentFor(profile, entry),
    optional: entry.optional ?? false,
    origin: entry.origin,
  }));
  const known = new Map(listed.map((entry) => [entry.category, entry.fields]));
  const necessary = [
    ...necessaryRecords(profile).filter(({ category }) => !known.has(category)),
    ...necessarySettings(known),
    ...necessarySupervision(profile),
  ];
  return [...listed, ...necessary].filter(({ category }) => !neverStores(profile, category));
}

/**
 * Whether a category, or one field of it, may be written. `neverStored` wins over every list.
 * @param field a name from the profile's field list of that category
 */
export function collects(profile: Profile, category: DataCategory, field?: string): boolean {
  return collectionOf(profile).some((entry) => entry.category === category && (field === undefined || entry.fields.includes(field)));
}

/** Whether the profile forbids that this category is written anywhere, logs included. */
export function neverStores(profile: Profile, category: DataCategory): boolean {
  return profile.neverStored.includes(category);
}

export function storesIp(profile: Profile): boolean {
  return collects(profile, 'technical.ip');
}

export function storesDevice(profile: Profile): boolean {
  return collects(profile, 'technical.device');
}

/** Whether the link to the sign-in provider is kept as a keyed hash of its subject instead of the subject. */
export function keyedSubjectHash(profile: Profile): boolean {
  return profile.identity.technicalLink === 'hmac-of-subject';
}

/** Analytics is opt-in everywhere, also where a document lists its events without naming the consent. */
function consentFor(profile: Profile, { category, requiresConsent }: CollectedCategory): Pick<Collected, 'requiresConsent'> {
  const optIns = profile.consents.filter(({ model }) => model === 'opt-in');
  const named = optIns.find(({ purpose }) => purpose === requiresConsent || purpose === `${requiresConsent}-cookies`);
  const implied = category === 'usage.events' ? optIns.find(({ appliesTo }) => appliesTo.includes(category)) : undefined;
  const consent = named ?? implied;
  return consent === undefined ? {} : { requiresConsent: consent.purpose };
}

function necessaryRecords(profile: Profile): readonly Collected[] {
  const records: Collected[] = [
    needed('account.age-band', ['band'], 'the age question must not be asked twice', 'user'),
    needed('account.credentials', [credentialField(profile)], 'a returning person must be recognised'),
    needed('account.preferences', ['settings'], 'settings that a person chose must hold', 'user'),
    needed('generation.metadata', ['model', 'size', 'createdAt', 'outcome'], 'the history and the receipt show them'),
    needed('generation.history', ['entry'], 'the history shows what was made'),
    needed('billing.credit-ledger', ['entry', 'amount', 'reason'], 'a balance must be explained entry by entry'),
    needed('cookies.session', ['sessionId'], 'it keeps a person signed in'),
    needed('communication.message', ['recipient', 'kind', 'sentAt'], 'a mail must be sent once, and only once'),
    needed('usage.logs', ['route', 'status', 'durationMs', 'at'], 'faults must be found'),
    needed('diagnostics.error', ['code', 'at'], 'faults must be found'),
    needed('metrics.performance', ['responseTime', 'completion'], 'the platform must stay quick'),
    needed('security.events', ['kind', 'reason', 'at'], 'abuse must be stopped and decisions reviewed'),
    needed('consent.record', ['purpose', 'state', 'at'], 'consent and its withdrawal must be provable'),
    needed('privacy.case', ['class', 'state', 'dates'], 'requests must be answered in time and provably'),
    needed('communication.support', ['message'], 'a question must reach a person who answers', 'user'),
  ];
  if (profile.bindings.acceptsReference !== 'none') {
    records.push(needed('generation.reference-flag', ['usedReference'], 'the history tells whether a reference was used'));
  }
  return records;
}

/** The settings that every creation has; where a document lists only some of them, the others are added as ours. */
function necessarySettings(known: ReadonlyMap<DataCategory, readonly string[]>): readonly Collected[] {
  const listed = known.get('generation.parameters') ?? [];
  const missing = ['model', 'qualityTier', 'size', 'seed', 'count'].filter((field) => !listed.includes(field));
  return missing.length === 0 ? [] : [needed('generation.parameters', missing, 'a creation cannot run without them', 'user')];
}

/** What supervision by a guardian leaves, beyond the address and the consent that a document lists. */
function necessarySupervision(profile: Profile): readonly Collected[] {
  if (!minimumAge(profile).guardianFlow) return [];
  const fields = ['spendApproval', 'guardianLink'];
  return [needed('account.guardian', fields, 'a guardian must see how the account is used, and approve what it buys')];
}

function needed(category: DataCategory, fields: readonly string[], necessaryBecause: string, source = 'automatic'): Collected {
  return { category, fields, source, optional: false, origin: 'default', necessaryBecause };
}

function credentialField(profile: Profile): string {
  return keyedSubjectHash(profile) ? 'keyedSubjectHash' : 'signInLink';
}
