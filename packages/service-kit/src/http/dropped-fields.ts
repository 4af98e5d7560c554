import type { Logger } from '../boot/logger.js';

/** How often fields of one name were dropped at one place. */
export interface DroppedCount {
  /** A route, such as `POST /v1/creations`. */
  readonly where: string;
  readonly field: string;
  readonly count: number;
}

/** What stands for every name that is not one of ours: it was thought up by whoever sent it, and may itself say something. */
const otherField = 'other';
const depthMax = 24;
const namesPerRequestMax = 100;

/**
 * Counts what requests carried and nobody asked for, or the active profile does not list. It is dropped at the boundary, so a count by
 * name is all that is left of it: no value, and no name that is not known here.
 */
export class DroppedFields {
  readonly #known = new Set<string>();
  readonly #counts = new Map<string, DroppedCount>();
  #unsaid = false;

  /** Names that may be told. */
  know(names: Iterable<string>): void {
    for (const name of names) this.#known.add(name);
  }

  count(where: string, field: string): void {
    const name = this.#known.has(field) ? field : otherField;
    const id = `${where} ${name}`;
    this.#counts.set(id, { where, field: name, count: (this.#counts.get(id)?.count ?? 0) + 1 });
    this.#unsaid = true;
  }

  /** Counts what a request's part has and what was read of it has not. */
  countBetween(where: string, received: unknown, read: unknown): void {
    let left = namesPerRequestMax;
    const waiting = [{ received, read, depth: 0 }];
    for (let next = waiting.pop(); next && left > 0; next = waiting.pop()) {
      const { depth } = next;
      if (!isObject(next.received) || !isObject(next.read) || depth >= depthMax) continue;
      for (const [name, value] of Object.entries(next.received)) {
        if (Object.hasOwn(next.read, name)) waiting.push({ received: value, read: next.read[name], depth: depth + 1 });
        else if ((left -= 1) >= 0) this.count(where, name);
      }
    }
  }

  /** Since the process started. */
  totals(): readonly DroppedCount[] {
    return [...this.#counts.values()];
  }

  /** Says the totals when there is something new in them. */
  report(logger: Logger): void {
    if (!this.#unsaid) return;
    this.#unsaid = false;
    logger.info({ dropped: this.totals() }, 'fields dropped at the boundary');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Of this process: a request is read in more places than its service's own. */
export const droppedFields = new DroppedFields();

/** The names of all fields in a JSON document's schemas. */
export function fieldNames(document: unknown): Set<string> {
  const names = new Set<string>();
  const walk = (value: unknown): void => {
    if (!isObject(value)) return;
    const { properties } = value;
    if (isObject(properties)) for (const name of Object.keys(properties)) names.add(name);
    for (const inner of Object.values(value)) walk(inner);
  };
  walk(document);
  return names;
}
