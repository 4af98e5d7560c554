import { offersFeature, type Profile } from '@keepword/policy';
import { offerSchema } from './purchase.js';
import { z } from 'zod';

/** Credits for every month, at a price per month; which there are is the profile's data. */
export const planSchema = offerSchema.extend({ interval: z.literal('month') });
export type Plan = z.infer<typeof planSchema>;

const plans: readonly Plan[] = [
  { id: 'plan-300', name: '300 credits a month', credits: 300, amountMinor: 1_000, currency: 'usd', interval: 'month' },
  { id: 'plan-1000', name: '1,000 credits a month', credits: 1_000, amountMinor: 2_800, currency: 'usd', interval: 'month' },
];

/** The plans that a profile sells: none where it does not list subscriptions, or where no processor of its own can run one. */
export function plansOf(profile: Profile): readonly Plan[] {
  return offersFeature(profile, 'subscriptions') && profile.bindings.payments.includes('stripe') ? plans : [];
}
