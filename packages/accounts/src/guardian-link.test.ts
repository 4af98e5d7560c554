import { addPeriod, newId } from '@keepword/primitives';
import { guardianToken, guardianTokenDigest, newGuardianLink } from './guardian-link.js';

const at = new Date('2026-03-01T08:00:00Z');
const [key, otherKey] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const [id, subjectId] = [newId(at), newId(at)];

describe('a guardian’s link', () => {
  it('keeps a keyed digest of its token, and lasts thirty days', () => {
    const link = newGuardianLink(key, { id, subjectId }, at);
    const token = guardianToken(key, id);
    expect(link).toEqual({ id, subjectId, digest: guardianTokenDigest(key, token), createdAt: at, expiresAt: addPeriod(at, 'P30D') });
    expect(Buffer.from(link.digest).toString('base64url')).not.toBe(token);
  });

  it('is another one with another id or another key', () => {
    const tokens = [guardianToken(key, id), guardianToken(key, newId(at)), guardianToken(otherKey, id)];
    expect(new Set(tokens).size).toBe(3);
    expect(guardianToken(key, id)).toBe(tokens[0]);
    expect(guardianTokenDigest(key, 'token')).not.toEqual(guardianTokenDigest(otherKey, 'token'));
  });
});
