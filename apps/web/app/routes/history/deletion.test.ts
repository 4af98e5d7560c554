import { nextDeletion, type Deletion } from './deletion.js';

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
