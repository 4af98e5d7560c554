export type MailClass = 'service' | 'security' | 'billing' | 'privacy' | 'marketing' | 'policy-change';

export interface Mail {
  /** Our id of the mail, used as the vendor's idempotency key so that a repeated job sends once. */
  readonly id: string;
  readonly class: MailClass;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Mailer {
  /** The recipient as `profiles.yaml` names it: `resend`, or `first-party-smtp`. */
  readonly id: 'resend' | 'first-party-smtp';
  /** @throws MailUnavailable when it may be tried again; MailRefused when it may not */
  send(mail: Mail): Promise<{ readonly vendorMessageId: string }>;
}

export class MailUnavailable extends Error {
  override readonly name = 'MailUnavailable';
}

export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}
