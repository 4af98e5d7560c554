import type { Profile, RetentionParameter } from '../profile-schema.js';
import type { DataCategory } from '../vocabulary.js';

/**
 * The rules that fill the gaps of a document, so that no category is without one. Each is `origin: 'default'` and is
 * printed on the policy page as our own. A profile's own rule, also one for a whole family, goes before them.
 */
export function platformRetention(profile: Profile): readonly RetentionParameter[] {
  const kept = (category: DataCategory, after: string, from: 'created' | 'last-activity' = 'created'): RetentionParameter => ({
    category,
    rule: 'timed',
    after,
    from,
    origin: 'default',
  });
  return [
    ...followingHistory(profile),
    ledgerRule(profile),
    { category: 'billing.address', rule: 'legal', after: 'P7Y', from: 'transaction', onErasure: 'pseudonymise', origin: 'default' },
    { category: 'cookies.session', rule: 'session', origin: 'default' },
    kept('cookies.preference', 'P12M'),
    kept('usage.logs', 'P90D'),
    kept('diagnostics.error', 'P90D'),
    kept('security.events', 'P90D'),
    kept('communication.message', 'P90D'),
    kept('metrics.performance', 'P12M'),
    kept('technical.device', 'P90D', 'last-activity'),
    kept('communication.support', 'P1Y', 'last-activity'),
    kept('communication.feedback', 'P1Y'),
    kept('consent.record', 'P3Y'),
    kept('privacy.case', 'P3Y'),
  ];
}

/** What a creation leaves besides its content goes when its history entry, or else its prompt, goes. */
function followingHistory(profile: Profile): readonly RetentionParameter[] {
  const model =
    profile.retention.find(({ category }) => category === 'generation.history') ??
    profile.retention.find(({ category }) => category === 'generation.prompt');
  const followers = [
    'generation.parameters',
    'generation.metadata',
    'generation.look-slots',
    'generation.reference-flag',
    'generation.history',
  ] as const;
  return model ? followers.map((category) => ({ ...model, category, origin: 'default' as const })) : [];
}

/** Credit entries explain payments, so they live as long; where the ledger is part of the account it goes with it. */
function ledgerRule(profile: Profile): RetentionParameter {
  const ledgerIsAccountData = profile.collection.some(({ category }) => category === 'account.credit-balance');
  return ledgerIsAccountData
    ? {
        category: 'billing.credit-ledger',
        rule: 'until-account-deleted',
        afterwards: { after: 'P30D', from: 'case-received' },
        origin: 'default',
      }
    : { category: 'billing.credit-ledger', rule: 'legal', after: 'P7Y', from: 'transaction', onErasure: 'pseudonymise', origin: 'default' };
}
