import { keySetting, portSetting, postgresSetting, serviceEnvironment, urlSetting } from '@keepword/service-kit';
import { z } from 'zod';

const addresses = z
  .string()
  .transform((text) => text.split(/\s+/).filter((word) => word !== ''))
  .pipe(z.array(urlSetting).min(1, 'addresses, separated by spaces'));

/** What a process that works on people's data reads besides {@link serviceEnvironment}. Vendors' settings are optional here: the profile decides which are needed. */
export const platformEnvironment = serviceEnvironment.extend({
  /** The same database as DATABASE_URL, signed in as the role that each is named after; a process asks for those that it works under. */
  RETENTION_DATABASE_URL: postgresSetting.optional(),
  CASES_DATABASE_URL: postgresSetting.optional(),
  EXPORT_DATABASE_URL: postgresSetting.optional(),
  ERASURE_DATABASE_URL: postgresSetting.optional(),
  /** `{ "keys": [{ "seed": <32 bytes as base64url>, "from": <instant> }, …] }`, the newest first: sign certificates and manifests. */
  PROOF_SIGNING_KEYS_FILE: z.string().min(1).optional(),
  /** A folder outside the database and its backups: what a restored backup has to do again. */
  REPLAY_LOG_DIR: z.string().min(1).optional(),
  KEYRING_URL: postgresSetting,
  KEYRING_MASTER_KEY: keySetting,
  QUEUE_URL: z
    .string('a postgres:// or redis:// address')
    .regex(/^(postgres(ql)?|rediss?):\/\//, 'must be a postgres:// or redis:// address'),
  OBJECTS_DIR: z.string('a folder').min(1),
  SUBJECT_HASH_KEY: keySetting,
  CORE_API_URL: urlSetting,
  PRIVACY_SERVICE_URL: urlSetting,
  /** Core-api's address as vendors reach it. */
  WEBHOOK_BASE_URL: urlSetting,
  PRIVACY_MAILBOX: z.email('the address of a mailbox that is read'),

  SUPABASE_URL: urlSetting.optional(),
  SUPABASE_ANON_KEY: z.string().optional(),
  SUPABASE_SERVICE_ROLE_KEY: z.string().optional(),
  GOOGLE_ISSUER: urlSetting.optional(),
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  FIRST_PARTY_SIGNING_KEYS_FILE: z.string().optional(),

  STRIPE_SECRET_KEY: z.string().optional(),
  STRIPE_WEBHOOK_SECRET: z.string().optional(),
  STRIPE_API_BASE_URL: urlSetting.optional(),
  CREEM_API_KEY: z.string().optional(),
  CREEM_WEBHOOK_SECRET: z.string().optional(),
  CREEM_API_BASE_URL: urlSetting.optional(),

  REPLICATE_API_TOKEN: z.string().optional(),
  REPLICATE_WEBHOOK_SECRET: z.string().optional(),
  REPLICATE_BASE_URL: urlSetting.optional(),
  REPLICATE_DELIVERY_URLS: addresses.optional(),
  FAL_KEY: z.string().optional(),
  FAL_BASE_URL: urlSetting.optional(),
  FAL_PLATFORM_URL: urlSetting.optional(),
  FAL_JWKS_URL: urlSetting.optional(),
  FAL_DELIVERY_URLS: addresses.optional(),
  COG_BASE_URL: z.string().optional(),

  RESEND_API_KEY: z.string().optional(),
  RESEND_WEBHOOK_SECRET: z.string().optional(),
  RESEND_BASE_URL: urlSetting.optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'an smtp:// or smtps:// address' }).optional(),

  /** Where mail to the privacy mailbox comes in under a profile that lists no vendor for it. */
  INBOUND_SMTP_PORT: portSetting.optional(),
  /** HOST when absent. */
  INBOUND_SMTP_HOST: z.string().min(1).optional(),
  /** PEM files for STARTTLS; needed wherever mail comes in from other computers. */
  INBOUND_SMTP_TLS_KEY_FILE: z.string().min(1).optional(),
  INBOUND_SMTP_TLS_CERT_FILE: z.string().min(1).optional(),
});
export type PlatformEnvironment = z.output<typeof platformEnvironment>;

const vendorAddresses = [
  'SUPABASE_URL',
  'GOOGLE_ISSUER',
  'STRIPE_API_BASE_URL',
  'CREEM_API_BASE_URL',
  'REPLICATE_BASE_URL',
  'FAL_BASE_URL',
  'FAL_PLATFORM_URL',
  'FAL_JWKS_URL',
  'COG_BASE_URL',
  'RESEND_BASE_URL',
  'SMTP_URL',
] as const;

/** Every address outside our own services; a vendor whose address is left to its default counts as that default. */
export function vendorUrls(environment: PlatformEnvironment): string[] {
  const urls = vendorAddresses.flatMap((name) => environment[name] ?? []);
  const defaulted = [
    [environment.STRIPE_SECRET_KEY, environment.STRIPE_API_BASE_URL, 'https://api.stripe.com'],
    [environment.CREEM_API_KEY, environment.CREEM_API_BASE_URL, 'https://api.creem.io'],
    [environment.REPLICATE_API_TOKEN, environment.REPLICATE_BASE_URL, 'https://api.replicate.com'],
    [environment.FAL_KEY, environment.FAL_BASE_URL, 'https://queue.fal.run'],
    [environment.RESEND_API_KEY, environment.RESEND_BASE_URL, 'https://api.resend.com'],
  ] as const;
  for (const [key, address, fallback] of defaulted) if (key !== undefined && address === undefined) urls.push(fallback);
  return urls;
}
