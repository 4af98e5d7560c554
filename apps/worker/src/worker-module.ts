import type { Foundation } from '@keepword/composition';
import { jobContracts } from '@keepword/contracts';
import type { connectQueue } from '@keepword/queue-bullmq';
import { AccessGuard, TOKEN_CHECK } from '@keepword/service-kit';
import { BullModule } from '@nestjs/bullmq';
import { Module, type Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CancelProcessor, FinishProcessor, SubmitProcessor } from './jobs/creation-processors.js';
import { MailProcessor } from './mails/send-due-mail.js';
import { PLATFORM } from './platform/platform.js';

/** What takes jobs from the queue. */
export const processors = [SubmitProcessor, FinishProcessor, CancelProcessor, MailProcessor] as const;

/** The worker as Nest sees it: its processors, and a guard that lets nobody in. */
export function workerModule(foundation: Foundation, { connection }: Pick<Awaited<ReturnType<typeof connectQueue>>, 'connection'>): Type {
  @Module({
    imports: [BullModule.forRoot({ connection }), ...jobContracts.map(({ topic }) => BullModule.registerQueue({ name: topic }))],
    providers: [
      { provide: PLATFORM, useValue: foundation },
      { provide: TOKEN_CHECK, useValue: { check: async () => null } },
      { provide: APP_GUARD, useClass: AccessGuard },
      ...processors,
    ],
  })
  class WorkerModule {}
  return WorkerModule;
}
