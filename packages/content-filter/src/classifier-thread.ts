import { parentPort } from 'node:worker_threads';
import { loadClassifier } from './image-classifier.js';

/** The thread that holds the image model: the event loop of the service never waits for it. */
export interface Question {
  readonly id: number;
  readonly bytes: Uint8Array;
}
export type Answer =
  | { readonly id: number; readonly probabilities: readonly (readonly [string, number])[] }
  | { readonly id: number; readonly failure: string };

const loading = loadClassifier();

const answerTo = async ({ id, bytes }: Question): Promise<void> => {
  try {
    const classify = await loading;
    const answer: Answer = { id, probabilities: [...(await classify(bytes))] };
    parentPort?.postMessage(answer);
  } catch (error) {
    const answer: Answer = { id, failure: error instanceof Error ? error.message : String(error) };
    parentPort?.postMessage(answer);
  }
};

parentPort?.on('message', (question: Question) => void answerTo(question));
