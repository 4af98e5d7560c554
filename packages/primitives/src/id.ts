import { createHash } from 'node:crypto';
import { v7, validate, version } from 'uuid';

/** A UUIDv7: unique, unguessable enough for an address, and sorted by the time it was made. */
export type Id = string;

/** The pseudonym under which everything about a person is kept; never an email address. */
export type SubjectId = Id;

/** @param at the instant that the id sorts by; pass the service's clock so that a moved clock moves ids too. */
export function newId(at: Date): Id {
  return v7({ msecs: at.getTime(), random: sixteenRandomBytes() });
}

/** An id that follows from other facts: the same instant and the same text are the same id, in every process. */
export function derivedId(at: Date, text: string): Id {
  return v7({ msecs: at.getTime(), random: createHash('sha256').update(text).digest().subarray(0, 16) });
}

/** Drawn for many ids at once: asking the system for each costs more than all the rest of an id. No byte is used twice. */
const drawn = new Uint8Array(4_096);
let used = drawn.length;

function sixteenRandomBytes(): Uint8Array {
  if (used === drawn.length) {
    crypto.getRandomValues(drawn);
    used = 0;
  }
  used += 16;
  return drawn.slice(used - 16, used);
}

export function isId(value: unknown): value is Id {
  return typeof value === 'string' && validate(value) && version(value) === 7;
}

/** The instant that a UUIDv7 was made at, to the millisecond. */
export function idTime(id: Id): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}
