import { later, received, sampleCaseId, sampleId, samplePerson } from '../testing/sample-case.js';
import { answersChallenge, issueChallenge } from './challenge.js';
import { addressKey } from './requester.js';

const bound = { caseId: sampleCaseId, addressKey: 'anna', subjectId: samplePerson };

describe('challenges', () => {
  const { challenge, token } = issueChallenge(bound, received);
  const answer = (change: Partial<{ caseId: string; addressKey: string; token: string }> = {}, hours = 1) =>
    answersChallenge(challenge, { caseId: sampleCaseId, addressKey: 'anna', token, ...change }, later(hours));

  it('have 256 random bits and keep only a hash of them', () => {
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(challenge)).not.toContain(token);
    expect(issueChallenge(bound, received).token).not.toBe(token);
  });

  it('are answered by their token, for their case and address, within a day', () => {
    expect(answer()).toBe(true);
    expect(answer({}, 23.99)).toBe(true);
    for (const wrong of [{ token: '' }, { token: `${token}x` }, { caseId: sampleId(9) }, { addressKey: 'eve' }])
      expect(answer(wrong)).toBe(false);
    for (const hours of [-1, 24, 1_000]) expect(answer({}, hours)).toBe(false);
  });

  it('are answered once, and nothing answers what was not asked', () => {
    const presented = { caseId: sampleCaseId, addressKey: 'anna', token };
    expect(answersChallenge({ ...challenge, usedAt: later(1) }, presented, later(2))).toBe(false);
    expect(answersChallenge(null, presented, later(2))).toBe(false);
    expect(answersChallenge(null, { caseId: 'none', addressKey: 'none', token: 'none' }, later(2))).toBe(false);
  });
});

describe('address keys', () => {
  const secret = Buffer.alloc(32, 7);

  it('know an address again however it is written, and nobody reads it from them', () => {
    expect(addressKey(secret, ' Anna@Example.org ')).toBe(addressKey(secret, 'anna@example.org'));
    expect(addressKey(secret, 'anna@example.org')).not.toBe(addressKey(Buffer.alloc(32, 8), 'anna@example.org'));
    expect(() => addressKey(Buffer.alloc(16), 'anna@example.org')).toThrow('at least 32 bytes');
  });
});
