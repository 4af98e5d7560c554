import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MailDoorKeeper } from '@keepword/accounts';
import { profile, profileIds } from '@keepword/policy';
import { composeMailDoor } from './mail-door.js';

const environment = { HOST: '127.0.0.1', PRIVACY_MAILBOX: 'privacy@keepword.example', INBOUND_SMTP_PORT: 2525 } as const;
const compose = (change: object = {}) => composeMailDoor(profile('fluxgen'), { ...environment, ...change }, {} as MailDoorKeeper);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keepword-door-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string) => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

describe('where mail comes in', () => {
  it('is a door of our own exactly where the profile lists no vendor for it', () => {
    const own = profileIds.filter((id) => composeMailDoor(profile(id), environment, {} as MailDoorKeeper) !== null);
    expect(own.toSorted()).toEqual(['fluxgen', 'fluxkontextpro']);
  });

  it('needs a port, and says so', () => {
    expect(() => compose({ INBOUND_SMTP_PORT: undefined })).toThrow(
      'INBOUND_SMTP_PORT: fluxgen lists no vendor that takes mail in, so this process needs a port for mail to privacy@keepword.example (found nothing)',
    );
  });

  it('needs a certificate for mail from other computers, and both halves of it', () => {
    expect(() => compose({ INBOUND_SMTP_HOST: '0.0.0.0' })).toThrow(/^INBOUND_SMTP_TLS_KEY_FILE: .*STARTTLS/);
    expect(() => compose({ HOST: '10.0.0.5' })).toThrow(/^INBOUND_SMTP_TLS_KEY_FILE: /);
    const key = file('key.pem', '-----BEGIN PRIVATE KEY-----\n');
    expect(() => compose({ INBOUND_SMTP_TLS_KEY_FILE: key })).toThrow(/^INBOUND_SMTP_TLS_CERT_FILE: /);
    expect(() => compose({ INBOUND_SMTP_TLS_KEY_FILE: key, INBOUND_SMTP_TLS_CERT_FILE: key })).toThrow(
      'INBOUND_SMTP_TLS_CERT_FILE: must hold a certificate as PEM (found something else)',
    );
    expect(() => compose({ INBOUND_SMTP_TLS_KEY_FILE: path.join(folder, 'none'), INBOUND_SMTP_TLS_CERT_FILE: key })).toThrow(
      'INBOUND_SMTP_TLS_KEY_FILE: must be a file that can be read (ENOENT)',
    );
  });
});
