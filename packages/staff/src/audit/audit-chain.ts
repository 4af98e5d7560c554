import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Id, Instant } from '@keepword/primitives';

/** `asked`: a command, written before it is carried out. `refused`: the one just before was not. `read`: somebody's data was shown. */
export const auditOutcomes = ['asked', 'refused', 'read'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** Who did it to whom and why: the part that can be erased. Ids and words of the team, never content of a person. */
export interface AuditPayload {
  readonly staffId: Id;
  /** The row, person or case that it is about; at most 60 characters. */
  readonly targetId: string | null;
  /** Which of several commands, or the status of a refusal; at most 60 characters. */
  readonly detail: string | null;
  /** At most 500 characters. */
  readonly reason: string | null;
}

export interface AuditFact extends AuditPayload {
  readonly at: Instant;
  /** Method and path of the endpoint; at most 120 characters. */
  readonly action: string;
  readonly outcome: AuditOutcome;
}

/**
 * One link of the team's log. The hash covers a salted commitment and not the payload, so that payload and salt can be erased and the
 * chain still holds.
 */
export interface AuditEntry {
  /** From 1, without gaps. */
  readonly sequence: number;
  readonly at: Instant;
  readonly action: string;
  readonly outcome: AuditOutcome;
  /** SHA-256 over salt and payload, hex. */
  readonly commitment: string;
  /** Hash of the entry before; of the log's own beginning for the first one. */
  readonly previous: string;
  readonly hash: string;
  /** 256 bits, base64url; null when erased together with the payload. */
  readonly salt: string | null;
  readonly payload: AuditPayload | null;
}

export type AuditHead = Pick<AuditEntry, 'sequence' | 'hash'>;

/** The head of an empty log. */
export const auditBeginning: AuditHead = { sequence: 0, hash: sha256('keepword staff audit v1', '') };

/** @param salt for tests with known answers; random when left out */
export function nextAuditEntry(head: AuditHead, fact: AuditFact, salt: string = randomBytes(32).toString('base64url')): AuditEntry {
  const { at, action, outcome, staffId, targetId, detail, reason } = fact;
  const payload = { staffId, targetId, detail, reason };
  const link = { sequence: head.sequence + 1, at, action, outcome, previous: head.hash, commitment: commitmentOf(salt, payload) };
  return { ...link, hash: hashOf(link), salt, payload };
}

export type AuditBreak = 'out-of-sequence' | 'not-linked' | 'hash-differs' | 'payload-differs' | 'half-erased';

export type AuditVerdict =
  | {
      readonly verdict: 'intact';
      readonly entries: number;
      /** How many payloads are gone. */ readonly erased: number;
      readonly head: string;
    }
  | { readonly verdict: 'broken'; /** The first sequence at which it does not hold. */ readonly at: number; readonly why: AuditBreak };

/** Walks the log from its beginning, in parts as they come. After the first break everything later is left alone. */
export class AuditVerification {
  #head = auditBeginning;
  #erased = 0;
  #broken: { readonly at: number; readonly why: AuditBreak } | null = null;

  add(entry: AuditEntry): void {
    if (this.#broken) return;
    const why = breakIn(entry, this.#head);
    if (why) {
      this.#broken = { at: this.#head.sequence + 1, why };
      return;
    }
    if (entry.payload === null) this.#erased += 1;
    this.#head = entry;
  }

  verdict(): AuditVerdict {
    if (this.#broken) return { verdict: 'broken', ...this.#broken };
    return { verdict: 'intact', entries: this.#head.sequence, erased: this.#erased, head: this.#head.hash };
  }
}

function breakIn(entry: AuditEntry, last: AuditHead): AuditBreak | null {
  if (entry.sequence !== last.sequence + 1) return 'out-of-sequence';
  if (!equal(entry.previous, last.hash)) return 'not-linked';
  if (!equal(entry.hash, hashOf(entry))) return 'hash-differs';
  const { salt, payload } = entry;
  if ((salt === null) !== (payload === null)) return 'half-erased';
  if (salt === null || payload === null) return null;
  return equal(entry.commitment, commitmentOf(salt, payload)) ? null : 'payload-differs';
}

type Hashed = Pick<AuditEntry, 'sequence' | 'at' | 'action' | 'outcome' | 'commitment' | 'previous'>;

/** Lists in a fixed order have one text only. */
function hashOf({ sequence, at, action, outcome, commitment, previous }: Hashed): string {
  return sha256('keepword staff audit entry v1', JSON.stringify([sequence, at.toISOString(), action, outcome, commitment, previous]));
}

function commitmentOf(salt: string, { staffId, targetId, detail, reason }: AuditPayload): string {
  return sha256('keepword staff audit payload v1', JSON.stringify([salt, staffId, targetId, detail, reason]));
}

/** Each use under a name of its own, so that a hash of one kind can never pass for another. */
function sha256(use: string, text: string): string {
  return createHash('sha256').update(`${use}\n`).update(text).digest('hex');
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
