import { fixedClock, newId } from '@keepword/primitives';
import type { CreationStore } from '../ports/creation-store.js';
import type { ObjectStore } from '../ports/object-store.js';
import { removeOrphanUploads } from './orphan-uploads.js';

const at = new Date('2026-03-01T08:00:00Z');
const subjectId = newId(at);

function stage(keys: readonly string[], recorded: ReadonlySet<string>) {
  const kept = new Set(keys);
  return {
    kept,
    ports: {
      clock: fixedClock(at),
      transactions: { transaction: (_subject: unknown, work: (uow: never) => unknown) => work({} as never) },
      store: { findUpload: async (_uow: unknown, { creationId }: { creationId: string }) => (recorded.has(creationId) ? {} : null) },
      objects: {
        async *list() {
          yield* kept;
        },
        delete: async (key: string) => void kept.delete(key),
      },
    } as unknown as { clock: ReturnType<typeof fixedClock>; store: CreationStore; objects: ObjectStore; transactions: never },
  };
}

const madeBefore = (minutes: number) => newId(new Date(at.getTime() - minutes * 60_000));
const keyOf = (creationId: string) => `uploads/${subjectId}/${creationId}/reference`;

describe('given uploads in the object store', () => {
  it('when a row names one, or its request may still be written, then it stays; any other goes', async () => {
    const [recorded, young, orphan] = [madeBefore(90), madeBefore(59), madeBefore(61)];
    const { kept, ports } = stage([recorded, young, orphan].map(keyOf), new Set([recorded]));
    expect(await removeOrphanUploads(ports)).toBe(1);
    expect([...kept]).toEqual([keyOf(recorded), keyOf(young)]);
  });
  it('when something else lies there, then it is left alone', async () => {
    const { kept, ports } = stage(['uploads/readme.txt'], new Set());
    expect(await removeOrphanUploads(ports)).toBe(0);
    expect(kept.size).toBe(1);
  });
});
