import { readFileSync } from 'node:fs';
import type { MailDoor, MailDoorKeeper } from '@keepword/accounts';
import { SmtpDoor, smtpDoorConfig } from '@keepword/email-smtp';
import type { Profile } from '@keepword/policy';
import { BadEnvironment } from '@keepword/service-kit';
import { settingsOf } from './adapter-settings.js';
import type { PlatformEnvironment } from './environment.js';

type DoorEnvironment = Pick<
  PlatformEnvironment,
  'HOST' | 'PRIVACY_MAILBOX' | 'INBOUND_SMTP_PORT' | 'INBOUND_SMTP_HOST' | 'INBOUND_SMTP_TLS_KEY_FILE' | 'INBOUND_SMTP_TLS_CERT_FILE'
>;

/** Null where a vendor of the profile takes mail in. @throws BadEnvironment saying what is missing */
export function composeMailDoor(profile: Profile, environment: DoorEnvironment, keeper: MailDoorKeeper): MailDoor | null {
  if (profile.bindings.mail !== 'first-party-smtp') return null;
  const port = environment.INBOUND_SMTP_PORT;
  if (port === undefined)
    throw new BadEnvironment(
      `INBOUND_SMTP_PORT: ${profile.id} lists no vendor that takes mail in, so this process needs a port for mail to ${environment.PRIVACY_MAILBOX} (found nothing)`,
    );
  const host = environment.INBOUND_SMTP_HOST ?? environment.HOST;
  const name = environment.PRIVACY_MAILBOX.split('@').at(-1);
  const variables = { port: 'INBOUND_SMTP_PORT', host: 'INBOUND_SMTP_HOST', name: 'PRIVACY_MAILBOX', tls: 'INBOUND_SMTP_TLS_KEY_FILE' };
  return new SmtpDoor(settingsOf(smtpDoorConfig, { host, port, name, tls: certificateFor(host, environment) }, variables), keeper);
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

function certificateFor(host: string, environment: DoorEnvironment): { readonly key: string; readonly cert: string } | null {
  const { INBOUND_SMTP_TLS_KEY_FILE: keyFile, INBOUND_SMTP_TLS_CERT_FILE: certFile } = environment;
  if (keyFile === undefined && certFile === undefined && loopback.has(host)) return null;
  if (keyFile === undefined || certFile === undefined) {
    const missing = keyFile === undefined ? 'INBOUND_SMTP_TLS_KEY_FILE' : 'INBOUND_SMTP_TLS_CERT_FILE';
    throw new BadEnvironment(
      `${missing}: mail from other computers is taken in with STARTTLS only, which needs a key and a certificate as PEM files; a mail server on this computer can hand it on to INBOUND_SMTP_HOST=127.0.0.1 without (found nothing)`,
    );
  }
  return {
    key: pemIn('INBOUND_SMTP_TLS_KEY_FILE', keyFile, 'PRIVATE KEY'),
    cert: pemIn('INBOUND_SMTP_TLS_CERT_FILE', certFile, 'CERTIFICATE'),
  };
}

function pemIn(variable: string, file: string, kind: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new BadEnvironment(`${variable}: must be a file that can be read (${(cause as NodeJS.ErrnoException).code ?? 'unreadable'})`, {
      cause,
    });
  }
  if (text.includes('-----BEGIN ') && text.includes(`${kind}-----`)) return text;
  throw new BadEnvironment(`${variable}: must hold a ${kind.toLowerCase()} as PEM (found something else)`);
}
