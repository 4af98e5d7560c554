import { v7, validate, version } from 'uuid';

/** A UUIDv7: unique, unguessable enough for an address, and sorted by the time it was made. */
export type Id = string;

/** The pseudonym under which everything about a person is kept; never an email address. */
export type SubjectId = Id;

/** @param at the instant that the id sorts by; pass the service's clock so that a moved clock moves ids too. */
export function newId(at: Date): Id {
  return v7({ msecs: at.getTime() });
}

export function isId(value: unknown): value is Id {
  return typeof value === 'string' && validate(value) && version(value) === 7;
}

/** The instant that a UUIDv7 was made at, to the millisecond. */
export function idTime(id: Id): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}
