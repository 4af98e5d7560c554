import type { ErasureRun } from '../../erasure/erasure-run.js';
import type { ErasureRunStore } from '../../erasure/erasure-run-store.js';
import { sampleRun } from './sample-run.js';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 8, minute));
const next = (run: ErasureRun, change: Partial<ErasureRun> = {}): ErasureRun => ({ ...run, ...change, version: run.version + 1 });

/** What every store of erasure runs must do. @param open called once before the suite; `close` after it */
export function describeErasureRunStore(
  name: string,
  open: () => Promise<{ readonly store: ErasureRunStore; close?(): Promise<void> }>,
): void {
  describe(`erasure run store: ${name}`, () => {
    let under: Awaited<ReturnType<typeof open>>;
    const stored = async () => {
      const run = sampleRun(at(0));
      await under.store.insert(run);
      return run;
    };

    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.close?.());

    it('gives back what was put in, and keeps the first of two', async () => {
      const run = await stored();
      await under.store.insert({ ...run, caseReference: 'KW-OTHER' });
      expect(await under.store.find(run.id)).toEqual(run);
      expect(await under.store.find(sampleRun(at(0)).id)).toBeNull();
    });

    it('lets one worker at a run, until its time is over', async () => {
      const { id } = await stored();
      expect(await under.store.claim(id, 'one', at(0), at(10))).toMatchObject({ id });
      expect(await under.store.claim(id, 'two', at(9), at(20))).toBeNull();
      expect(await under.store.claim(id, 'one', at(9), at(20))).toMatchObject({ id });
      expect(await under.store.claim(id, 'two', at(20), at(30))).toMatchObject({ id });
    });

    it('refuses the write of a worker that lost the run, and one that is based on another version', async () => {
      const run = await stored();
      await under.store.claim(run.id, 'one', at(0), at(10));
      await under.store.claim(run.id, 'two', at(11), at(20));
      expect(await under.store.save(next(run), 'one', null, null)).toBe('lost');
      expect(await under.store.save({ ...run, version: 2 }, 'two', null, null)).toBe('lost');
      expect(await under.store.save(next(run, { state: 'running' }), 'two', null, at(20))).toBe('saved');
      expect(await under.store.find(run.id)).toEqual(next(run, { state: 'running' }));
      expect(await under.store.claim(run.id, 'one', at(12), at(20))).toBeNull();
    });

    it('gives a run back with its last write', async () => {
      const run = await stored();
      await under.store.claim(run.id, 'one', at(0), at(10));
      await under.store.save(next(run), 'one', at(0), null);
      expect(await under.store.claim(run.id, 'two', at(1), at(10))).not.toBeNull();
    });

    it('keeps files and instants as they are, and lets go of the person', async () => {
      const run = await stored();
      await under.store.claim(run.id, 'one', at(0), at(10));
      const certificates = [{ state: 'final', digest: 'sha256:00', file: Uint8Array.from([0, 255]), issuedAt: at(3) }] as const;
      const ended = next(run, { certificates, subjectId: null, retainedAs: null, state: 'done' });
      await under.store.save(ended, 'one', null, null);
      const found = await under.store.find(run.id);
      expect(found).toMatchObject({ subjectId: null, retainedAs: null, state: 'done' });
      expect([...(found?.certificates[0]?.file ?? [])]).toEqual([0, 255]);
      expect(found?.certificates[0]?.issuedAt).toEqual(at(3));
    });

    it('pages newest first, also those of one state only', async () => {
      const [one, two, three] = [await stored(), await stored(), await stored()];
      await under.store.claim(two.id, 'one', at(0), at(10));
      await under.store.save(next(two, { state: 'withdrawn' }), 'one', null, null);
      const ours = [one, two, three]
        .map(({ id }) => id)
        .toSorted()
        .toReversed();
      const ids = (runs: readonly ErasureRun[]) => runs.map(({ id }) => id).filter((id) => ours.includes(id));
      expect(ids(await under.store.page(null, null, 1_000))).toEqual(ours);
      expect(ids(await under.store.page(null, ours[0] ?? null, 1_000))).toEqual(ours.slice(1));
      expect(ids(await under.store.page('withdrawn', null, 1_000))).toEqual([two.id]);
      expect(await under.store.page(null, null, 1)).toHaveLength(1);
    });

    it('names what is due, the longest due first, without what somebody is at or what has ended', async () => {
      const [first, held, ended, later] = [await stored(), await stored(), await stored(), await stored()];
      const dueAt = async (run: ErasureRun, due: Date | null, until: Date | null) => {
        await under.store.claim(run.id, 'one', at(0), at(10));
        await under.store.save(next(run), 'one', due, until);
      };
      await dueAt(first, at(5), null);
      await dueAt(held, at(4), at(30));
      await dueAt(ended, null, null);
      await dueAt(later, at(6), null);
      const ours = new Set([first, held, ended, later].map(({ id }) => id));
      const due = async (minute: number) => (await under.store.due(at(minute), 1_000)).filter((id) => ours.has(id));
      expect(await due(4)).toEqual([]);
      expect(await due(5)).toEqual([first.id]);
      expect(await due(29)).toEqual([first.id, later.id]);
      expect(await due(30)).toEqual([held.id, first.id, later.id]);
      expect(await under.store.due(at(30), 1)).toHaveLength(1);
    });
  });
}
