import type { Profile } from '@keepword/policy';
import type { DataFolder } from './data-folder.js';
import type { Runtime } from './runtime.js';
import type { DatabaseRole, StackSecrets } from './secrets.js';

/** The environment is the whole contract between the launcher and the apps; production sets the same variables. */
export type AppEnvironment = Readonly<Record<string, string>>;

export const appNames = ['core-api', 'privacy-service', 'worker', 'web'] as const;
export type AppName = (typeof appNames)[number];

export interface EnvironmentSources {
  readonly profile: Profile;
  readonly runtime: Runtime;
  readonly secrets: StackSecrets;
  readonly folder: DataFolder;
  /** The launcher's own environment: what a person set there for the apps passes through. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
}

/** Set by a person for the apps, never by the launcher. */
const passedThrough = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LOG_LEVEL', 'NODE_EXTRA_CA_CERTS'] as const;

/** What every process of the stack gets. */
interface CommonEnvironment {
  KEEPWORD_PROFILE: string;
  NODE_ENV: 'production';
  HOST: '127.0.0.1';
  PORT: string;
  WEB_URL: string;
  CORE_API_URL: string;
  PRIVACY_SERVICE_URL: string;
  PRIVACY_MAILBOX: string;
}

/** What the three services get besides. */
interface ServiceEnvironment {
  /** Database `keepword`, signed in as the app's own role. */
  DATABASE_URL: string;
  /** Key store database, role `keyring`. */
  KEYRING_URL: string;
  /** 32 bytes as base64. */
  KEYRING_MASTER_KEY: string;
  /** `postgres://…` for BullMQ's PostgreSQL backend, `redis://…` for Redis. */
  QUEUE_URL: string;
  OBJECTS_DIR: string;
  /** 32 bytes as base64; keyed hashes of provider subjects. */
  SUBJECT_HASH_KEY: string;
  /** Core-api's address as the vendors reach it; webhook paths are appended. */
  WEBHOOK_BASE_URL: string;
  /**
   * Holds how far the stack's clock is ahead, in milliseconds, as a whole number in text; no file means 0. An app accepts it only when all its
   * vendors' addresses are loopback and the file `<LOCAL_CLOCK_FILE>.attestation` holds exactly the text of LOCAL_ATTESTATION.
   */
  LOCAL_CLOCK_FILE: string;
  LOCAL_ATTESTATION: string;
}

/** Requests per minute, and mails per hour: ten times what production starts with and more, since on one machine everybody comes from one address. */
interface RateLimitEnvironment {
  RATE_LIMIT_SIGN_IN: string;
  RATE_LIMIT_OPEN: string;
  RATE_LIMIT_READ: string;
  RATE_LIMIT_WRITE: string;
  RATE_LIMIT_MAILED: string;
}

/** The same database as DATABASE_URL, signed in as the roles of the participants that a process works for. */
interface WorkerEnvironment extends RightsEnvironment {
  RETENTION_DATABASE_URL: string;
  ERASURE_DATABASE_URL: string;
  REPLAY_LOG_DIR: string;
}

/** Only where no vendor of the profile takes mail in. */
interface MailDoorEnvironment {
  INBOUND_SMTP_PORT?: string;
}

/** What privacy-service and worker have in common. */
interface RightsEnvironment {
  CASES_DATABASE_URL: string;
  EXPORT_DATABASE_URL: string;
  /** `{ "keys": [{ "seed": <32 bytes as base64url>, "from": <instant> }, …] }`, the newest first. */
  PROOF_SIGNING_KEYS_FILE: string;
}

interface WebEnvironment {
  WEB_SESSION_SECRET: string;
  /** Says on results that a demo engine made them. */
  KEEPWORD_DEMO_ENGINE: '1';
  /** As for the services: countdowns on pages follow the stack's clock. */
  LOCAL_CLOCK_FILE: string;
  LOCAL_ATTESTATION: string;
}

/** Only the groups of vendors that the profile binds are set. */
interface VendorEnvironment {
  SUPABASE_URL?: string;
  SUPABASE_ANON_KEY?: string;
  SUPABASE_SERVICE_ROLE_KEY?: string;
  GOOGLE_ISSUER?: string;
  GOOGLE_CLIENT_ID?: string;
  GOOGLE_CLIENT_SECRET?: string;
  /** `{ "keys": [<private ES256 JWK>, …] }`, the newest first. */
  FIRST_PARTY_SIGNING_KEYS_FILE?: string;
  STRIPE_SECRET_KEY?: string;
  STRIPE_WEBHOOK_SECRET?: string;
  STRIPE_API_BASE_URL?: string;
  CREEM_API_KEY?: string;
  CREEM_WEBHOOK_SECRET?: string;
  CREEM_API_BASE_URL?: string;
  REPLICATE_API_TOKEN?: string;
  REPLICATE_WEBHOOK_SECRET?: string;
  REPLICATE_BASE_URL?: string;
  /** Where outputs may be fetched from, separated by spaces; so too for fal. */
  REPLICATE_DELIVERY_URLS?: string;
  FAL_KEY?: string;
  FAL_BASE_URL?: string;
  FAL_PLATFORM_URL?: string;
  FAL_JWKS_URL?: string;
  FAL_DELIVERY_URLS?: string;
  COG_BASE_URL?: string;
  RESEND_API_KEY?: string;
  RESEND_WEBHOOK_SECRET?: string;
  RESEND_BASE_URL?: string;
  SMTP_URL?: string;
}

const roleOf = { 'core-api': 'core_api', 'privacy-service': 'privacy_service', worker: 'worker' } as const satisfies Record<
  Exclude<AppName, 'web'>,
  DatabaseRole
>;

export function appEnvironment(app: AppName, sources: EnvironmentSources): AppEnvironment {
  const common = { ...inheritedEnvironment(sources.inherited), ...commonEnvironment(app, sources) };
  if (app === 'web') return { ...common, ...webEnvironment(sources) };
  const service = { ...common, ...serviceEnvironment(roleOf[app], sources), ...vendorEnvironment(sources) };
  if (app === 'core-api') return { ...service, ...rateLimits(sources.inherited) };
  if (app === 'privacy-service')
    return { ...service, ...rateLimits(sources.inherited), ...rightsEnvironment(sources), ...mailDoor(sources) };
  return { ...service, ...workerEnvironment(sources) };
}

function rightsEnvironment({ runtime, secrets, folder }: EnvironmentSources): RightsEnvironment {
  return {
    CASES_DATABASE_URL: signedInAs('participant_cases', runtime.databaseUrl, secrets),
    EXPORT_DATABASE_URL: signedInAs('participant_export', runtime.databaseUrl, secrets),
    PROOF_SIGNING_KEYS_FILE: folder.proofKeysFile,
  };
}

function mailDoor({ runtime: { inboundSmtpPort } }: EnvironmentSources): MailDoorEnvironment {
  return inboundSmtpPort === null ? {} : { INBOUND_SMTP_PORT: String(inboundSmtpPort) };
}

function workerEnvironment(sources: EnvironmentSources): WorkerEnvironment {
  const { runtime, secrets, folder } = sources;
  return {
    ...rightsEnvironment(sources),
    RETENTION_DATABASE_URL: signedInAs('participant_retention', runtime.databaseUrl, secrets),
    ERASURE_DATABASE_URL: signedInAs('participant_erasure', runtime.databaseUrl, secrets),
    REPLAY_LOG_DIR: folder.replayLogDir,
  };
}

export function inheritedEnvironment(inherited: EnvironmentSources['inherited']): Record<string, string> {
  return Object.fromEntries(
    passedThrough.flatMap((name) => {
      const value = inherited[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A superuser's connection string, turned into one of a role. */
export function signedInAs(role: DatabaseRole, superuserUrl: string, secrets: StackSecrets): string {
  return Object.assign(new URL(superuserUrl), { username: role, password: secrets.rolePasswords[role] }).toString();
}

function commonEnvironment(app: AppName, { profile, runtime }: EnvironmentSources): CommonEnvironment {
  const addresses = {
    web: runtime.webUrl,
    'core-api': runtime.coreApiUrl,
    'privacy-service': runtime.privacyServiceUrl,
    worker: runtime.workerUrl,
  };
  return {
    KEEPWORD_PROFILE: profile.id,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: new URL(addresses[app]).port,
    WEB_URL: runtime.webUrl,
    CORE_API_URL: runtime.coreApiUrl,
    PRIVACY_SERVICE_URL: runtime.privacyServiceUrl,
    PRIVACY_MAILBOX: runtime.privacyMailbox,
  };
}

function serviceEnvironment(role: DatabaseRole, { runtime, secrets, folder }: EnvironmentSources): ServiceEnvironment {
  return {
    DATABASE_URL: signedInAs(role, runtime.databaseUrl, secrets),
    KEYRING_URL: signedInAs('keyring', runtime.keyStoreUrl, secrets),
    KEYRING_MASTER_KEY: secrets.keyringMasterKey,
    QUEUE_URL: runtime.queueUrl,
    OBJECTS_DIR: folder.objectsDir,
    SUBJECT_HASH_KEY: secrets.subjectHashKey,
    WEBHOOK_BASE_URL: runtime.coreApiUrl,
    LOCAL_CLOCK_FILE: folder.clockFile,
    LOCAL_ATTESTATION: runtime.controlSecret,
  };
}

function rateLimits(inherited: EnvironmentSources['inherited']): RateLimitEnvironment {
  return {
    RATE_LIMIT_SIGN_IN: inherited['RATE_LIMIT_SIGN_IN'] ?? '600',
    RATE_LIMIT_OPEN: inherited['RATE_LIMIT_OPEN'] ?? '6000',
    RATE_LIMIT_READ: inherited['RATE_LIMIT_READ'] ?? '60000',
    RATE_LIMIT_WRITE: inherited['RATE_LIMIT_WRITE'] ?? '6000',
    RATE_LIMIT_MAILED: inherited['RATE_LIMIT_MAILED'] ?? '200',
  };
}

function webEnvironment({ runtime, secrets, folder }: EnvironmentSources): WebEnvironment {
  return {
    WEB_SESSION_SECRET: secrets.webSessionSecret,
    KEEPWORD_DEMO_ENGINE: '1',
    LOCAL_CLOCK_FILE: folder.clockFile,
    LOCAL_ATTESTATION: runtime.controlSecret,
  };
}

function vendorEnvironment({ profile, runtime, secrets, folder }: EnvironmentSources): VendorEnvironment {
  const { identity, signInMethods, models, mail, payments } = profile.bindings;
  const { vendors } = secrets;
  const at = (prefix: string) => `${runtime.vendorsUrl}/${prefix}`;
  const environment: VendorEnvironment = {};
  if (identity === 'supabase')
    Object.assign(environment, {
      SUPABASE_URL: at('supabase'),
      SUPABASE_ANON_KEY: vendors.supabaseAnonKey,
      SUPABASE_SERVICE_ROLE_KEY: vendors.supabaseServiceRoleKey,
    } satisfies VendorEnvironment);
  else environment.FIRST_PARTY_SIGNING_KEYS_FILE = folder.signingKeysFile;
  if (identity === 'first-party' && signInMethods.includes('google'))
    Object.assign(environment, {
      GOOGLE_ISSUER: at('google'),
      GOOGLE_CLIENT_ID: vendors.googleClientId,
      GOOGLE_CLIENT_SECRET: vendors.googleClientSecret,
    } satisfies VendorEnvironment);
  if (payments.includes('stripe'))
    Object.assign(environment, {
      STRIPE_SECRET_KEY: vendors.stripeSecretKey,
      STRIPE_WEBHOOK_SECRET: vendors.stripeWebhookSecret,
      STRIPE_API_BASE_URL: at('stripe'),
    } satisfies VendorEnvironment);
  if (payments.includes('creem'))
    Object.assign(environment, {
      CREEM_API_KEY: vendors.creemApiKey,
      CREEM_WEBHOOK_SECRET: vendors.creemWebhookSecret,
      CREEM_API_BASE_URL: at('creem'),
    } satisfies VendorEnvironment);
  Object.assign(environment, modelEnvironment(models, vendors, at));
  if (mail === 'resend')
    Object.assign(environment, {
      RESEND_API_KEY: vendors.resendApiKey,
      RESEND_WEBHOOK_SECRET: vendors.resendWebhookSecret,
      RESEND_BASE_URL: at('resend'),
    } satisfies VendorEnvironment);
  else
    environment.SMTP_URL = `smtp://${encodeURIComponent(vendors.smtpUser)}:${encodeURIComponent(vendors.smtpPassword)}@127.0.0.1:${runtime.smtpPort}`;
  return environment;
}

function modelEnvironment(
  models: Profile['bindings']['models'],
  vendors: StackSecrets['vendors'],
  at: (prefix: string) => string,
): VendorEnvironment {
  switch (models) {
    case 'replicate':
      return {
        REPLICATE_API_TOKEN: vendors.replicateApiToken,
        REPLICATE_WEBHOOK_SECRET: vendors.replicateWebhookSecret,
        REPLICATE_BASE_URL: `${at('replicate')}/v1`,
        REPLICATE_DELIVERY_URLS: `${at('replicate')}/delivery/`,
      };
    case 'fal':
      return {
        FAL_KEY: vendors.falKey,
        FAL_BASE_URL: `${at('fal')}/queue`,
        FAL_PLATFORM_URL: `${at('fal')}/platform`,
        FAL_JWKS_URL: `${at('fal')}/.well-known/jwks.json`,
        FAL_DELIVERY_URLS: `${at('fal')}/files/`,
      };
    case 'cog':
      return { COG_BASE_URL: at('cog') };
  }
}
