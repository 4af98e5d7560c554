import { newId } from '@keepword/primitives';
import { auditBeginning, AuditVerification, nextAuditEntry, type AuditEntry, type AuditFact } from './audit-chain.js';

const at = new Date('2026-03-02T08:00:00Z');
const fact = (reason: string): AuditFact => ({
  at,
  action: 'GET /v1/console/subjects',
  outcome: 'read',
  staffId: newId(at),
  targetId: newId(at),
  detail: null,
  reason,
});

function log(length: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let n = 0; n < length; n += 1) entries.push(nextAuditEntry(entries.at(-1) ?? auditBeginning, fact(`reason ${n}`)));
  return entries;
}

function verdictOf(entries: readonly AuditEntry[]) {
  const verification = new AuditVerification();
  for (const entry of entries) verification.add(entry);
  return verification.verdict();
}

const changed = (entries: readonly AuditEntry[], index: number, change: Partial<AuditEntry>) =>
  entries.map((entry, n) => (n === index ? { ...entry, ...change } : entry));

describe('the log of the team', () => {
  it('given nothing, then it is intact and ends at its beginning', () => {
    expect(verdictOf([])).toEqual({ verdict: 'intact', entries: 0, erased: 0, head: auditBeginning.hash });
  });

  it('given entries as they were written, then it is intact and its head is the last hash', () => {
    const entries = log(5);
    expect(verdictOf(entries)).toEqual({ verdict: 'intact', entries: 5, erased: 0, head: entries[4]?.hash });
  });

  it('given payload and salt of an entry erased, then the chain still holds and says so', () => {
    expect(verdictOf(changed(log(5), 2, { salt: null, payload: null }))).toMatchObject({ verdict: 'intact', erased: 1 });
  });

  it.each([
    ['another reason', (e: AuditEntry) => ({ payload: e.payload && { ...e.payload, reason: 'none' } }), 'payload-differs'],
    ['somebody else', (e: AuditEntry) => ({ payload: e.payload && { ...e.payload, staffId: newId(at) } }), 'payload-differs'],
    ['another action', () => ({ action: 'GET /v1/console/session' }), 'hash-differs'],
    ['another time', () => ({ at: new Date('2026-03-01T08:00:00Z') }), 'hash-differs'],
    ['another outcome', () => ({ outcome: 'refused' as const }), 'hash-differs'],
    ['another commitment', () => ({ commitment: '0'.repeat(64) }), 'hash-differs'],
    ['only its salt gone', () => ({ salt: null }), 'half-erased'],
    ['another number', () => ({ sequence: 9 }), 'out-of-sequence'],
  ])('given an entry with %s, then it is broken there', (_what, change, why) => {
    const entries = log(5);
    expect(verdictOf(changed(entries, 2, change(entries[2] as AuditEntry)))).toEqual({ verdict: 'broken', at: 3, why });
  });

  it('given an entry left out and the rest renumbered, then it is broken where it stood', () => {
    const [first, , ...rest] = log(4);
    const renumbered = rest.map((entry) => ({ ...entry, sequence: entry.sequence - 1 }));
    expect(verdictOf([first as AuditEntry, ...renumbered])).toEqual({ verdict: 'broken', at: 2, why: 'not-linked' });
  });

  it('given the same fact twice, then the commitments differ: without its salt nothing can be guessed at', () => {
    const one = fact('the same');
    expect(nextAuditEntry(auditBeginning, one).commitment).not.toBe(nextAuditEntry(auditBeginning, one).commitment);
  });
});
