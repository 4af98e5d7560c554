import type { CaseEvent } from './case-event.js';
import type { Case } from './case-state.js';

/**
 * An event as a store kept it in JSON, with its instants again. For stores only: what they read is what they were given.
 * @throws RangeError when an instant is none
 */
export function eventFromStored(json: unknown): CaseEvent {
  return revived(json) as CaseEvent;
}

/** The same for the row of a case, should a store keep one rather than replay the events. */
export function caseFromStored(json: unknown): Case {
  return revived(json) as Case;
}

/** Fields that hold an instant have names that say so. */
const instantName = /^(at|since|[a-z][A-Za-z]*(At|Until))$/;

function revived(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json), (name: string, value: unknown) =>
    typeof value === 'string' && instantName.test(name) ? instant(value) : value,
  );
}

function instant(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new RangeError(`'${text}' is not an instant`);
  return at;
}
