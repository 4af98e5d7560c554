import { z } from 'zod';
import { ResendRefusal } from './resend-refusal.js';

const mailbox = z
  .string()
  .max(400)
  .regex(/^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/);
const mailboxes = z.union([mailbox.transform((one) => [one]), z.array(mailbox).max(50)]);

const email = z.object({
  from: mailbox,
  to: mailboxes,
  subject: z.string().max(998),
  text: z.string().max(5_000_000).nullish(),
  html: z.string().max(5_000_000).nullish(),
  cc: mailboxes.nullish(),
  bcc: mailboxes.nullish(),
  reply_to: mailboxes.nullish(),
  headers: z.record(z.string().max(200), z.string().max(2_000)).nullish(),
  tags: z
    .array(z.object({ name: z.string().max(256), value: z.string().max(256) }))
    .max(75)
    .nullish(),
  attachments: z
    .array(
      z.object({
        filename: z.string().max(255).nullish(),
        content: z.string().max(55_000_000),
        content_type: z.string().max(127).nullish(),
      }),
    )
    .nullish(),
});
export type EmailBody = z.infer<typeof email>;

/** @throws ResendRefusal 422 as Resend words it */
export function readEmailBody(given: unknown): EmailBody {
  const parsed = email.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = String(issue?.path[0] ?? '');
    const asked = typeof given === 'object' && given !== null ? (given as Record<string, unknown>)[field] : undefined;
    if (asked === undefined) throw new ResendRefusal(422, 'missing_required_field', `Missing \`${field}\` field.`);
    throw new ResendRefusal(422, 'validation_error', `Invalid \`${field}\` field.`);
  }
  const { text, html } = parsed.data;
  if (!text && !html) throw new ResendRefusal(422, 'missing_required_field', 'Missing `html` or `text` field.');
  return parsed.data;
}

/** `a@b` out of `Name <a@b>`. */
export const addressIn = (text: string) => /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text;
