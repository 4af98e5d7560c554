import {
  cancelPrediction as cancelJob,
  finishCreation as finishJob,
  submitCreation as submitJob,
  type JobContract,
} from '@keepword/contracts';
import { cancelPrediction, finishCreation, giveUpCreation, submitCreation } from '@keepword/creations';
import { workerOptions } from '../platform/worker-options.js';
import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import type { Job } from 'bullmq';
import type { z } from 'zod';
import { PLATFORM, type WorkerPlatform } from '../platform/platform.js';

/** A handler parses, calls one use case, reports. */
abstract class CreationProcessor extends WorkerHost {
  constructor(@Inject(PLATFORM) protected readonly platform: WorkerPlatform) {
    super();
  }

  /** BullMQ repeats failed jobs by the contract's rule; here is only said that it happened. Vendors' errors carry no echo of the input. */
  @OnWorkerEvent('failed')
  failed(job: Job | undefined, error: Error): void {
    this.platform.logger.warn({ err: error, topic: job?.queueName, attempt: job?.attemptsMade }, 'job failed');
  }

  @OnWorkerEvent('error')
  broken(error: Error): void {
    this.platform.logger.warn({ err: error }, 'queue connection');
  }
}

const payloadOf = <Payload extends z.ZodType>(contract: JobContract<Payload>, job: Job): z.output<Payload> =>
  contract.payload.parse(job.data);
const isLastAttempt = (job: Job) => job.attemptsMade + 1 >= (job.opts.attempts ?? 1);

@Processor(submitJob.topic, workerOptions(submitJob.concurrency))
export class SubmitProcessor extends CreationProcessor {
  async process(job: Job): Promise<string> {
    const owner = payloadOf(submitJob, job);
    try {
      return await submitCreation(this.platform.creations, owner);
    } catch (error) {
      if (!isLastAttempt(job)) throw error;
      this.platform.logger.warn({ err: error }, 'gave up submitting');
      await giveUpCreation(this.platform.creations, owner, 'vendor-unavailable');
      return 'given-up';
    }
  }
}

@Processor(finishJob.topic, workerOptions(finishJob.concurrency))
export class FinishProcessor extends CreationProcessor {
  async process(job: Job): Promise<string> {
    const command = payloadOf(finishJob, job);
    try {
      return await finishCreation(this.platform.creations, command);
    } catch (error) {
      if (!isLastAttempt(job)) throw error;
      this.platform.logger.warn({ err: error }, 'gave up bringing results in');
      await giveUpCreation(this.platform.creations, command, 'processing-failed');
      return 'given-up';
    }
  }
}

@Processor(cancelJob.topic, workerOptions(cancelJob.concurrency))
export class CancelProcessor extends CreationProcessor {
  async process(job: Job): Promise<string> {
    return cancelPrediction(this.platform.creations, payloadOf(cancelJob, job));
  }
}
