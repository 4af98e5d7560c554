import { createHmac } from 'node:crypto';
import { guardianSupervision } from '@keepword/policy';
import { addPeriod, type Id, type Instant, type Period, type SubjectId, type UnitOfWork } from '@keepword/primitives';

/** A mailed way to the page on which a guardian supervises one account. */
export interface GuardianLink {
  readonly id: Id;
  readonly subjectId: SubjectId;
  /** Of the token; the token itself is in the mail only. */
  readonly digest: Uint8Array;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

export interface GuardianLinkStore {
  insert(uow: UnitOfWork, link: GuardianLink): Promise<void>;
  /** Before anybody is known: in a unit of work of nobody. Also one that has expired. */
  find(uow: UnitOfWork, digest: Uint8Array): Promise<GuardianLink | null>;
  /** Whoever else counts for the same person waits until this unit of work is over. */
  countSince(uow: UnitOfWork, subjectId: SubjectId, since: Instant): Promise<number>;
}

/** How long the page can be opened. */
export const GUARDIAN_PAGE: Period = guardianSupervision.linkOpens;
/** How many links to the page are mailed within a day, whoever asks. */
export const guardianLinksPerDayMax = 10;

const subkey = (key: Uint8Array, purpose: string) => createHmac('sha256', key).update(purpose).digest();

/**
 * The secret of a link. It follows from the link's id and the installation's key, so that its mail can be written (and, when the mail server
 * was away, written again) in the background while nobody keeps the secret.
 */
export function guardianToken(key: Uint8Array, linkId: Id): string {
  return createHmac('sha256', subkey(key, 'guardian links')).update(linkId).digest('base64url');
}

export function guardianTokenDigest(key: Uint8Array, token: string): Uint8Array {
  return createHmac('sha256', subkey(key, 'guardian link digests')).update(token, 'utf8').digest();
}

export function newGuardianLink(key: Uint8Array, { id, subjectId }: Pick<GuardianLink, 'id' | 'subjectId'>, at: Instant): GuardianLink {
  const digest = guardianTokenDigest(key, guardianToken(key, id));
  return { id, subjectId, digest, createdAt: at, expiresAt: addPeriod(at, GUARDIAN_PAGE) };
}
