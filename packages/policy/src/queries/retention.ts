import type { Profile, RetentionParameter } from '../profile-schema.js';
import { categoryMatches, type DataCategory, type Origin, type RetentionRuleKind, type RetentionTrigger } from '../vocabulary.js';
import type { Period } from '@keepword/primitives';
import { collects, neverStores } from './collection.js';
import { platformRetention } from './platform-retention.js';

/** How long one category is kept under one profile. Periods are ISO 8601. */
export interface Retention {
  category: DataCategory;
  rule: RetentionRuleKind;
  /** Longest time from `trigger`; missing where a rule has no period of its own. */
  after?: Period;
  /** Time for which it is at least available. */
  min?: Period;
  /** What `after` is counted from. */
  trigger?: RetentionTrigger;
  origin: Origin;
  /** Where the number comes from, if that differs from the rule. */
  afterOrigin?: Origin;
  /** Facts that stop the clock while they hold. */
  exceptions: readonly 'saved-to-project'[];
  /** Acts of the person that end an `until-event` rule. */
  until?: readonly ('unsubscribe' | 'user-delete')[];
  /** What remains when the rule has ended: a purge period, or the fate of the account. */
  afterwards?: { after: Period; from: RetentionTrigger } | { with: 'account' };
  afterwardsOrigin?: Origin;
  /** Longest time between a deletion and the purge of all copies. */
  purgeWithin?: Period;
  /** Longest time in memory for what is never stored. */
  transientMax?: Period;
  warnings: readonly Period[];
  /** What erasure does where law makes us keep the row. */
  onErasure?: 'pseudonymise';
  law?: 'tax' | 'financial-regulation';
}

/**
 * The rule of a category: the profile's own (the exact name before its family), else the platform's default.
 * Null when the profile neither collects the category nor has a rule for it.
 */
export function retentionOf(profile: Profile, category: DataCategory): Retention | null {
  const own = ruleFor(profile.retention, category);
  const exact = own?.category === category ? own : undefined;
  if (exact) return retention(category, exact);
  if (neverStores(profile, category)) return retention(category, { category, rule: 'never-stored', origin: 'stated' });
  if (!collects(profile, category)) return null;
  const rule = own ?? ruleFor(platformRetention(profile), category);
  return rule ? retention(category, rule) : null;
}

/** Longest time between the end of an undo and the purge from database and files; the platform's own where a profile has none. */
export function purgeWithin(profile: Profile, category: DataCategory): Period {
  return retentionOf(profile, category)?.purgeWithin ?? 'PT60S';
}

/** The rules for backups, which are about copies and not about a category. */
export function backupRetention(
  profile: Profile,
): readonly { scope: 'all' | 'database' | 'object-store'; after: Period; keyDestruction: boolean; origin: Origin }[] {
  return profile.retention.flatMap(({ category, after, scope, method, origin }) =>
    category === 'backups' && after !== undefined
      ? [{ scope: scope ?? ('all' as const), after, keyDestruction: method === 'key-destruction', origin }]
      : [],
  );
}

function ruleFor(rules: readonly RetentionParameter[], category: DataCategory): RetentionParameter | undefined {
  const matching = rules.filter((rule) => categoryMatches(rule.category, category));
  return matching.find((rule) => rule.category === category) ?? matching[0];
}

function retention(category: DataCategory, rule: RetentionParameter): Retention {
  const { after, minAvailable, from, afterOrigin, until, afterwards, afterwardsOrigin, purgeWithin, transientMax, onErasure, law } = rule;
  return {
    category,
    rule: rule.rule,
    origin: rule.origin,
    exceptions: rule.unless ?? [],
    warnings: rule.warnings ?? [],
    ...(after === undefined ? {} : { after }),
    ...(minAvailable === undefined ? {} : { min: minAvailable }),
    ...(from === undefined ? {} : { trigger: from }),
    ...(afterOrigin === undefined ? {} : { afterOrigin }),
    ...(until === undefined ? {} : { until }),
    ...(afterwards === undefined ? {} : { afterwards }),
    ...(afterwardsOrigin === undefined ? {} : { afterwardsOrigin }),
    ...(purgeWithin === undefined ? {} : { purgeWithin }),
    ...(transientMax === undefined ? {} : { transientMax }),
    ...(onErasure === undefined ? {} : { onErasure }),
    ...(law === undefined ? {} : { law }),
  };
}
