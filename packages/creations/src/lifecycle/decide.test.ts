import { newId } from '@keepword/primitives';
import { expandLook, looks } from '../catalogue/looks.js';
import { models } from '../catalogue/models.js';
import { quote } from '../catalogue/quote.js';
import type { Creation } from './creation.js';
import { decideDelete, decideEnd, decidePurge, decideRestore, decideStart } from './decide.js';
import { failure } from './failures.js';

const at = new Date('2026-03-01T08:00:00Z');
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000);
const creation: Creation = {
  id: newId(at),
  subjectId: newId(at),
  modality: 'image',
  state: 'running',
  model: 'flux-krea',
  tier: 'standard',
  quoted: 20,
  captured: null,
  usedReference: false,
  failure: null,
  profileId: 'fluxkrea',
  policyVersion: '1',
  createdAt: at,
  startedAt: at,
  finishedAt: null,
};
const owner = { creationId: creation.id, subjectId: creation.subjectId };

describe('given a running creation', () => {
  it('when all four pictures came, then the whole price is captured', () => {
    expect(decideEnd(creation, { state: 'succeeded', asked: 4, delivered: 4 }, at)).toMatchObject({ state: 'succeeded', captured: 20 });
  });
  it('when three of four came, then three are paid', () => {
    expect(decideEnd(creation, { state: 'succeeded', asked: 4, delivered: 3 }, at)).toMatchObject({ captured: 15 });
  });
  it.each(['failed', 'blocked', 'reference-lost'] as const)('when it ends as %s, then nothing is paid', (state) => {
    expect(decideEnd(creation, { state, failure: failure('timed-out') }, at)).toMatchObject({ state, captured: 0 });
  });
  it('when it is over already, then nothing ends it again', () => {
    expect(decideEnd({ ...creation, state: 'failed' }, { state: 'canceled' }, at)).toEqual({ refused: 'already-over' });
  });
});

describe('given a queued creation', () => {
  const queued = { ...creation, state: 'queued' as const };
  it('when it is among the first two, then it starts', () => {
    expect(decideStart(queued, null, ['other', queued.id], 2)).toEqual({ start: true });
  });
  it('when two come first, then it waits', () => {
    expect(decideStart(queued, null, ['a', 'b'], 2)).toMatchObject({ refused: 'not-its-turn', position: 1 });
  });
  it('when it was deleted, then it never starts', () => {
    expect(decideStart(queued, decideDelete(owner, null, at), [queued.id], 2)).toEqual({ refused: 'over' });
  });
});

describe('given a deletion', () => {
  const mark = decideDelete(owner, null, at);
  it('when it is repeated, then it does not last longer', () => {
    expect(decideDelete(owner, mark, later(5))).toBe(mark);
  });
  it('when fifteen seconds have passed, then it is purged and no longer restored; before that it is the other way round', () => {
    expect([decideRestore(mark, later(14)), decidePurge(mark, later(14))]).toEqual([{ restored: true }, { refused: 'not-due' }]);
    expect([decideRestore(mark, later(15)), decidePurge(mark, later(15))]).toEqual([{ refused: 'not-restorable' }, { purge: true }]);
  });
});

describe.each(['replicate', 'fal', 'cog'] as const)('the catalogue of a profile on %s', (vendor) => {
  const profile = { id: 'p', models: vendor, acceptsReference: 'none' as const };
  const parameters = { width: 1024, height: 1024, count: 2 };
  it('quotes every tier that it offers at twice the price of one picture', () => {
    for (const model of models(profile)) {
      for (const tier of model.tiers) expect(quote(profile, model.id, tier.id, parameters)).toMatchObject({ credits: tier.credits * 2 });
    }
  });
  it('offers no reference where the profile takes none', () => {
    expect(models(profile).some(({ acceptsReference }) => acceptsReference)).toBe(false);
  });
  it('expands every Look from its examples', () => {
    expect(looks(profile).length).toBeGreaterThanOrEqual(6);
    for (const look of looks(profile)) {
      const prompt = expandLook({ id: look.id, slots: Object.fromEntries(look.slots.map(({ id, example }) => [id, example])) });
      expect(prompt).not.toMatch(/undefined/);
      expect(typeof prompt).toBe('string');
    }
  });
  it('refuses sizes, counts and negative prompts that a model does not take', () => {
    const refused = quote(profile, 'flux-dev', 'standard', { width: 1000, height: 4096, count: 5, negativePrompt: 'blur' });
    expect('errors' in refused && refused.errors.map(({ path }) => path)).toEqual(['height', 'count', 'negativePrompt']);
    expect(quote(profile, 'nothing', 'standard', parameters)).toEqual({ refused: 'unknown-model' });
    expect(quote(profile, 'flux-dev', 'nothing', parameters)).toEqual({ refused: 'unknown-tier' });
  });
});

it('tells which slots of a Look are wrong', () => {
  const refused = expandLook({ id: 'paper-city', slots: { palette: 'neon', place: 'x'.repeat(121), what: 'x' } });
  expect(refused).toMatchObject({ refused: 'slots-invalid' });
  expect(typeof refused === 'object' && 'errors' in refused && refused.errors.map(({ path }) => path).toSorted()).toEqual([
    'palette',
    'place',
    'what',
  ]);
});
