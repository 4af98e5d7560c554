import { createHmac, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Instant } from '@keepword/primitives';
import type { OutsideMail } from '../inbox/inbox-vendor.js';
import { RecordFolder } from '../record-folder.js';
import type { VendorContext } from '../vendor.js';

interface ReceivedAttachment {
  readonly id: string;
  readonly filename: string;
  readonly size: number;
  readonly content_type: string;
  readonly content_disposition: 'attachment';
  readonly content_id: null;
  /** base64; served at the attachment's download address. */
  readonly content: string;
}

export interface ReceivedEmail {
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
  readonly created_at: string;
  readonly message_id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly ReceivedAttachment[];
}

const emailsMax = 500;

/** Mail that came in from outside: kept for the receiving API, and told by a signed `email.received`. */
export class ReceivedEmails {
  readonly #emails: RecordFolder<ReceivedEmail>;
  readonly #context: VendorContext;

  constructor(context: VendorContext) {
    this.#context = context;
    this.#emails = new RecordFolder(path.join(context.dataDir, 'received'), emailsMax);
  }

  receive({ mail, copies }: OutsideMail): void {
    const email = this.#emails.put({
      id: randomUUID(),
      from: mail.from,
      to: mail.to,
      subject: mail.subject,
      text: mail.text || null,
      html: mail.html,
      created_at: this.#context.clock.now().toISOString(),
      message_id: copies[0]?.messageId ?? `<${randomUUID()}@resend.local>`,
      headers: mail.headers ?? {},
      attachments: (mail.attachments ?? []).map(({ filename, contentType, content }) => ({
        id: randomUUID(),
        filename,
        size: Buffer.from(content, 'base64').length,
        content_type: contentType,
        content_disposition: 'attachment',
        content_id: null,
        content,
      })),
    });
    this.#tell(email);
  }

  forget(before: Instant): void {
    this.#emails.deleteWhere(({ created_at: createdAt }) => new Date(createdAt) < before);
  }

  all(): readonly object[] {
    return this.#emails.all().map((email) => {
      const { html: _html, text: _text, headers: _headers, ...listed } = shown(email);
      return listed;
    });
  }

  get(id: string): object | null {
    const email = this.#emails.get(id);
    return email ? { object: 'email', ...shown(email) } : null;
  }

  attachment(emailId: string, id: string): ReceivedAttachment | null {
    return this.#emails.get(emailId)?.attachments.find((each) => each.id === id) ?? null;
  }

  /** What the API tells of an attachment: everything but its bytes, and where they are. */
  describeAttachment(emailId: string, id: string): object | null {
    const attachment = this.attachment(emailId, id);
    if (!attachment) return null;
    const { content: _content, ...told } = attachment;
    const expiresAt = new Date(this.#context.clock.now().getTime() + 3_600_000).toISOString();
    return { object: 'attachment', ...told, download_url: `${this.#context.url}/attachments/${emailId}/${id}`, expires_at: expiresAt };
  }

  /** Signed as Svix does: `id.timestamp.body`, keyed by the bytes behind `whsec_`. */
  #tell({ id: emailId, created_at: createdAt, from, to, message_id: messageId, subject, attachments }: ReceivedEmail): void {
    const told = attachments.map(({ content: _content, size: _size, ...attachment }) => attachment);
    const data = {
      email_id: emailId,
      created_at: createdAt,
      from,
      to,
      bcc: [],
      cc: [],
      received_for: to,
      message_id: messageId,
      subject,
      attachments: told,
    };
    const body = JSON.stringify({ type: 'email.received', created_at: createdAt, data });
    const id = `msg_${randomUUID().replaceAll('-', '')}`;
    const timestamp = Math.floor(this.#context.clock.now().getTime() / 1000);
    const key = Buffer.from(this.#context.secrets.resendWebhookSecret.replace(/^whsec_/, ''), 'base64');
    const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    this.#context.control.deliver({
      url: `${this.#context.privacyServiceUrl}/webhooks/resend`,
      headers: {
        'content-type': 'application/json',
        'svix-id': id,
        'svix-timestamp': String(timestamp),
        'svix-signature': `v1,${signature}`,
      },
      body,
    });
  }
}

function shown({ attachments, ...email }: ReceivedEmail) {
  const told = attachments.map(({ content: _content, ...attachment }) => attachment);
  return { ...email, bcc: null, cc: null, reply_to: null, received_for: email.to, raw: null, attachments: told };
}
