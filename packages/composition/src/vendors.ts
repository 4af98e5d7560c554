import type { Mailer, MailReceiver } from '@keepword/accounts';
import type { PaymentProvider } from '@keepword/billing';
import type { ModelProvider } from '@keepword/creations';
import { ResendMailer, resendConfig, ResendReceiver, resendReceiverConfig } from '@keepword/email-resend';
import { SmtpMailer, smtpConfig } from '@keepword/email-smtp';
import { SupabaseIdentity, supabaseIdentityConfig } from '@keepword/identity-supabase';
import { CogModelProvider, cogConfig } from '@keepword/model-provider-cog';
import { FalModelProvider, falConfig } from '@keepword/model-provider-fal';
import { ReplicateModelProvider, replicateConfig } from '@keepword/model-provider-replicate';
import { CreemPayments, creemConfig } from '@keepword/payments-creem';
import { StripePayments, stripeConfig } from '@keepword/payments-stripe';
import { boundRecipientIds, recipients, type Profile } from '@keepword/policy';
import type { Clock } from '@keepword/primitives';
import { BadEnvironment } from '@keepword/service-kit';
import type { PlatformEnvironment } from './environment.js';
import { settingsOf } from './adapter-settings.js';
import { composeFirstParty, type LinkTokens } from './first-party.js';
import type { Identity } from './identity.js';

/** A vendor that the policy does not name may not be used: the process refuses to start. @throws BadEnvironment naming what to add */
export function refuseUnlistedRecipients(profile: Profile): void {
  const listed = new Set(recipients(profile).map(({ id }) => id));
  const missing = boundRecipientIds(profile).filter((id) => !listed.has(id));
  if (missing.length === 0) return;
  throw new BadEnvironment(
    `the policy of ${profile.id} does not list ${missing.join(', ')} as a recipient: add a new version of the policy that does, or bind another vendor`,
  );
}

export function composeModels(profile: Profile, environment: PlatformEnvironment, clock: Clock): ModelProvider {
  switch (profile.bindings.models) {
    case 'replicate':
      return new ReplicateModelProvider(
        settingsOf(
          replicateConfig,
          {
            apiToken: environment.REPLICATE_API_TOKEN,
            webhookSecret: environment.REPLICATE_WEBHOOK_SECRET,
            baseUrl: environment.REPLICATE_BASE_URL,
            deliveryUrls: environment.REPLICATE_DELIVERY_URLS,
          },
          {
            apiToken: 'REPLICATE_API_TOKEN',
            webhookSecret: 'REPLICATE_WEBHOOK_SECRET',
            baseUrl: 'REPLICATE_BASE_URL',
            deliveryUrls: 'REPLICATE_DELIVERY_URLS',
          },
        ),
        clock,
      );
    case 'fal':
      return new FalModelProvider(
        settingsOf(
          falConfig,
          {
            apiKey: environment.FAL_KEY,
            baseUrl: environment.FAL_BASE_URL,
            platformUrl: environment.FAL_PLATFORM_URL,
            jwksUrl: environment.FAL_JWKS_URL,
            deliveryUrls: environment.FAL_DELIVERY_URLS,
          },
          {
            apiKey: 'FAL_KEY',
            baseUrl: 'FAL_BASE_URL',
            platformUrl: 'FAL_PLATFORM_URL',
            jwksUrl: 'FAL_JWKS_URL',
            deliveryUrls: 'FAL_DELIVERY_URLS',
          },
        ),
        clock,
      );
    case 'cog':
      return new CogModelProvider(settingsOf(cogConfig, { baseUrl: environment.COG_BASE_URL }, { baseUrl: 'COG_BASE_URL' }), clock);
  }
}

export function composeMailer(profile: Profile, environment: PlatformEnvironment): Mailer {
  if (profile.bindings.mail === 'resend') {
    const variables = { apiKey: 'RESEND_API_KEY', baseUrl: 'RESEND_BASE_URL' };
    return new ResendMailer(
      settingsOf(resendConfig, { apiKey: environment.RESEND_API_KEY, baseUrl: environment.RESEND_BASE_URL }, variables),
    );
  }
  return new SmtpMailer(settingsOf(smtpConfig, { url: environment.SMTP_URL }, { url: 'SMTP_URL' }));
}

/** Null where the profile's mail comes in by no vendor. @throws BadEnvironment */
export function composeMailReceiver(profile: Profile, environment: PlatformEnvironment): MailReceiver | null {
  if (profile.bindings.mail !== 'resend') return null;
  const { RESEND_API_KEY: apiKey, RESEND_BASE_URL: baseUrl, RESEND_WEBHOOK_SECRET: webhookSecret } = environment;
  const variables = { apiKey: 'RESEND_API_KEY', baseUrl: 'RESEND_BASE_URL', webhookSecret: 'RESEND_WEBHOOK_SECRET' };
  return new ResendReceiver(settingsOf(resendReceiverConfig, { apiKey, baseUrl, webhookSecret }, variables));
}

export function composePayments(profile: Profile, environment: PlatformEnvironment): readonly PaymentProvider[] {
  return profile.bindings.payments.map((id) => {
    if (id === 'stripe') {
      const variables = { secretKey: 'STRIPE_SECRET_KEY', webhookSecret: 'STRIPE_WEBHOOK_SECRET', apiBaseUrl: 'STRIPE_API_BASE_URL' };
      const settings = {
        secretKey: environment.STRIPE_SECRET_KEY,
        webhookSecret: environment.STRIPE_WEBHOOK_SECRET,
        apiBaseUrl: environment.STRIPE_API_BASE_URL,
      };
      return new StripePayments(settingsOf(stripeConfig, settings, variables));
    }
    const variables = { apiKey: 'CREEM_API_KEY', webhookSecret: 'CREEM_WEBHOOK_SECRET', apiBaseUrl: 'CREEM_API_BASE_URL' };
    const settings = {
      apiKey: environment.CREEM_API_KEY,
      webhookSecret: environment.CREEM_WEBHOOK_SECRET,
      apiBaseUrl: environment.CREEM_API_BASE_URL,
    };
    return new CreemPayments(settingsOf(creemConfig, settings, variables));
  });
}

export async function composeIdentity(profile: Profile, environment: PlatformEnvironment, links: LinkTokens): Promise<Identity> {
  const methods = profile.bindings.signInMethods;
  if (profile.bindings.identity === 'first-party') return composeFirstParty(methods, environment, links);
  const variables = { url: 'SUPABASE_URL', anonKey: 'SUPABASE_ANON_KEY', serviceRoleKey: 'SUPABASE_SERVICE_ROLE_KEY' };
  const settings = {
    url: environment.SUPABASE_URL,
    anonKey: environment.SUPABASE_ANON_KEY,
    serviceRoleKey: environment.SUPABASE_SERVICE_ROLE_KEY,
  };
  return { provider: new SupabaseIdentity(settingsOf(supabaseIdentityConfig, settings, variables), methods), tokens: null };
}

interface IdentityParts {
  readonly profile: Profile;
  readonly environment: PlatformEnvironment;
}

/** Null where the platform signs people in itself: then there is nobody else to ask. */
export async function vendorIdentity({ profile, environment }: IdentityParts): Promise<Identity['provider'] | null> {
  if (profile.bindings.identity === 'first-party') return null;
  const noLinks = { put: () => Promise.reject(new Error('no link is made here')), take: () => Promise.resolve(null) };
  return (await composeIdentity(profile, environment, noLinks)).provider;
}
