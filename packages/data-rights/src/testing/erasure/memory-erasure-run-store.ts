import type { Id, Instant } from '@keepword/primitives';
import type { ErasureRun } from '../../erasure/erasure-run.js';
import type { ErasureRunStore } from '../../erasure/erasure-run-store.js';

interface Kept {
  run: ErasureRun;
  dueAt: Instant | null;
  lease: { holder: string; until: Instant } | null;
}

/** An {@link ErasureRunStore} in memory. */
export function memoryErasureRunStore(): ErasureRunStore {
  const runs = new Map<Id, Kept>();
  const heldByOther = ({ lease }: Kept, holder: string | null, at: Instant) =>
    lease !== null && lease.holder !== holder && lease.until.getTime() > at.getTime();
  return {
    async insert(run) {
      if (!runs.has(run.id)) runs.set(run.id, { run: structuredClone(run), dueAt: run.requestedAt, lease: null });
    },
    async find(id) {
      return structuredClone(runs.get(id)?.run ?? null);
    },
    async claim(id, holder, at, until) {
      const kept = runs.get(id);
      if (!kept || heldByOther(kept, holder, at)) return null;
      kept.lease = { holder, until };
      return structuredClone(kept.run);
    },
    async save(run, holder, nextDueAt, until) {
      const kept = runs.get(run.id);
      if (!kept || kept.lease?.holder !== holder || run.version !== kept.run.version + 1) return 'lost';
      runs.set(run.id, { run: structuredClone(run), dueAt: nextDueAt, lease: until === null ? null : { holder, until } });
      return 'saved';
    },
    async due(at, limit) {
      const due = [...runs.values()].filter((kept) => kept.dueAt !== null && kept.dueAt <= at && !heldByOther(kept, null, at));
      return due
        .toSorted((a, b) => (a.dueAt?.getTime() ?? 0) - (b.dueAt?.getTime() ?? 0))
        .slice(0, limit)
        .map(({ run }) => run.id);
    },
    async page(state, before, limit) {
      const found = [...runs.values()].map(({ run }) => run);
      return structuredClone(
        found
          .filter((run) => (state === null || run.state === state) && (before === null || run.id < before))
          .toSorted((a, b) => (a.id < b.id ? 1 : -1))
          .slice(0, limit),
      );
    },
  };
}
