import type { Profile } from '@keepword/policy';
import type { Offer } from './purchase.js';

const packs: readonly Offer[] = [
  { id: 'pack-100', name: '100 credits', credits: 100, amountMinor: 500, currency: 'usd' },
  { id: 'pack-500', name: '500 credits', credits: 500, amountMinor: 2_000, currency: 'usd' },
  { id: 'pack-2000', name: '2,000 credits', credits: 2_000, amountMinor: 6_000, currency: 'usd' },
];

/** The packs of credits that a profile sells: all of them where it takes payments at all. */
export function packsOf(profile: Profile): readonly Offer[] {
  return profile.bindings.payments.length > 0 ? packs : [];
}
