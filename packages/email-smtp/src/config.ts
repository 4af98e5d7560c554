import { z } from 'zod';

/** What an app must be told to send mail through an SMTP server of our own. */
export const smtpConfig = z.strictObject({
  /** `smtp://user:password@host:587` (STARTTLS where the server offers it) or `smtps://user:password@host:465`. */
  url: z.url({ protocol: /^smtps?$/ }),
  /** The bounce address (envelope sender); the mail's own `from` when absent. */
  from: z.email().optional(),
});
export type SmtpConfig = z.infer<typeof smtpConfig>;
