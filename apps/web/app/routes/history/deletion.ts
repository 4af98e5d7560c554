/** What was deleted last, and for how long it can still be taken back: in milliseconds from the service's answer on. */
export interface Deletion {
  deleted: string[];
  restorableUntil: string;
  undoForMs: number;
}

/**
 * The last deletion of this browser tab, so that the way back outlives the page that showed it. Set and read in the browser only:
 * on the server this would be everybody's.
 */
let remembered: { readonly deletion: Deletion; readonly untilMs: number } | null = null;

/** @param nowMs of a clock that only goes forward, such as `performance.now()` */
export function rememberDeletion(deletion: Deletion | null, nowMs: number): void {
  // Told again, the same deletion has no more time than before.
  if (deletion !== null && remembered?.deletion.restorableUntil === deletion.restorableUntil) return;
  remembered = deletion && { deletion, untilMs: nowMs + deletion.undoForMs };
}

/** What can still be taken back, with the time that is left for it. */
export function rememberedDeletion(nowMs: number): Deletion | null {
  if (remembered === null || remembered.untilMs <= nowMs) return null;
  return { ...remembered.deletion, undoForMs: remembered.untilMs - nowMs };
}

/** The deletion that can be taken back after an answer; one that says nothing of deletions changes nothing. */
export function nextDeletion(last: Deletion | null, answer: unknown): Deletion | null {
  if (typeof answer !== 'object' || answer === null) return last;
  if ('deleted' in answer) return answer as Deletion;
  return 'restored' in answer ? null : last;
}
