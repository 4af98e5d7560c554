import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Id, Instant } from '@keepword/primitives';
import { canonicalJson } from '../certificate/canonical-json.js';
import type { CaseEvent, CaseEventKind } from './case-event.js';

/**
 * One link of a case's history. The hash covers a commitment and not the payload, so that payload and salt can be erased
 * and the chain still holds: «erased» is not «broken» (readings B32). Without its salt a commitment cannot be guessed at.
 */
export interface HistoryEntry {
  readonly sequence: number;
  readonly at: Instant;
  readonly kind: CaseEventKind;
  readonly actor: CaseEvent['by']['kind'];
  /** SHA-256 over salt and payload, hex. */
  readonly commitment: string;
  /** Hash of the entry before; of the case's own beginning for the first one. */
  readonly previous: string;
  readonly hash: string;
  /** 256 bits, base64url; null when erased. */
  readonly salt: string | null;
  /** The event; null when erased together with its salt. */
  readonly payload: CaseEvent | null;
}

/** Where a history ends. Kept elsewhere, it also shows that its end was not cut off. */
export interface HistoryHead {
  readonly sequence: number;
  readonly hash: string;
}

export type HistoryVerdict =
  | { readonly verdict: 'intact'; readonly entries: number; /** Sequences whose payload is gone. */ readonly erased: readonly number[] }
  | { readonly verdict: 'broken'; /** The first sequence at which it does not hold. */ readonly at: number; readonly why: HistoryBreak };

export type HistoryBreak = 'out-of-sequence' | 'not-linked' | 'hash-differs' | 'payload-differs' | 'half-erased' | 'cut-off';

/** The head of a history without entries. It names the case, so that no entry fits into the history of another one. */
export function beginningOf(caseId: Id): HistoryHead {
  return { sequence: 0, hash: sha256('keepword case history v1', caseId) };
}

/**
 * Links events to the end of a history.
 * @param salts for tests with known answers; random when left out
 */
export function appendHistory(head: HistoryHead, events: readonly CaseEvent[], salts: () => string = randomSalt): readonly HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  let last = head;
  for (const event of events) {
    if (event.sequence !== last.sequence + 1) throw new Error(`event ${event.sequence} does not follow ${last.sequence} in its history`);
    const salt = salts();
    const link = { sequence: event.sequence, at: event.at, kind: event.kind, actor: event.by.kind, previous: last.hash };
    const commitment = commitmentOf(salt, event);
    const entry = { ...link, commitment, hash: hashOf({ ...link, commitment }), salt, payload: event };
    entries.push(entry);
    last = entry;
  }
  return entries;
}

/**
 * Walks the chain. A forged, replayed, reordered, removed or foreign entry is found where it stands.
 * @param head where it should end, when known from elsewhere; without it, a cut-off end cannot be noticed
 */
export function verifyHistory(caseId: Id, entries: readonly HistoryEntry[], head?: HistoryHead): HistoryVerdict {
  let last = beginningOf(caseId);
  const erased: number[] = [];
  for (const entry of entries) {
    const why = breakIn(entry, last);
    if (why) return { verdict: 'broken', at: last.sequence + 1, why };
    if (entry.payload === null) erased.push(entry.sequence);
    last = entry;
  }
  if (head && (head.sequence !== last.sequence || head.hash !== last.hash)) {
    return { verdict: 'broken', at: Math.min(head.sequence, last.sequence) + 1, why: 'cut-off' };
  }
  return { verdict: 'intact', entries: entries.length, erased };
}

/** What remains of an entry whose payload has to go. */
export function eraseEntry(entry: HistoryEntry): HistoryEntry {
  return { ...entry, salt: null, payload: null };
}

function breakIn(entry: HistoryEntry, last: HistoryHead): HistoryBreak | null {
  if (entry.sequence !== last.sequence + 1) return 'out-of-sequence';
  if (!equal(entry.previous, last.hash)) return 'not-linked';
  if (!equal(entry.hash, hashOf(entry))) return 'hash-differs';
  const { salt, payload } = entry;
  if ((salt === null) !== (payload === null)) return 'half-erased';
  if (salt === null || payload === null) return null;
  const labels = payload.sequence === entry.sequence && payload.kind === entry.kind && payload.by.kind === entry.actor;
  return labels && equal(entry.commitment, commitmentOf(salt, payload)) ? null : 'payload-differs';
}

type Hashed = Pick<HistoryEntry, 'sequence' | 'at' | 'kind' | 'actor' | 'commitment' | 'previous'>;

function hashOf({ sequence, at, kind, actor, commitment, previous }: Hashed): string {
  return sha256('keepword case entry v1', canonicalJson({ sequence, at: at.toISOString(), kind, actor, commitment, previous }));
}

const commitmentOf = (salt: string, payload: CaseEvent) =>
  sha256('keepword case payload v1', `${salt}\n${canonicalJson(asStored(payload))}`);

/** As JSON keeps it: instants as ISO 8601 text. */
const asStored = (event: CaseEvent): unknown => JSON.parse(JSON.stringify(event));

const randomSalt = () => randomBytes(32).toString('base64url');

/** Each use under a name of its own, so that a hash of one kind can never pass for another. */
function sha256(use: string, text: string): string {
  return createHash('sha256').update(`${use}\n`).update(text).digest('hex');
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
