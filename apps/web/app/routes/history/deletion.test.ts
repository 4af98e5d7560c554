import { nextDeletion, rememberDeletion, rememberedDeletion, type Deletion } from './deletion.js';

const deletion: Deletion = { deleted: ['a'], restorableUntil: '2026-01-01T00:00:15.000Z', undoForMs: 14_900 };

describe('the deletion that can be taken back', () => {
  it('is the one that was answered last', () => {
    expect(nextDeletion(null, deletion)).toBe(deletion);
    const later = { ...deletion, deleted: ['b'] };
    expect(nextDeletion(deletion, later)).toBe(later);
  });

  it('is none after it was taken back', () => {
    expect(nextDeletion(deletion, { restored: ['a'] })).toBeNull();
  });

  it.each([undefined, null, { refused: { title: 'No' } }])('stays when an answer is %j', (answer) => {
    expect(nextDeletion(deletion, answer)).toBe(deletion);
  });
});

describe('a deletion that is remembered', () => {
  afterEach(() => rememberDeletion(null, 0));

  it('can be taken back for what is left of its time, however often it is told', () => {
    rememberDeletion(deletion, 1_000);
    rememberDeletion({ ...deletion }, 5_000);
    expect(rememberedDeletion(10_900)).toEqual({ ...deletion, undoForMs: 5_000 });
    expect(rememberedDeletion(15_900)).toBeNull();
  });

  it('gives way to the next, and to its being taken back', () => {
    rememberDeletion(deletion, 0);
    const later = { ...deletion, deleted: ['b'], restorableUntil: '2026-01-01T00:00:20.000Z' };
    rememberDeletion(later, 5_000);
    expect(rememberedDeletion(5_000)).toEqual(later);
    rememberDeletion(null, 6_000);
    expect(rememberedDeletion(6_000)).toBeNull();
  });
});
