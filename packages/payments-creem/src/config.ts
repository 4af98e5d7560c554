import { z } from 'zod';

/** What an app must be told to take payments through Creem. */
export const creemConfig = z.strictObject({
  apiKey: z.string().regex(/^creem_\S+$/, 'a Creem API key: creem_…'),
  webhookSecret: z.string().min(16, 'the signing secret of the webhook endpoint'),
  /** Where the API is, without the trailing `/v1`. Creem's own when absent. */
  apiBaseUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type CreemConfig = z.infer<typeof creemConfig>;
