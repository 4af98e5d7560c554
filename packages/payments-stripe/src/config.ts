import { z } from 'zod';

/** What an app must be told to take payments through Stripe. */
export const stripeConfig = z.strictObject({
  secretKey: z.string().regex(/^(sk|rk)_\w+$/, 'a Stripe secret or restricted key: sk_… or rk_…'),
  /** The endpoint's signing secret, used as it is written (the prefix belongs to the key). */
  webhookSecret: z.string().regex(/^whsec_\S+$/, 'a webhook signing secret: whsec_…'),
  /** Where the API is, without the trailing `/v1`; a path is kept (`http://127.0.0.1:3010/stripe`). Stripe's own when absent. */
  apiBaseUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type StripeConfig = z.infer<typeof stripeConfig>;
