import type { Clock } from '@keepword/primitives';
import type { FastifyInstance } from 'fastify';
import type { VendorControl } from './vendor-control.js';

/** What every stand-in is given. Secrets are random per data folder; nothing here exists in production. */
export interface VendorContext {
  readonly clock: Clock;
  /** A folder of this stand-in's own; what it writes here survives a restart. */
  readonly dataDir: string;
  /** Superuser's connection string to the platform's database (Supabase Auth keeps its users there, in schema `auth`). */
  readonly databaseUrl: string;
  /** This stand-in as seen from outside, e.g. `http://127.0.0.1:3010/stripe`; no slash at the end. */
  readonly url: string;
  /** The other stand-ins' address, e.g. `http://127.0.0.1:3010`; a prefix is appended (`/inbox`). */
  readonly vendorsUrl: string;
  readonly webUrl: string;
  readonly coreApiUrl: string;
  readonly privacyServiceUrl: string;
  readonly secrets: VendorSecrets;
  readonly control: VendorControl;
}

/** Made by the launcher at first start, kept in the data folder, handed to apps as their normal vendor configuration. */
export interface VendorSecrets {
  /** Supabase: the key that browsers and servers send as `apikey`, and the one with admin rights. */
  readonly supabaseAnonKey: string;
  readonly supabaseServiceRoleKey: string;
  readonly googleClientId: string;
  readonly googleClientSecret: string;
  readonly githubClientId: string;
  readonly githubClientSecret: string;
  readonly stripeSecretKey: string;
  /** `whsec_…` */
  readonly stripeWebhookSecret: string;
  readonly creemApiKey: string;
  readonly creemWebhookSecret: string;
  readonly replicateApiToken: string;
  /** `whsec_…` (base64 after the prefix) */
  readonly replicateWebhookSecret: string;
  readonly falKey: string;
  readonly resendApiKey: string;
  /** `whsec_…` (base64 after the prefix) */
  readonly resendWebhookSecret: string;
  readonly smtpUser: string;
  readonly smtpPassword: string;
}

export interface Vendor {
  /** The path prefix without slashes: `stripe`. */
  readonly prefix: string;
  /**
   * Adds the stand-in's routes to `app`, which is already under the prefix and has raw bodies (`request.body` is a Buffer; see `readJson`/`readForm`).
   * Listed requests, failures and delays are the host's business; webhooks go out through `context.control.deliver`.
   * @returns called when the stack stops
   */
  register(app: FastifyInstance, context: VendorContext): Promise<void | (() => Promise<void>)>;
}
