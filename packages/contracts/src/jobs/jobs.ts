import { z } from 'zod';

const id = z.uuid();

export interface JobContract<Payload extends z.ZodType = z.ZodType> {
  /** The topic, also the BullMQ queue's name. */
  readonly topic: string;
  /** Ids only, never content (design: jobs carry ids). */
  readonly payload: Payload;
  /** How often a failing job is tried, and how long the first pause is (it doubles). */
  readonly attempts: number;
  readonly backoffMs: number;
  readonly concurrency: number;
}

function job<Payload extends z.ZodType>(contract: JobContract<Payload>): JobContract<Payload> {
  return contract;
}

/** Sends a queued creation to its model vendor. */
export const submitCreation = job({
  topic: 'creation.submit',
  payload: z.strictObject({ creationId: id, subjectId: id }),
  attempts: 6,
  backoffMs: 1_000,
  concurrency: 8,
});
/** Brings in what a finished prediction made: download, filter, mark, encrypt, store, capture. */
export const finishCreation = job({
  topic: 'creation.finish',
  payload: z.strictObject({ creationId: id, subjectId: id, predictionId: z.string().max(200) }),
  attempts: 6,
  backoffMs: 1_000,
  concurrency: 4,
});
/** Tells the vendor to stop a creation that its person canceled. */
export const cancelPrediction = job({
  topic: 'creation.cancel',
  payload: z.strictObject({ creationId: id, subjectId: id }),
  attempts: 5,
  backoffMs: 1_000,
  concurrency: 4,
});
/** Renders and sends one mail; everything about it stands in its row. */
export const sendMail = job({
  topic: 'mail.send',
  payload: z.strictObject({ mailId: id, subjectId: id }),
  attempts: 8,
  backoffMs: 2_000,
  concurrency: 4,
});

export const jobContracts = [submitCreation, finishCreation, cancelPrediction, sendMail] as const;
