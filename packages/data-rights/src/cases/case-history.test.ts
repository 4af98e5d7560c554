import fc from 'fast-check';
import { later, openedAs, received, sampleCaseId, sampleContent, sampleId } from '../testing/sample-case.js';
import type { CaseEvent } from './case-event.js';
import { appendHistory, beginningOf, eraseEntry, verifyHistory, type HistoryEntry } from './case-history.js';

const by = { kind: 'system' } as const;
const events: readonly CaseEvent[] = [
  openedAs('erasure', { scope: { what: 'account' } }),
  { kind: 'acknowledged', automatic: true, contentId: null, sequence: 2, at: later(1), by },
  { kind: 'verification-required', sequence: 3, at: later(1), by },
  { kind: 'verified', method: 'challenge-link', subjectId: sampleId(2), sequence: 4, at: later(2), by },
  {
    kind: 'answered',
    contentId: sampleContent,
    substantive: true,
    sequence: 5,
    at: later(3),
    by: { kind: 'staff', staffId: sampleId(101) },
  },
];
const salted = () => {
  let count = 0;
  return () => `salt-${(count += 1)}`;
};
const history = appendHistory(beginningOf(sampleCaseId), events, salted());
const verdict = (entries: readonly HistoryEntry[]) => verifyHistory(sampleCaseId, entries);
const entryAt = (index: number): HistoryEntry => {
  const found = history[index];
  if (!found) throw new Error(`no entry ${index}`);
  return found;
};

describe('the history of a case', () => {
  it('has the hashes that it had on the day this was written', () => {
    expect(beginningOf(sampleCaseId).hash).toBe('c36202bbff8741bdffe743f241dd11c645c1238ac9efaf3007f908e85d7ba2a8');
    expect([entryAt(0).commitment, entryAt(0).hash, entryAt(4).hash]).toEqual([
      '577e4886657aad7ba0d77cf0463919acf50dbbd894c3b7f299fda354346957aa',
      'ccabfc1dfc43fd1e9012ff051279387d59c7b36c8f84bc1e074284823584c5e2',
      'fad5af821b534a71ac2bb2dbf480ffd8b2bc5a7aab6b8a344b7b08b375d43fe0',
    ]);
  });

  it('is intact, also in two pieces and read back from JSON', () => {
    expect(verdict(history)).toEqual({ verdict: 'intact', entries: 5, erased: [] });
    const salts = salted();
    const first = appendHistory(beginningOf(sampleCaseId), events.slice(0, 2), salts);
    expect([...first, ...appendHistory(first[1] ?? beginningOf(sampleCaseId), events.slice(2), salts)]).toEqual(history);
    expect(() => appendHistory(beginningOf(sampleCaseId), events.slice(1))).toThrow('does not follow');
    expect(verdict([])).toEqual({ verdict: 'intact', entries: 0, erased: [] });
  });

  it('tells erased from broken', () => {
    const erased = history.map((entry) => (entry.sequence % 2 === 0 ? eraseEntry(entry) : entry));
    expect(verdict(erased)).toEqual({ verdict: 'intact', entries: 5, erased: [2, 4] });
    expect(verdict(history.map(eraseEntry))).toEqual({ verdict: 'intact', entries: 5, erased: [1, 2, 3, 4, 5] });
    expect(verdict(history.map((entry) => ({ ...entry, salt: null })))).toEqual({ verdict: 'broken', at: 1, why: 'half-erased' });
    expect(verdict(history.map((entry) => ({ ...entry, payload: null })))).toEqual({ verdict: 'broken', at: 1, why: 'half-erased' });
  });

  it('names the place of whatever was forged', () => {
    const forged = (index: number, change: Partial<HistoryEntry>) => verdict(history.with(index, { ...entryAt(index), ...change }));
    expect(forged(2, { at: received })).toEqual({ verdict: 'broken', at: 3, why: 'hash-differs' });
    expect(forged(2, { actor: 'person' })).toEqual({ verdict: 'broken', at: 3, why: 'hash-differs' });
    expect(forged(3, { kind: 'noted' })).toEqual({ verdict: 'broken', at: 4, why: 'hash-differs' });
    expect(forged(4, { previous: entryAt(2).hash })).toEqual({ verdict: 'broken', at: 5, why: 'not-linked' });
    const payload = { ...events[3], subjectId: sampleId(9) } as CaseEvent;
    expect(forged(3, { payload })).toEqual({ verdict: 'broken', at: 4, why: 'payload-differs' });
    // With a hash of its own it fits its payload, but no longer what comes after it.
    const rewritten = appendHistory(entryAt(2), [payload], () => 'salt-4');
    expect(verdict([...history.slice(0, 3), ...rewritten, entryAt(4)])).toEqual({ verdict: 'broken', at: 5, why: 'not-linked' });
  });

  it('notices removed, replayed, reordered and foreign entries', () => {
    expect(verdict(history.toSpliced(1, 1))).toEqual({ verdict: 'broken', at: 2, why: 'out-of-sequence' });
    expect(verdict([...history, entryAt(4)])).toEqual({ verdict: 'broken', at: 6, why: 'out-of-sequence' });
    expect(verdict([...history, { ...entryAt(4), sequence: 6 }])).toEqual({ verdict: 'broken', at: 6, why: 'not-linked' });
    expect(verdict([entryAt(0), entryAt(2), entryAt(1)])).toEqual({ verdict: 'broken', at: 2, why: 'out-of-sequence' });
    expect(verifyHistory(sampleId(77), history)).toEqual({ verdict: 'broken', at: 1, why: 'not-linked' });
  });

  it('notices a cut-off end by its head, and only so', () => {
    const head = entryAt(4);
    expect(verifyHistory(sampleCaseId, history, head)).toMatchObject({ verdict: 'intact' });
    expect(verdict(history.slice(0, 4))).toMatchObject({ verdict: 'intact' });
    expect(verifyHistory(sampleCaseId, history.slice(0, 4), head)).toEqual({ verdict: 'broken', at: 5, why: 'cut-off' });
  });

  it('any change of any field is found', () => {
    const field = fc.constantFrom('sequence', 'at', 'kind', 'actor', 'commitment', 'previous', 'hash', 'salt');
    fc.assert(
      fc.property(fc.nat(4), field, fc.string(), (index, name, text) => {
        const was = entryAt(index);
        const value = name === 'sequence' ? text.length + 100 : name === 'at' ? later(text.length + 100) : `${text}x`;
        expect(verdict(history.with(index, { ...was, [name]: value })).verdict).toBe('broken');
      }),
    );
  });

  it('the same payload has another commitment each time', () => {
    const [a] = appendHistory(beginningOf(sampleCaseId), events.slice(0, 1));
    const [b] = appendHistory(beginningOf(sampleCaseId), events.slice(0, 1));
    expect(a?.commitment).not.toBe(b?.commitment);
    expect(Buffer.from(a?.salt ?? '', 'base64url')).toHaveLength(32);
  });
});
