import 'reflect-metadata';
import {
  composeIdentity,
  composeMailDoor,
  composeMailReceiver,
  erasureRuns,
  layFoundation,
  openCases,
  openExports,
  overloadProblem,
  readProofKeys,
  SessionGate,
} from '@keepword/composition';
import { PostgresOneTimeTokens, PostgresStaffSignIns } from '@keepword/database';
import { currentPublication } from '@keepword/policy';
import {
  AccessGuard,
  rateLimitEnvironment,
  rateLimitQuotas,
  RateLimits,
  readEnvironment,
  runMain,
  serve,
  STAFF_CHECK,
  TOKEN_CHECK,
} from '@keepword/service-kit';
import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { mailDoorKeeper } from './cases/mail-door.js';
import { MAIL_RECEIVER } from './cases/mail-webhook-controller.js';
import { ConsoleAudit } from './console/console-audit.js';
import { StaffGate } from './console/staff-gate.js';
import { controllers } from './controllers.js';
import { endpoints } from './endpoints.js';
import { PLATFORM, type PrivacyPlatform } from './platform/platform.js';
import { staffSecrets } from './platform/staff-secrets.js';

void runMain(null, async () => {
  const quotas = rateLimitQuotas(readEnvironment(rateLimitEnvironment, process.env));
  const foundation = await layFoundation('privacy-service', process.env);
  const { environment, logger, profile, storage } = foundation;
  const identity = await composeIdentity(profile, environment, new PostgresOneTimeTokens(storage.database));
  const platform: PrivacyPlatform = {
    ...foundation,
    desk: await openCases(environment, foundation, 'privacy-service cases'),
    exporting: await openExports(environment, 'privacy-service exports'),
    proofKeys: readProofKeys(environment.PROOF_SIGNING_KEYS_FILE),
    erasures: erasureRuns(storage),
    publication: currentPublication(environment.PRIVACY_MAILBOX),
    staff: { signIns: new PostgresStaffSignIns(), secrets: staffSecrets(storage.keyring) },
  };

  const limits = new RateLimits(quotas);
  const mailDoor = composeMailDoor(profile, environment, mailDoorKeeper(platform, limits));

  @Module({
    controllers,
    providers: [
      { provide: PLATFORM, useValue: platform },
      { provide: TOKEN_CHECK, useValue: new SessionGate({ ...foundation, identity }) },
      { provide: MAIL_RECEIVER, useValue: composeMailReceiver(profile, environment) },
      { provide: STAFF_CHECK, useValue: new StaffGate(platform) },
      { provide: RateLimits, useValue: limits },
      { provide: APP_GUARD, useClass: AccessGuard },
      { provide: APP_INTERCEPTOR, useValue: new ConsoleAudit(platform) },
    ],
  })
  class PrivacyModule {}

  await mailDoor?.open();
  const app = await serve({
    module: PrivacyModule,
    host: environment.HOST,
    port: environment.PORT,
    logger,
    api: {
      title: `${profile.meta.displayName} privacy API`,
      description: 'The policy in force, who receives what, the state of every promise, and the console of the compliance team.',
      version: '0.1.0',
      serverUrl: environment.PRIVACY_SERVICE_URL,
    },
    endpoints,
    readiness: () => [
      { name: 'storage', check: () => storage.check() },
      { name: 'cases', check: () => platform.desk.check() },
      { name: 'exports', check: () => platform.exporting.check() },
    ],
    trustedProxies: environment.TRUSTED_PROXIES,
    bodyBytesMax: 256 * 1024,
    translate: overloadProblem,
  });
  app.getHttpServer().on('close', () => {
    void (mailDoor?.close() ?? Promise.resolve()).then(() => platform.desk.close());
    void platform.exporting.close();
    void storage.close();
  });
});
