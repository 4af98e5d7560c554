/** Where people meet a promise: the place in the product at which data is collected or removed. */
export const promisePlaces = ['prompt', 'upload', 'pay', 'sign-in', 'delete', 'age', 'preferences', 'result', 'feedback'] as const;
export type PromisePlace = (typeof promisePlaces)[number];

/** One short sentence, rendered from the active profile, and the promise it is about. */
export interface PromiseLine {
  /** Id in the promise registry; the line links to its entry. */
  id: string;
  says: string;
  /** Whether a control keeps the promise today. Where false, the line says that it is not proven. */
  kept: boolean;
}
