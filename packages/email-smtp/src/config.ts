import { z } from 'zod';

/** What an app must be told to send mail through an SMTP server of our own. */
export const smtpConfig = z.strictObject({
  /** `smtp://user:password@host:587` (STARTTLS where the server offers it) or `smtps://user:password@host:465`. */
  url: z.url({ protocol: /^smtps?$/ }),
  /** The bounce address (envelope sender); the mail's own `from` when absent. */
  from: z.email().optional(),
});
export type SmtpConfig = z.infer<typeof smtpConfig>;

/** What an app must be told to take mail in by SMTP. */
export const smtpDoorConfig = z.strictObject({
  host: z.string().min(1),
  /** 0 takes a free one. */
  port: z.number().int().min(0).max(65_535),
  /** What the door calls itself: the host name that the mailboxes' MX record leads to. */
  name: z.string().min(1).max(253),
  /** PEM, for STARTTLS; null offers none, which is for a relay on the same computer. */
  tls: z.strictObject({ key: z.string().min(1), cert: z.string().min(1) }).nullable(),
});
export type SmtpDoorConfig = z.infer<typeof smtpDoorConfig>;
