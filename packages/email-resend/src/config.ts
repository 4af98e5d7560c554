import { z } from 'zod';

/** What an app must be told to send mail through Resend. */
export const resendConfig = z.strictObject({
  apiKey: z.string().regex(/^re_\w+$/, 'a Resend API key: re_…'),
  /** Where the API is, without a slash at the end. Resend's own when absent. */
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type ResendConfig = z.infer<typeof resendConfig>;
