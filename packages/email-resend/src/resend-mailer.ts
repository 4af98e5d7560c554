import { MailRefused, MailUnavailable, type Mail, type MailContacts, type Mailer } from '@keepword/accounts';
import { Resend, type ErrorResponse } from 'resend';
import type { ResendConfig } from './config.js';

/** The fields that Resend is sent, each with its category; those after `headers` only of a contact that it lists already. */
export const disclosedCategories = {
  to: 'account.identity',
  from: 'communication.message',
  subject: 'communication.message',
  text: 'communication.message',
  html: 'communication.message',
  headers: 'communication.message',
  email: 'account.identity',
  first_name: 'account.identity',
  last_name: 'account.identity',
  unsubscribed: 'account.identity',
} as const;

const resendUrl = 'https://api.resend.com';
const requestTimeoutMs = 15_000;

/** The answers that speak of this very mail; it would be refused again. See resend.com/docs/api-reference/errors. */
const final: ReadonlySet<string> = new Set<ErrorResponse['name']>([
  'invalid_idempotency_key',
  'invalid_idempotent_request',
  'invalid_attachment',
  'invalid_from_address',
  'invalid_parameter',
  'missing_required_field',
  'security_error',
  'validation_error',
]);

/** Sends by Resend's API. The mail's id is the idempotency key, so a repeated job within a day sends once. */
export class ResendMailer implements Mailer {
  readonly id = 'resend';
  readonly #resend: Resend;

  constructor(config: ResendConfig) {
    // Given explicitly, since the SDK would otherwise look into the environment.
    this.#resend = new Resend(config.apiKey, { baseUrl: config.baseUrl ?? resendUrl });
  }

  /** @throws MailUnavailable for an unreachable or failing service, a limit or a quota, or a refused key; MailRefused for an answer about this mail */
  async send(mail: Mail): Promise<{ vendorMessageId: string }> {
    const { data, error } = await this.#resend.emails.send(
      {
        from: mail.from,
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        ...(mail.headers === undefined ? {} : { headers: { ...mail.headers } }),
      },
      { idempotencyKey: mail.id, signal: AbortSignal.timeout(requestTimeoutMs) },
    );
    if (data) return { vendorMessageId: data.id };
    throw classified(error);
  }

  /** Its contacts; see resend.com/docs/api-reference/contacts. What was sent cannot be deleted there. */
  readonly contacts: MailContacts = {
    remove: async (address) => void (await this.#contact(() => this.#resend.contacts.remove(encodeURIComponent(address)))),
    holds: async (address) => (await this.#contact(() => this.#resend.contacts.get(encodeURIComponent(address)))) !== null,
    readdress: (formerAddress, address) => this.#readdress(formerAddress, address),
  };

  /** A contact's address cannot be changed there, so another contact takes its place; the former one goes last. */
  async #readdress(formerAddress: string, address: string): Promise<'told' | 'nothing-to-correct'> {
    const { contacts } = this.#resend;
    const [former, known] = [
      await this.#contact(() => contacts.get(encodeURIComponent(formerAddress))),
      await this.#contact(() => contacts.get(encodeURIComponent(address))),
    ];
    // Who corrects back and forth may have the former address again: it must not be taken off the list then.
    if (!former || former.id === known?.id) return known ? 'told' : 'nothing-to-correct';
    const { unsubscribed, first_name: firstName, last_name: lastName } = former;
    const names = { ...(firstName ? { firstName } : {}), ...(lastName ? { lastName } : {}) };
    if (!known) await this.#contact(() => contacts.create({ email: address, unsubscribed, ...names }));
    else if (unsubscribed && !known.unsubscribed) await this.#contact(() => contacts.update({ id: known.id, unsubscribed }));
    await this.contacts.remove(formerAddress);
    return 'told';
  }

  /** @returns null for an address that is not listed */
  async #contact<Found>(call: () => Promise<{ data: Found | null; error: ErrorResponse | null }>): Promise<Found | null> {
    const { data, error } = await call();
    if (error === null || error.name === 'not_found') return data;
    throw classified(error);
  }
}

/** Resend's sentences may repeat an address, so only the code and the status go further. */
function classified(error: Partial<ErrorResponse>): Error {
  const { name = 'unknown', statusCode } = error;
  const described = [name, statusCode].filter(Boolean).join(' ');
  return final.has(name) && (statusCode ?? 0) < 500
    ? new MailRefused(`Resend refused the mail: ${described}`)
    : new MailUnavailable(`Resend did not take the mail: ${described}`);
}
