import { describePeriod } from '@keepword/primitives';
import { originWords, lawfulBasisWords } from './policy-page/words.js';
import { purposesServedBy, recipientsOf, retentionWords } from './policy-page/category-facts.js';
import { purposeWordsOf } from './policy-page/sections/purposes.js';
import { securitySection } from './policy-page/sections/security.js';
import type { Profile, PurposeParameter } from './profile-schema.js';
import { collectionOf } from './queries/collection.js';
import { minimumAge } from './queries/offers.js';
import { boundRecipientIds, recipients } from './queries/recipients.js';
import { backupRetention } from './queries/retention.js';
import { dataCategories, type DataCategory } from './vocabulary.js';

/** Where something of a category lies: tables, prefixes of the object store. From the data map, which knows what no profile says. */
export type PlacesOfCategories = ReadonlyMap<DataCategory, readonly string[]>;

export interface ProcessedCategory {
  readonly id: DataCategory;
  readonly label: string;
  /** Whose data it is. */
  readonly subjects: readonly string[];
  /** In words of the policy; null where neither the profile nor the platform has a rule. */
  readonly kept: string | null;
  readonly places: readonly string[];
  readonly recipients: readonly string[];
}

/** What is done for one purpose (GDPR Art. 30(1)(b) to (f)). */
export interface ProcessingActivity {
  readonly id: string;
  readonly purpose: string;
  readonly lawfulBasis: string;
  readonly origin: string;
  readonly categories: readonly ProcessedCategory[];
}

export interface RecordedRecipient {
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  readonly receives: readonly string[];
  /** What the document says about an agreement with it; null where it says nothing. */
  readonly agreement: string | null;
  /** This installation is bound to it; the others are listed and receive nothing. */
  readonly isInUse: boolean;
}

/** The record of processing activities that GDPR Art. 30 asks for, as far as profile and data map know it. */
export interface RecordOfProcessing {
  readonly profileId: string;
  readonly controller: { readonly name: string; readonly contact: string };
  readonly activities: readonly ProcessingActivity[];
  /** What is kept and serves none of the purposes: it is there because the platform or the law needs it. */
  readonly besides: readonly ProcessedCategory[];
  readonly recipients: readonly RecordedRecipient[];
  readonly transfers: { readonly mode: string; readonly regions: readonly string[]; readonly safeguards: readonly string[] };
  readonly backups: readonly string[];
  readonly security: readonly string[];
}

export function recordOfProcessing(profile: Profile, contact: string, places: PlacesOfCategories): RecordOfProcessing {
  const processed = [...new Set([...collectionOf(profile).map(({ category }) => category), ...places.keys()])].filter(
    (category) => dataCategories[category].personal,
  );
  const describe = (category: DataCategory): ProcessedCategory => ({
    id: category,
    label: dataCategories[category].label,
    subjects: subjectsOf(profile, category),
    kept: retentionWords(profile, category),
    places: places.get(category) ?? [],
    recipients: recipientsOf(profile, category).map(({ name }) => name),
  });
  const served = new Set<DataCategory>();
  const activities = profile.purposes.map((purpose): ProcessingActivity => {
    const own = processed.filter((category) => purposesServedBy(profile, category).some(({ id }) => id === purpose.id));
    for (const category of own) served.add(category);
    return {
      id: purpose.id,
      purpose: purposeWordsOf(purpose),
      lawfulBasis: lawfulBasisWords[purpose.lawfulBasis],
      origin: originOf(purpose),
      categories: own.map(describe),
    };
  });
  return {
    profileId: profile.id,
    controller: { name: profile.meta.displayName, contact },
    activities,
    besides: processed.filter((category) => !served.has(category)).map(describe),
    recipients: recordedRecipients(profile),
    transfers: {
      mode: profile.location.mode,
      // Regions that come from the inventory are not known to a profile; none is made up.
      regions: profile.location.regions === 'from-inventory' ? [] : profile.location.regions,
      safeguards: profile.location.transfers,
    },
    backups: backupRetention(profile).map(({ scope, after }) => `${backupWords[scope]}: ${describePeriod(after)}`),
    security: securitySection(profile).blocks.flatMap((block) => (block.kind === 'list' ? block.items : [])),
  };
}

/** Everybody on the closed list, with what the platform is bound to marked. */
export function recordedRecipients(profile: Profile): readonly RecordedRecipient[] {
  const bound = new Set(boundRecipientIds(profile));
  return recipients(profile).map(({ id, name, purpose, categories, agreement }) => ({
    id,
    name,
    purpose,
    receives: [...categories],
    agreement: agreement ?? null,
    isInUse: bound.has(id),
  }));
}

/** One line per activity and category, the first line naming the columns; cells as text, for whoever writes CSV. */
export function recordOfProcessingRows(record: RecordOfProcessing): readonly (readonly string[])[] {
  const rowsOf = (activity: string, basis: string, categories: readonly ProcessedCategory[]) =>
    categories.map(({ id, label, subjects, kept, places, recipients: receivers }) => [
      activity,
      basis,
      id,
      label,
      subjects.join('; '),
      receivers.join('; '),
      kept ?? 'no rule',
      places.join('; '),
    ]);
  return [
    ['purpose', 'lawful basis', 'category', 'data', 'people', 'recipients', 'kept', 'places'],
    ...record.activities.flatMap(({ purpose, lawfulBasis, categories }) => rowsOf(purpose, lawfulBasis, categories)),
    ...rowsOf('Run the platform and meet its duties', '', record.besides),
  ];
}

const backupWords = { all: 'Backups', database: 'Backups of the database', 'object-store': 'Backups of files' } as const;

function originOf({ origin, basisOrigin }: PurposeParameter): string {
  return origin === basisOrigin ? originWords[origin] : `${originWords[origin]}; basis: ${originWords[basisOrigin]}`;
}

const withoutAccount: Readonly<Partial<Record<DataCategory, string>>> = {
  'communication.support': 'people who write to us without an account',
  'privacy.case': 'people who write to us without an account',
  'marketing.subscription': 'subscribers without an account',
  'account.credentials': 'members of the compliance team',
};

function subjectsOf(profile: Profile, category: DataCategory): readonly string[] {
  const found = ['people with an account'];
  const others = withoutAccount[category];
  if (others !== undefined) found.push(others);
  if (category === 'account.age-band' && minimumAge(profile).guardianFlow) found.push('guardians of minors');
  return found;
}
