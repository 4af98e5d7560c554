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
  /** Where the service keeps a list of addresses besides the mails themselves. */
  readonly contacts?: MailContacts;
}

/** Whom a mail service lists. Mails that were sent are no part of it: they stay as long as the service keeps them. */
export interface MailContacts {
  /** Not an error when it is not listed. @throws MailUnavailable */
  remove(address: string): Promise<void>;
  /** @throws MailUnavailable */
  holds(address: string): Promise<boolean>;
  /** Lists the new address in place of the former one, with the same wish about mailings. Safe to repeat. @throws MailUnavailable; MailRefused */
  readdress(formerAddress: string, address: string): Promise<'told' | 'nothing-to-correct'>;
}

export class MailUnavailable extends Error {
  override readonly name = 'MailUnavailable';
}

export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}
