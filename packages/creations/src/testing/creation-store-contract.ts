import { addPeriod, isRefusal, type SubjectId } from '@keepword/primitives';
import type { CreationOwner } from '../lifecycle/creation.js';
import { applyPredictionStatus } from '../use-cases/apply-prediction-status.js';
import { cancelCreation } from '../use-cases/cancel-creation.js';
import { deleteCreation, purgeDue, restoreCreation } from '../use-cases/delete-creation.js';
import { finishCreation } from '../use-cases/finish-creation.js';
import { pollDue } from '../use-cases/poll-due.js';
import { getCreation, listCreations } from '../use-cases/read-creations.js';
import { requestCreation } from '../use-cases/request-creation.js';
import { submitCreation } from '../use-cases/submit-creation.js';
import { creationStage, someone, type CreationStage, type CreationStoreUnderTest } from './creation-stage.js';

/** The same stage with the worker's own rights. */
const worker = (stage: CreationStage): CreationStage => ({ ...stage, transactions: stage.workerTransactions });

const asked = (subjectId: SubjectId, prompt: string, count = 1) => ({
  subjectId,
  model: 'flux-krea',
  tier: 'standard',
  prompt,
  parameters: { width: 1024, height: 1024, count, seed: 7 },
});

async function request(stage: CreationStage, subjectId: SubjectId, prompt = 'a red fox', count = 1): Promise<CreationOwner> {
  const requested = await requestCreation(stage, asked(subjectId, prompt, count));
  if (isRefusal(requested)) throw new Error(requested.refused);
  return { creationId: requested.view.creation.id, subjectId };
}

/** What the vendor's call back brings. @param outputs first byte of each picture; 0 is one that the filter blocks */
async function report(stage: CreationStage, { creationId, subjectId }: CreationOwner, outputs: readonly number[]) {
  const locked = await stage.transactions.transaction(subjectId, (uow) => stage.store.lockForUpdate(uow, { creationId, subjectId }));
  const prediction = locked?.prediction;
  if (!prediction) throw new Error('not submitted');
  const status = { state: 'succeeded' as const, outputUrls: outputs.map(String) };
  const applied = await applyPredictionStatus(stage, {
    vendor: 'replicate',
    predictionId: `vendor-${prediction.id}`,
    callbackSecret: stage.callbacks.secretFor(prediction.id),
    status,
  });
  return { applied, predictionId: prediction.id };
}

async function finished(stage: CreationStage, owner: CreationOwner, outputs: readonly number[]) {
  await submitCreation(worker(stage), owner);
  const { predictionId } = await report(stage, owner, outputs);
  return finishCreation(worker(stage), { ...owner, predictionId });
}

