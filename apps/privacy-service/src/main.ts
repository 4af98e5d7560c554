import 'reflect-metadata';
import { openDatabase } from '@keepword/database';
import { currentPublication, profile } from '@keepword/policy';
import {
  AccessGuard,
  createLogger,
  rateLimitEnvironment,
  rateLimitQuotas,
  RateLimits,
  readEnvironment,
  runMain,
  serve,
  serviceEnvironment,
  TOKEN_CHECK,
} from '@keepword/service-kit';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { z } from 'zod';
import { endpoints } from './endpoints.js';
import { PLATFORM, type PrivacyPlatform } from './platform/platform.js';
import { PolicyController } from './policy/policy-controller.js';

const privacyEnvironment = serviceEnvironment.extend({ PRIVACY_MAILBOX: z.email('the address of a mailbox that is read') });

await runMain(null, async () => {
  const environment = readEnvironment(privacyEnvironment, process.env);
  const quotas = rateLimitQuotas(readEnvironment(rateLimitEnvironment, process.env));
  const logger = createLogger('privacy-service', environment.LOG_LEVEL);
  const database = await openDatabase(environment.DATABASE_URL, { applicationName: 'privacy-service', connectionsMax: 8 });
  const active = profile(environment.KEEPWORD_PROFILE);
  const platform: PrivacyPlatform = { profile: active, publication: currentPublication(environment.PRIVACY_MAILBOX) };

  @Module({
    controllers: [PolicyController],
    providers: [
      { provide: PLATFORM, useValue: platform },
      // No route of this service is for signed-in people yet: no token opens anything here.
      { provide: TOKEN_CHECK, useValue: { check: async () => null } },
      { provide: RateLimits, useValue: new RateLimits(quotas) },
      { provide: APP_GUARD, useClass: AccessGuard },
    ],
  })
  class PrivacyModule {}

  const app = await serve({
    module: PrivacyModule,
    host: environment.HOST,
    port: environment.PORT,
    logger,
    api: {
      title: `${active.meta.displayName} privacy API`,
      description: 'The policy in force, who receives what, and the state of every promise.',
      version: '0.1.0',
      serverUrl: `http://${environment.HOST}:${environment.PORT}`,
    },
    endpoints,
    readiness: () => [{ name: 'database', check: async () => void (await database.query('SELECT 1')) }],
    trustedProxies: environment.TRUSTED_PROXIES,
    bodyBytesMax: 256 * 1024,
  });
  app.getHttpServer().on('close', () => void database.destroy());
});
