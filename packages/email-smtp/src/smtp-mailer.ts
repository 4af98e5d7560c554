import { MailRefused, MailUnavailable, type Mail, type Mailer } from '@keepword/accounts';
import { createTransport, type Transporter } from 'nodemailer';
import type { SmtpConfig } from './config.js';

/** What the mail server is handed, each field with its category; it is ours, so nothing is disclosed to a third party. */
export const disclosedCategories = {
  to: 'account.identity',
  from: 'communication.message',
  subject: 'communication.message',
  text: 'communication.message',
  html: 'communication.message',
  headers: 'communication.message',
  messageId: 'communication.message',
} as const;

const connectionsMax = 4;
const mailsPerConnectionMax = 100;
const connectTimeoutMs = 10_000;
const silenceTimeoutMs = 30_000;

/** Sends through one SMTP server over a few connections that are kept open. */
export class SmtpMailer implements Mailer {
  readonly id = 'first-party-smtp';
  readonly #bounceAddress: string | undefined;
  readonly #transport: Transporter;

  constructor(config: SmtpConfig) {
    this.#bounceAddress = config.from;
    this.#transport = createTransport({
      url: config.url,
      pool: true,
      maxConnections: connectionsMax,
      maxMessages: mailsPerConnectionMax,
      connectionTimeout: connectTimeoutMs,
      greetingTimeout: connectTimeoutMs,
      socketTimeout: silenceTimeoutMs,
      // A mail is made of strings here: nothing may pull a file or an address into it.
      disableFileAccess: true,
      disableUrlAccess: true,
    } as Parameters<typeof createTransport>[0]);
  }

  /**
   * SMTP has no idempotency key. A repeated mail carries the same Message-ID, by which mailboxes recognise a duplicate.
   * @throws MailUnavailable when the server is away, busy, or does not take our credentials; MailRefused for an answer of 5xx about this mail
   */
  async send(mail: Mail): Promise<{ vendorMessageId: string }> {
    const messageId = `<${mail.id}@${domainOf(mail.from)}>`;
    try {
      await this.#transport.sendMail({
        messageId,
        from: mail.from,
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        ...(mail.headers === undefined ? {} : { headers: { ...mail.headers } }),
        ...(this.#bounceAddress === undefined ? {} : { envelope: { from: this.#bounceAddress, to: mail.to } }),
      });
    } catch (error) {
      throw classified(error);
    }
    return { vendorMessageId: messageId };
  }

  /** Ends the connections; for a service that shuts down. */
  close(): void {
    this.#transport.close();
  }
}

/** The domain of `a@b` or `Name <a@b>`. */
function domainOf(from: string): string {
  return /@([\w.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}

/** A server's sentence often repeats the recipient, so only codes go further. A refused login says nothing about the mail: it stays sendable. */
function classified(error: unknown): Error {
  const { code, command, responseCode } = error as { code?: string; command?: string; responseCode?: number };
  const described = [code, command, responseCode].filter(Boolean).join(' ');
  const aboutThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const forGood = responseCode === undefined ? aboutThisMail : responseCode >= 500;
  return aboutThisMail && forGood
    ? new MailRefused(`the mail server refused the mail: ${described}`)
    : new MailUnavailable(`the mail server did not take the mail: ${described}`);
}
