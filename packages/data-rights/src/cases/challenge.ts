import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { addPeriod, newId, type Id, type Instant, type SubjectId } from '@keepword/primitives';
import { CHALLENGE_LIFETIME } from './limits.js';
import type { AddressKey } from './requester.js';

/**
 * A question that only the owner of a mailbox can answer. It is sent to the address on file, or to the one that asked if no
 * account has it: in both cases a mail goes out, and nothing but that mailbox learns more.
 */
export interface Challenge {
  readonly challengeId: Id;
  readonly caseId: Id;
  /** SHA-256 over case, address and token, hex. The token itself is nowhere but in the mail. */
  readonly tokenHash: string;
  readonly addressKey: AddressKey;
  /** Whose address it is; null when no account has it. */
  readonly subjectId: SubjectId | null;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  readonly usedAt: Instant | null;
}

export interface IssuedChallenge {
  readonly challenge: Challenge;
  /** 256 random bits, base64url; for the mail only. */
  readonly token: string;
}

export function issueChallenge(
  bound: { readonly caseId: Id; readonly addressKey: AddressKey; readonly subjectId: SubjectId | null },
  at: Instant,
): IssuedChallenge {
  const token = randomBytes(32).toString('base64url');
  const { caseId, addressKey, subjectId } = bound;
  const tokenHash = hashOf(caseId, addressKey, token);
  const expiresAt = addPeriod(at, CHALLENGE_LIFETIME);
  return { challenge: { challengeId: newId(at), caseId, tokenHash, addressKey, subjectId, issuedAt: at, expiresAt, usedAt: null }, token };
}

/**
 * Whether the token answers the challenge, now. One «no» for every reason: wrong, used, expired, of another case, or no
 * challenge at all look alike, in what they say and in the work that they take.
 * @param addressKey of the address on file today: a link sent to a former address proves nothing any more
 */
export function answersChallenge(
  challenge: Challenge | null,
  presented: { readonly caseId: Id; readonly addressKey: AddressKey; readonly token: string },
  at: Instant,
): boolean {
  const expected = Buffer.from(challenge?.tokenHash ?? hashOf('none', 'none', 'none'));
  const given = Buffer.from(hashOf(presented.caseId, presented.addressKey, presented.token));
  const matches = expected.length === given.length && timingSafeEqual(expected, given);
  return matches && challenge !== null && challenge.usedAt === null && at < challenge.expiresAt && at >= challenge.issuedAt;
}

function hashOf(caseId: string, key: string, token: string): string {
  return createHash('sha256')
    .update(JSON.stringify(['keepword case challenge v1', caseId, key, token]))
    .digest('hex');
}
