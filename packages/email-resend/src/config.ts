import { z } from 'zod';

/** What an app must be told to send mail through Resend. */
export const resendConfig = z.strictObject({
  apiKey: z.string().regex(/^re_\w+$/, 'a Resend API key: re_…'),
  /** Where the API is, without a slash at the end. Resend's own when absent. */
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type ResendConfig = z.infer<typeof resendConfig>;

/** What an app must be told besides to take mail in through Resend. */
export const resendReceiverConfig = resendConfig.extend({
  webhookSecret: z.string().regex(/^whsec_[A-Za-z0-9+/=]{16,}$/, 'the signing secret of a Resend webhook: whsec_…'),
});
export type ResendReceiverConfig = z.infer<typeof resendReceiverConfig>;
