import 'reflect-metadata';
import fastifyMultipart from '@fastify/multipart';
import { composeIdentity, layFoundation, overloadProblem, SessionGate } from '@keepword/composition';
import {
  PostgresFeedback,
  PostgresGuardianLinks,
  PostgresGuardians,
  PostgresIdempotency,
  PostgresOneTimeTokens,
  PostgresRectifications,
  PostgresSpendApprovals,
} from '@keepword/database';
import { profile as policyProfile, profileIds } from '@keepword/policy';
import {
  AccessGuard,
  rateLimitEnvironment,
  rateLimitQuotas,
  RateLimits,
  readEnvironment,
  runMain,
  serve,
  TOKEN_CHECK,
} from '@keepword/service-kit';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccountController } from './account/account-controller.js';
import { GuardianController } from './account/guardian-controller.js';
import { SupervisionController } from './account/supervision-controller.js';
import { BillingController } from './billing/billing-controller.js';
import { SubscriptionController } from './billing/subscription-controller.js';
import { CatalogueController } from './creations/catalogue-controller.js';
import { CreationsController } from './creations/creations-controller.js';
import { OutputsController } from './creations/outputs-controller.js';
import { keepLeases } from './creations/keep-leases.js';
import { CreditsController } from './credits/credits-controller.js';
import { endpoints } from './endpoints.js';
import { EventHub } from './events/event-hub.js';
import { EventsController } from './events/events-controller.js';
import { FeedbackController } from './feedback/feedback-controller.js';
import { PLATFORM, type Platform } from './platform/platform.js';
import { KeysController } from './sessions/keys-controller.js';
import { SessionsController } from './sessions/sessions-controller.js';
import { vendorProblem } from './platform/vendor-problem.js';
import { WebhooksController } from './webhooks/webhooks-controller.js';

const controllers = [
  AccountController,
  GuardianController,
  SupervisionController,
  SessionsController,
  KeysController,
  CatalogueController,
  // Before the creations: `/v1/creations/events` is not an id.
  EventsController,
  CreationsController,
  OutputsController,
  CreditsController,
  BillingController,
  SubscriptionController,
  FeedbackController,
  WebhooksController,
];

void runMain(null, async () => {
  const quotas = rateLimitQuotas(readEnvironment(rateLimitEnvironment, process.env));
  const foundation = await layFoundation('core-api', process.env);
  const { environment, logger, profile, storage } = foundation;
  const linkTokens = new PostgresOneTimeTokens(storage.database);
  const platform: Platform = {
    ...foundation,
    linkTokens,
    identity: await composeIdentity(profile, environment, linkTokens),
    idempotency: new PostgresIdempotency(storage.transactions),
    feedback: new PostgresFeedback(),
    guardians: new PostgresGuardians(),
    guardianLinks: new PostgresGuardianLinks(),
    spendApprovals: new PostgresSpendApprovals(),
    rectifications: new PostgresRectifications(),
  };
  const hub = new EventHub(environment.DATABASE_URL, logger);
  await hub.open();

  @Module({
    controllers: [...controllers],
    providers: [
      { provide: PLATFORM, useValue: platform },
      { provide: EventHub, useValue: hub },
      { provide: TOKEN_CHECK, useValue: new SessionGate(platform) },
      { provide: RateLimits, useValue: new RateLimits(quotas) },
      { provide: APP_GUARD, useClass: AccessGuard },
    ],
  })
  class CoreApiModule {}

  const app = await serve({
    module: CoreApiModule,
    host: environment.HOST,
    port: environment.PORT,
    logger,
    api: {
      title: `${profile.meta.displayName} core API`,
      description:
        'Accounts, sessions, creations, credits and billing. What is collected and for how long stands in the policy of the active profile.',
      version: '0.1.0',
      serverUrl: environment.CORE_API_URL,
    },
    endpoints,
    readiness: () => [{ name: 'storage', check: () => storage.check() }],
    listedFields: profileIds.flatMap((id) => policyProfile(id).collection.flatMap(({ fields }) => fields)),
    trustedProxies: environment.TRUSTED_PROXIES,
    bodyBytesMax: 256 * 1024,
    translate: (error) => vendorProblem(error) ?? overloadProblem(error),
    prepare: async (fastify) => {
      // Cog answers with the pictures themselves; every other webhook is small.
      const webhookBytesMax = (profile.bindings.models === 'cog' ? 48 : 1) * 1024 * 1024;
      fastify.addHook('onRoute', (route) => {
        if (route.url.startsWith('/webhooks/')) route.bodyLimit = webhookBytesMax;
      });
      await fastify.register(fastifyMultipart as never);
    },
  });
  const stopLeases = keepLeases(platform);
  app.getHttpServer().on('close', () => {
    stopLeases();
    void hub.close();
    void storage.close();
  });
});
