/** What was deleted last, and for how long it can still be taken back: in milliseconds from the service's answer on. */
export interface Deletion {
  deleted: string[];
  restorableUntil: string;
  undoForMs: number;
}

/** The deletion that can be taken back after an answer; one that says nothing of deletions changes nothing. */
export function nextDeletion(last: Deletion | null, answer: unknown): Deletion | null {
  if (typeof answer !== 'object' || answer === null) return last;
  if ('deleted' in answer) return answer as Deletion;
  return 'restored' in answer ? null : last;
}