/** What every store of creations has to do, shown by the use cases that stand on it. @param open an empty store */
export function describeCreationStore(name: string, open: () => Promise<CreationStoreUnderTest>): void {
  describe(`creation store: ${name}`, () => {
    let under: CreationStoreUnderTest;
    let stage: CreationStage;
    let me: SubjectId;
    afterEach(() => under.close());
    beforeEach(async () => {
      under = await open();
      stage = creationStage(under);
      me = someone();
    });

    it('takes a creation from request to picture and captures its price', async () => {
      const owner = await request(stage, me, 'a red fox', 2);
      expect(stage.jobs).toEqual([{ topic: 'creation.submit', payload: owner }]);
      expect(await finished(stage, owner, [1, 1])).toBe('succeeded');
      const view = await getCreation(stage, owner);
      expect(view).toMatchObject({ creation: { state: 'succeeded', quoted: 10, captured: 10 }, content: { prompt: 'a red fox' } });
      expect('outputs' in view && view.outputs.map(({ thumbHash }) => thumbHash)).toEqual(['AAAA', 'AAAA']);
      expect(stage.holds.get(owner.creationId)).toMatchObject({ end: 'captured', captured: 10 });
      expect(stage.stored.size).toBe(4);
    });

    it('charges for what came when some pictures were blocked, and nothing when all were', async () => {
      const some = await request(stage, me, 'a', 2);
      expect(await finished(stage, some, [0, 1])).toBe('succeeded');
      expect(stage.holds.get(some.creationId)).toMatchObject({ end: 'captured', captured: 5 });
      const none = await request(stage, me, 'b');
      expect(await finished(stage, none, [0])).toBe('blocked');
      expect(stage.holds.get(none.creationId)?.end).toBe('released');
    });

    it('does everything once however often it is told', async () => {
      const owner = await request(stage, me);
      await submitCreation(worker(stage), owner);
      await submitCreation(worker(stage), owner);
      expect(stage.submitted).toHaveLength(1);
      const { predictionId } = await report(stage, owner, [1]);
      expect((await report(stage, owner, [1])).applied).toBe('ignored');
      expect(await finishCreation(worker(stage), { ...owner, predictionId })).toBe('succeeded');
      expect(await finishCreation(worker(stage), { ...owner, predictionId })).toBe('over');
    });

    it('writes nothing when there are too few credits', async () => {
      const poor = creationStage(under, 3);
      expect(await requestCreation(poor, asked(me, 'x'))).toEqual({ refused: 'insufficient-credits', available: 3, needed: 5 });
      expect((await listCreations(poor, { subjectId: me, limit: 10, cursor: null })).items).toEqual([]);
    });

    it('lets two of a person run and four be unfinished, also when they come at once', async () => {
      const all = await Promise.all(Array.from({ length: 8 }, (_, n) => requestCreation(stage, asked(me, `picture ${n}`))));
      const taken = all.flatMap((one) => (isRefusal(one) ? [] : [{ creationId: one.view.creation.id, subjectId: me }]));
      expect(taken).toHaveLength(4);
      const [first, second, third] = taken.toSorted((a, b) => (a.creationId < b.creationId ? -1 : 1));
      if (!first || !second || !third) throw new Error('four were expected');
      expect([
        await submitCreation(worker(stage), first),
        await submitCreation(worker(stage), second),
        await submitCreation(worker(stage), third),
      ]).toEqual(['submitted', 'submitted', 'waiting']);
      stage.jobs.length = 0;
      await cancelCreation(stage, first);
      expect(stage.jobs).toContainEqual({ topic: 'creation.submit', payload: third });
      expect(await submitCreation(worker(stage), third)).toBe('submitted');
    });

    it('pages newest first and finds by all words of a search', async () => {
      const made: CreationOwner[] = [];
      for (const prompt of ['red fox', 'red hen', 'Blue Fóx']) {
        const owner = await request(stage, me, prompt);
        await cancelCreation(stage, owner);
        made.unshift(owner);
        stage.clock.set(addPeriod(stage.clock.now(), 'PT1S'));
      }
      const ids = async (words?: string, cursor: string | null = null) =>
        (await listCreations(stage, { subjectId: me, limit: 2, cursor, words })).items.map(({ creation }) => creation.id);
      const [blueFox, redHen, redFox] = made.map(({ creationId }) => creationId);
      expect(await ids()).toEqual([blueFox, redHen]);
      expect(await ids(undefined, redHen)).toEqual([redFox]);
      expect(await ids('FOX')).toEqual([blueFox, redFox]);
      expect(await ids('fox red')).toEqual([redFox]);
      expect(await ids('fox hen')).toEqual([]);
      expect(await ids('!!!')).toEqual([]);
    });

    it('hides a deleted creation, restores it for fifteen seconds, and then removes everything', async () => {
      const owner = await request(stage, me);
      await finished(stage, owner, [1]);
      await deleteCreation(stage, owner);
      expect(await getCreation(stage, owner)).toEqual({ refused: 'not-found' });
      expect(await restoreCreation(stage, owner)).toMatchObject({ creation: { state: 'succeeded' } });
      await deleteCreation(stage, owner);
      stage.clock.set(addPeriod(stage.clock.now(), 'PT15S'));
      expect(await restoreCreation(stage, owner)).toEqual({ refused: 'not-restorable' });
      await purgeDue(worker(stage), 100);
      expect(stage.stored.size).toBe(0);
      expect(await restoreCreation(stage, owner)).toEqual({ refused: 'not-found' });
    });

    it('ends what takes too long and gives its credits back', async () => {
      const owner = await request(stage, me);
      await submitCreation(worker(stage), owner);
      stage.clock.set(addPeriod(stage.clock.now(), 'PT15M'));
      await pollDue(worker(stage), { atVendor: 'PT30S', otherwise: 'PT30S' }, 1000);
      expect(await getCreation(stage, owner)).toMatchObject({ creation: { state: 'failed', failure: { type: 'timed-out' } } });
      expect(stage.holds.get(owner.creationId)?.end).toBe('released');
    });

    it('asks a vendor soon, and sends off again only what has been silent for longer than a call may take', async () => {
      const silentFor = { atVendor: 'PT8S', otherwise: 'PT20S' } as const;
      const [running, waiting] = [await request(stage, me, 'a'), await request(stage, me, 'b')];
      await submitCreation(worker(stage), running);
      const polled: string[] = [];
      const poll = async (id: string) => {
        polled.push(id);
        return null;
      };
      const provider = { ...stage.provider, poll };
      const mine = () => stage.jobs.filter(({ payload }) => payload['creationId'] === waiting.creationId).length;
      const before = mine();
      stage.clock.set(addPeriod(stage.clock.now(), 'PT9S'));
      await pollDue({ ...worker(stage), provider }, silentFor, 1000);
      expect([polled.length > 0, mine()]).toEqual([true, before]);
      stage.clock.set(addPeriod(stage.clock.now(), 'PT12S'));
      await pollDue({ ...worker(stage), provider }, silentFor, 1000);
      expect(mine()).toBe(before + 1);
    });

    it('shows nobody what is another person’s', async () => {
      const owner = await request(stage, me);
      const stranger = { ...owner, subjectId: someone() };
      expect(await getCreation(stage, stranger)).toEqual({ refused: 'not-found' });
      expect(await cancelCreation(stage, stranger)).toEqual({ refused: 'not-found' });
      expect(await deleteCreation(stage, stranger)).toEqual({ refused: 'not-found' });
    });
  });
}
