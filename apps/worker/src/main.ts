import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import {
  exportDeed,
  exportsPending,
  layFoundation,
  objectionDeed,
  openCases,
  openErasure,
  restrictionDeed,
  type CaseDesk,
  type ErasureDesk,
  type Foundation,
} from '@keepword/composition';
import { jobContracts } from '@keepword/contracts';
import { openDatabase, PostgresHolds } from '@keepword/database';
import { connectQueue, JobPublisher, SubjectJobs } from '@keepword/queue-bullmq';
import { BadEnvironment, runMain, serve } from '@keepword/service-kit';
import type { WorkerHost } from '@nestjs/bullmq';
import type { DataSource } from 'typeorm';
import { endedAccounts } from './cases/ended-accounts.js';
import { moderated } from './cases/moderated.js';
import { wordlessCases } from './cases/wordless-cases.js';
import { caseMailing } from './cases/mail-cases.js';
import { caseDriver } from './cases/drive-cases.js';
import { endingRights } from './cases/ending-rights.js';
import { tellingRecipients } from './cases/tell-recipients.js';
import { erasureSweeps } from './erasure/drive-due-erasures.js';
import { erasedTracesProbe } from './evidence/erased-traces-probe.js';
import { exportSweeps } from './exports/export-sweeps.js';
import { openExportWork } from './exports/open-export-work.js';
import { dueWork } from './schedules/due-work.js';
import { OutboxRelay } from './schedules/outbox-relay.js';
import { Sweeper, type Sweep } from './schedules/sweeps.js';
import { processors, workerModule } from './worker-module.js';

const subjectJobs = (queue: ConstructorParameters<typeof SubjectJobs>[0]) =>
  new SubjectJobs(
    queue,
    jobContracts.map(({ topic }) => topic),
  );

void runMain(null, async () => {
  const foundation = await layFoundation('worker', process.env);
  const { environment, logger, storage } = foundation;
  if (!environment.RETENTION_DATABASE_URL)
    throw new BadEnvironment('RETENTION_DATABASE_URL: the worker needs the database as role participant_retention (found nothing)');
  const crossing = await openDatabase(environment.RETENTION_DATABASE_URL, { applicationName: 'worker sweeps', connectionsMax: 6 });
  const desk = await openCases(environment, foundation, 'worker cases');
  const exports = await openExportWork(foundation);
  const queue = await connectQueue(environment.QUEUE_URL);
  const publisher = new JobPublisher(queue, jobContracts);
  const jobs = subjectJobs(queue);
  const holder = `worker ${process.pid} ${randomUUID()}`;
  const erasing = await openErasure(
    foundation,
    {
      jobs,
      holder,
      exportsPending: (subjectId) => exportsPending(foundation, subjectId),
      holds: (subjectId) => storage.transactions.transaction(subjectId, (uow) => new PostgresHolds().forSubject(uow, subjectId)),
    },
    'worker erasures',
  );

  const app = await serve({
    module: workerModule(foundation, queue),
    host: environment.HOST,
    port: environment.PORT,
    logger,
    api: {
      title: 'Worker',
      description: 'Answers only health checks; work comes from the queue.',
      version: '0.1.0',
      serverUrl: `http://${environment.HOST}:${environment.PORT}`,
    },
    endpoints: [],
    readiness: () => [
      { name: 'storage', check: () => storage.check() },
      { name: 'queue', check: () => queue.check() },
      { name: 'cases', check: () => desk.check() },
      { name: 'exports', check: () => exports.exporting.check() },
      { name: 'erasures', check: () => erasing.check() },
    ],
    trustedProxies: environment.TRUSTED_PROXIES,
    bodyBytesMax: 1024,
  });
  // What could not reach the queue while it was made never will: better to end here and be started again.
  const hosts = processors.map((processor) => app.get<WorkerHost>(processor));
  await Promise.all([publisher.ready(), ...hosts.map(({ worker }) => worker.waitUntilReady())]);
  const relay = new OutboxRelay(storage.database, environment.DATABASE_URL, publisher, foundation.clock, logger);
  await relay.start();
  const sweeps = [...sweepsOf({ foundation, crossing, desk, exports, erasing, holder }), await tellingRecipients(foundation, crossing)];
  const sweeper = new Sweeper(sweeps, logger);
  sweeper.start();
  foundation.creations.filter.warmUp();
  app.getHttpServer().on('close', () => {
    void (async () => {
      await Promise.all([sweeper.stop(), relay.stop()]);
      await Promise.all([publisher.close(), jobs.close()]);
      await queue.close();
      await Promise.all([crossing.destroy(), desk.close(), exports.exporting.close(), erasing.close(), storage.close()]);
    })();
  });
});

interface Desks {
  readonly foundation: Foundation;
  /** As the role `participant_retention`. */
  readonly crossing: DataSource;
  readonly desk: CaseDesk;
  readonly exports: Awaited<ReturnType<typeof openExportWork>>;
  readonly erasing: ErasureDesk;
  readonly holder: string;
}

function sweepsOf({ foundation, crossing, desk, exports, erasing, holder }: Desks): readonly Sweep[] {
  const { deed, replayLog } = erasing;
  const deeds = [exportDeed(foundation), deed, restrictionDeed(foundation, replayLog), objectionDeed(foundation, replayLog)];
  return [
    ...dueWork(foundation, crossing),
    ...endingRights({ foundation, crossing, desk, replayLog }),
    ...endedAccounts(foundation, crossing, desk),
    ...moderated(foundation, crossing, desk),
    caseDriver(foundation, desk, deeds),
    wordlessCases(foundation, desk),
    caseMailing(foundation, desk, deeds),
    ...exportSweeps(exports),
    ...erasureSweeps(erasing, foundation, holder),
    erasedTracesProbe(erasing, foundation),
  ];
}
