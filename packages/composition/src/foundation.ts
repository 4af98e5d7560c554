import type { Mailer } from '@keepword/accounts';
import { LookupHash } from '@keepword/accounts';
import type { PaymentProvider, SubscriptionPorts } from '@keepword/billing';
import type { CreditStore } from '@keepword/credits';
import {
  PostgresAccountStore,
  PostgresCreditStore,
  PostgresOutbox,
  PostgresOutgoingMail,
  PostgresPurchaseStore,
  PostgresSubjectEvents,
  PostgresSubscriptionStore,
} from '@keepword/database';
import { profile, type Profile } from '@keepword/policy';
import type { Clock } from '@keepword/primitives';
import { createLogger, readEnvironment, serviceClock, type Logger } from '@keepword/service-kit';
import { creditGrants } from './credit-grants.js';
import { composeCreations, type CreationServices } from './creations.js';
import { platformEnvironment, vendorUrls, type PlatformEnvironment } from './environment.js';
import { policyVersionInForce } from './policy-version.js';
import { openStorage, type Storage } from './storage.js';
import { subscriptionNotices } from './subscription-notices.js';
import { composeMailer, composeModels, composePayments, refuseUnlistedRecipients } from './vendors.js';

/** What core-api and worker have in common: the active profile, the stores, and the vendors that the profile binds. */
export interface Foundation {
  readonly environment: PlatformEnvironment;
  readonly profile: Profile;
  /** Digest of the policy in force; rows remember it. */
  readonly policyVersion: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly storage: Storage;
  readonly accounts: PostgresAccountStore;
  readonly lookups: LookupHash;
  readonly mailer: Mailer;
  readonly payments: readonly PaymentProvider[];
  readonly billing: SubscriptionPorts;
  readonly credits: CreditStore;
  readonly outbox: PostgresOutbox;
  readonly mails: PostgresOutgoingMail;
  readonly events: PostgresSubjectEvents;
  readonly creations: CreationServices;
}

/** @throws BadEnvironment when a setting is wrong, or when the profile binds a vendor that its policy does not list */
export async function layFoundation(service: string, variables: Readonly<Record<string, string | undefined>>): Promise<Foundation> {
  const environment = readEnvironment(platformEnvironment, variables);
  const logger = createLogger(service, environment.LOG_LEVEL);
  const active = profile(environment.KEEPWORD_PROFILE);
  refuseUnlistedRecipients(active);
  const clock = serviceClock(environment, vendorUrls(environment));
  const policyVersion = policyVersionInForce(active, environment.PRIVACY_MAILBOX);
  const [mailer, payments, provider] = [
    composeMailer(active, environment),
    composePayments(active, environment),
    composeModels(active, environment, clock),
  ];
  const storage = await openStorage(environment, clock, service);
  const [credits, outbox, events, mails] = [
    new PostgresCreditStore(),
    new PostgresOutbox(),
    new PostgresSubjectEvents(),
    new PostgresOutgoingMail(),
  ];
  return {
    environment,
    profile: active,
    policyVersion,
    clock,
    logger,
    storage,
    accounts: new PostgresAccountStore(),
    lookups: new LookupHash(environment.SUBJECT_HASH_KEY),
    mailer,
    payments,
    billing: {
      purchases: new PostgresPurchaseStore(),
      subscriptions: new PostgresSubscriptionStore(),
      credits: creditGrants(credits, events, mails),
      notices: subscriptionNotices(mails),
      units: storage.transactions,
    },
    credits,
    outbox,
    mails,
    events,
    creations: composeCreations({ profile: active, policyVersion, environment, clock, storage, credits, outbox, events, provider }),
  };
}
