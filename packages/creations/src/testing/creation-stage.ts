import { createHash } from 'node:crypto';
import { fixedClock, newId, refuse, type Id, type SubjectId } from '@keepword/primitives';
import type { ContentSeal } from '../ports/content-seal.js';
import type { CreationStore, CreationSweeps } from '../ports/creation-store.js';
import type { ModelProvider, PredictionRequest } from '../ports/model-provider.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { ImageWork } from '../ports/image-work.js';
import type { Transactions } from '../ports/transactions.js';
import { keyedCallbacks } from '../ports/callbacks.js';
import { noReferences } from '../references/no-references.js';

/** The store that a suite is about. */
export interface CreationStoreUnderTest {
  /** As the API opens them. */
  readonly transactions: Transactions;
  /** As the worker opens them. */
  readonly workerTransactions: Transactions;
  readonly store: CreationStore;
  readonly sweeps: CreationSweeps;
  close(): Promise<void>;
}

/** Everything that the use cases need, in memory, around the store under test; it remembers what it was told. */
export function creationStage({ transactions, workerTransactions, store, sweeps }: CreationStoreUnderTest, balance = 100) {
  const clock = fixedClock('2026-03-01T08:00:00Z');
  const holds = new Map<Id, { amount: number; end: 'held' | 'captured' | 'released'; captured: number }>();
  const jobs: { topic: string; payload: Readonly<Record<string, unknown>> }[] = [];
  const events: { type: string; id: Id }[] = [];
  const submitted: PredictionRequest[] = [];
  const objects = new Map<string, Uint8Array>();
  const end = (creationId: Id, how: 'captured' | 'released', captured: number) => {
    const hold = holds.get(creationId);
    if (hold?.end !== 'held') throw new Error(`the hold of ${creationId} is not open`);
    holds.set(creationId, { ...hold, end: how, captured });
  };
  return {
    transactions,
    workerTransactions,
    store,
    sweeps,
    clock,
    holds,
    jobs,
    events: {
      log: events,
      publish: async (_uow: unknown, _subject: SubjectId, event: { type: string; id: Id }) => void events.push(event),
    },
    submitted,
    stored: objects,
    settings: {
      catalogue: { id: 'fluxkrea', models: 'replicate' as const, acceptsReference: 'none' as const },
      policyVersion: '1',
      outputRetention: null,
      limits: { unfinishedMax: 4, runningMax: 2 },
    },
    credits: {
      hold: async (_uow: unknown, { creationId, amount }: { creationId: Id; amount: number }) => {
        const held = [...holds.values()].reduce((sum, hold) => sum + (hold.end === 'held' ? hold.amount : hold.captured), 0);
        if (held + amount > balance) return refuse('insufficient-credits', { available: balance - held, needed: amount });
        holds.set(creationId, { amount, end: 'held', captured: 0 });
        return null;
      },
      capture: async (_uow: unknown, { creationId, amount }: { creationId: Id; amount: number }) => end(creationId, 'captured', amount),
      release: async (_uow: unknown, { creationId }: { creationId: Id }) => end(creationId, 'released', 0),
    },
    outbox: {
      append: async (_uow: unknown, topic: string, payload: Readonly<Record<string, unknown>>) => void jobs.push({ topic, payload }),
    },
    seal: plainSeal,
    references: noReferences(),
    callbacks: keyedCallbacks(new Uint8Array(32), (_vendor, secret) => `https://keepword.test/${secret}`),
    filter: {
      checkText: async (text: string) =>
        text.includes('forbidden')
          ? { verdict: 'block' as const, reasons: [{ code: 'no', message: 'Not this.' }] }
          : { verdict: 'allow' as const },
      checkImage: async (bytes: Uint8Array) =>
        bytes[0] === 0 ? { verdict: 'block' as const, reasons: [{ code: 'no', message: 'Not this.' }] } : { verdict: 'allow' as const },
    },
    images: pretendImages,
    objects: memoryObjects(objects),
    provider: pretendProvider(submitted),
  };
}
export type CreationStage = ReturnType<typeof creationStage>;

/** Seals nothing, but refuses what was moved. */
const plainSeal: ContentSeal = {
  async seal(subjectId, place, plain) {
    return Buffer.concat([Buffer.from(`${subjectId}${JSON.stringify(place)}\n`), plain]);
  },
  async open(subjectId, place, sealed) {
    const head = Buffer.from(`${subjectId}${JSON.stringify(place)}\n`);
    if (!head.equals(sealed.subarray(0, head.length))) throw new Error('sealed elsewhere');
    return sealed.subarray(head.length);
  },
  sealStream: (_subject, _place, plain) => plain,
  openStream: (_subject, _place, sealed) => sealed,
  wordTags: async (subjectId, words) => words.map((word) => createHash('sha256').update(`${subjectId}${word}`).digest().subarray(0, 8)),
};

const pretendImages: ImageWork = {
  inspect: async () => ({ mediaType: 'image/png', width: 64, height: 64 }),
  thumbnail: async () => ({ webp: new Uint8Array([1]), thumbHash: 'AAAA' }),
  markProvenance: async (bytes) => bytes,
  withMetadata: async (bytes) => bytes,
  sanitiseReference: async (bytes) => ({ bytes, mediaType: 'image/png' }),
};

function memoryObjects(objects: Map<string, Uint8Array>): ObjectStore {
  return {
    async put(key, content) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content instanceof Uint8Array ? [content] : content) chunks.push(chunk);
      const whole = Buffer.concat(chunks);
      objects.set(key, whole);
      return whole.byteLength;
    },
    async get(key) {
      const object = objects.get(key);
      return object
        ? {
            bytes: object.byteLength,
            stream: (async function* () {
              yield object;
            })(),
          }
        : null;
    },
    size: async (key) => objects.get(key)?.byteLength ?? null,
    delete: async (key) => void objects.delete(key),
    async *list(prefix) {
      yield* [...objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
    },
  };
}

/** An output's address says what its first byte is. */
function pretendProvider(submitted: PredictionRequest[]): ModelProvider {
  return {
    id: 'replicate',
    canPoll: true,
    submit: async (request) => {
      submitted.push(request);
      return { predictionId: `vendor-${request.jobId}` };
    },
    poll: async () => null,
    cancel: async () => {},
    download: async (url) => ({ bytes: new Uint8Array([Number(url), 2, 3]), mediaType: 'image/png' }),
    forget: async () => {},
    holds: async () => false,
    readWebhook: async () => ({ refused: 'malformed' }),
  };
}

export const someone = (): SubjectId => newId(new Date('2026-03-01T07:00:00Z'));
