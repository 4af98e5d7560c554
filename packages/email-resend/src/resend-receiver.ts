import { MailUnavailable, type IncomingMail, type MailReceiver, type MailWebhook, type MailWebhookReading } from '@keepword/accounts';
import { Resend, type ErrorResponse } from 'resend';
import { z } from 'zod';
import type { ResendReceiverConfig } from './config.js';
import { refusalOf } from './resend-webhook.js';

const resendUrl = 'https://api.resend.com';

const anyEvent = z.object({ type: z.string() });
const receivedEvent = z.object({ type: z.literal('email.received'), data: z.object({ email_id: z.uuid() }) });

/** Mail that reaches Resend: told of by a signed webhook without a word of it, and fetched from its API. */
export class ResendReceiver implements MailReceiver {
  readonly id = 'resend';
  readonly #resend: Resend;

  constructor(private readonly config: ResendReceiverConfig) {
    this.#resend = new Resend(config.apiKey, { baseUrl: config.baseUrl ?? resendUrl });
  }

  readWebhook(webhook: MailWebhook): MailWebhookReading {
    const refused = refusalOf(webhook, this.config.webhookSecret);
    if (refused) return { refused };
    const told = jsonOf(webhook.rawBody);
    const received = receivedEvent.safeParse(told);
    if (received.success) return { read: 'mail', mailId: received.data.data.email_id };
    const other = anyEvent.safeParse(told);
    return other.success && other.data.type !== 'email.received' ? { read: 'another-event' } : { refused: 'malformed' };
  }

  async fetch(mailId: string): Promise<IncomingMail | null> {
    const { data, error } = await this.#resend.emails.receiving.get(mailId);
    if (error) return gone(error);
    return {
      id: `resend:${data.id}`,
      from: data.from,
      to: [...data.to, ...(data.received_for ?? [])],
      subject: data.subject,
      text: data.text,
      html: data.html,
      headers: Object.fromEntries(Object.entries(data.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])),
      attachments: data.attachments.filter((each) => !isShownInside(each)).length,
      receivedAt: new Date(data.created_at),
    };
  }
}

/** A picture of the mail's own HTML, such as the logo of a signature. */
function isShownInside(attachment: { readonly content_disposition?: string | null; readonly content_id?: string | null }): boolean {
  return attachment.content_disposition === 'inline' && Boolean(attachment.content_id);
}

/** Resend's sentences may repeat an address, so only the code and the status go further. */
function gone({ name = 'application_error', statusCode }: Partial<ErrorResponse>): null {
  if (name === 'not_found' || statusCode === 404) return null;
  throw new MailUnavailable(`Resend did not hand out a received mail: ${[name, statusCode].filter(Boolean).join(' ')}`);
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null; // not JSON, which no event is
  }
}
