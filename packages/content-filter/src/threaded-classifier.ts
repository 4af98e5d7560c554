import { Worker } from 'node:worker_threads';
import type { Answer, Question } from './classifier-thread.js';
import type { Classify, Probabilities } from './image-classifier.js';

interface Waiting {
  resolve(probabilities: Probabilities): void;
  reject(error: Error): void;
}

/** Classifies in a thread of its own, which starts at once and is started again when it ends. */
export function threadedClassifier(): Classify {
  let thread: Worker | null = null;
  let asked = 0;
  const waiting = new Map<number, Waiting>();

  const start = (): Worker => {
    const worker = new Worker(new URL('./classifier-thread.js', import.meta.url), { execArgv: [] });
    worker.unref();
    worker.on('message', (answer: Answer) => {
      const asker = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) worker.unref();
      if ('failure' in answer) asker?.reject(new Error(`the image model failed: ${answer.failure}`));
      else asker?.resolve(new Map(answer.probabilities));
    });
    const ended = (error: Error) => {
      if (thread === worker) thread = null;
      for (const asker of waiting.values()) asker.reject(error);
      waiting.clear();
    };
    worker.on('error', ended);
    worker.on('exit', (code) => ended(new Error(`the image model's thread ended (${code})`)));
    return worker;
  };
  thread = start();

  return (bytes) =>
    new Promise((resolve, reject) => {
      thread ??= start();
      asked += 1;
      const question: Question = { id: asked, bytes };
      waiting.set(question.id, { resolve, reject });
      thread.ref();
      thread.postMessage(question);
    });
}
