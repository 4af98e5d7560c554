import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { VendorSecrets } from '../vendors/vendor.js';

/** The Postgres roles that a process signs in with. Their grants stand in `@keepword/database` and `@keepword/keyring`. */
export const databaseRoles = [
  'core_api',
  'privacy_service',
  'worker',
  'participant_export',
  'participant_erasure',
  'participant_retention',
  'participant_cases',
  'operator',
  'keyring',
  'queue',
] as const;
export type DatabaseRole = (typeof databaseRoles)[number];

/** Random per data folder and kept there: what production gets from its secret store. */
export interface StackSecrets {
  readonly vendors: VendorSecrets;
  readonly superuserPassword: string;
  readonly rolePasswords: Readonly<Record<DatabaseRole, string>>;
  /** 32 bytes as base64: wraps every person's data key. */
  readonly keyringMasterKey: string;
  /** 32 bytes as base64: keys the hashes of provider subjects. */
  readonly subjectHashKey: string;
  readonly webSessionSecret: string;
  /** Derives the passwords of people whom the CLI signs up. */
  readonly demoPasswordKey: string;
}

/** Reads the folder's secrets, making them (and whichever are new in this version) on first use. Mode 0600. */
export function readOrMakeSecrets(file: string): StackSecrets {
  const fresh = makeSecrets();
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<StackSecrets>) : {};
  const secrets: StackSecrets = {
    ...fresh,
    ...kept,
    vendors: { ...fresh.vendors, ...kept.vendors },
    rolePasswords: { ...fresh.rolePasswords, ...kept.rolePasswords },
  };
  writePrivately(file, JSON.stringify(secrets, null, 2));
  return secrets;
}

/** First-party tokens are signed with ES256; the file holds private JWKs, the newest first. */
export function makeSigningKeysFile(file: string): void {
  if (existsSync(file)) return;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: randomUUID() };
  writePrivately(file, JSON.stringify({ keys: [key] }, null, 2));
}

/** Certificates and manifests are signed with Ed25519; the file holds seeds, the newest first. */
export function makeProofKeysFile(file: string): void {
  if (existsSync(file)) return;
  // From the beginning of time on: the stack's clock can start anywhere.
  const key = { seed: randomToken(32), from: '2000-01-01T00:00:00.000Z' };
  writePrivately(file, JSON.stringify({ keys: [key] }, null, 2));
}

/** Written aside and moved into place, so that a `kill -9` leaves either the old file or the new one. */
export function writePrivately(file: string, content: string): void {
  const aside = `${file}.${process.pid}.tmp`;
  writeFileSync(aside, content, { mode: 0o600 });
  renameSync(aside, file);
}

export const randomToken = (bytes = 24): string => randomBytes(bytes).toString('base64url');
const randomKey = (): string => randomBytes(32).toString('base64');

function makeSecrets(): StackSecrets {
  return {
    vendors: {
      supabaseAnonKey: `sb_publishable_${randomToken()}`,
      supabaseServiceRoleKey: `sb_secret_${randomToken()}`,
      googleClientId: `${randomToken(12)}.apps.googleusercontent.com`,
      googleClientSecret: `GOCSPX-${randomToken()}`,
      githubClientId: `Iv1.${randomBytes(8).toString('hex')}`,
      githubClientSecret: randomBytes(20).toString('hex'),
      stripeSecretKey: `sk_test_${alphanumeric(48)}`,
      stripeWebhookSecret: `whsec_${alphanumeric(32)}`,
      creemApiKey: `creem_test_${alphanumeric(24)}`,
      creemWebhookSecret: `whsec_${alphanumeric(24)}`,
      replicateApiToken: `r8_${alphanumeric(37)}`,
      replicateWebhookSecret: `whsec_${randomKey()}`,
      falKey: `${randomUUID()}:${randomBytes(16).toString('hex')}`,
      resendApiKey: `re_${alphanumeric(32)}`,
      resendWebhookSecret: `whsec_${randomKey()}`,
      smtpUser: 'keepword',
      smtpPassword: alphanumeric(32),
    },
    superuserPassword: randomToken(),
    rolePasswords: Object.fromEntries(databaseRoles.map((role) => [role, randomToken()])) as Record<DatabaseRole, string>,
    keyringMasterKey: randomKey(),
    subjectHashKey: randomKey(),
    webSessionSecret: randomToken(32),
    demoPasswordKey: randomToken(32),
  };
}

const alphanumeric = (length: number): string =>
  randomBytes(length * 2)
    .toString('base64')
    .replaceAll(/[^a-zA-Z0-9]/g, '')
    .slice(0, length);
