import { z } from 'zod';

export interface MailAttachment {
  readonly filename: string;
  readonly contentType: string;
  /** base64 */
  readonly content: string;
}

/** A mail on its way into one or more mailboxes. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly messageId?: string;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly attachments?: readonly MailAttachment[];
}

/** A mail in one mailbox. */
export interface InboxMail extends Omit<ReceivedMail, 'to'> {
  readonly id: string;
  readonly to: string;
  /** When it arrived, ISO 8601. */
  readonly sentAt: string;
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly MailAttachment[];
}

const address = z
  .string()
  .trim()
  .min(3)
  .max(320)
  .regex(/^[^\r\n]*@[^\r\n]+$/, 'an email address');

/** The body of `POST /inbox/_control/deliver`. */
export const outsideMail = z.strictObject({
  from: address,
  to: z.union([address.transform((one) => [one]), z.array(address).min(1).max(50)]),
  subject: z.string().max(998),
  text: z.string().max(1_000_000),
  html: z.string().max(1_000_000).nullish(),
  attachments: z
    .array(
      z.strictObject({
        filename: z.string().min(1).max(255),
        contentType: z.string().max(127).default('application/octet-stream'),
        content: z.base64().max(14_000_000),
      }),
    )
    .max(20)
    .optional(),
});
