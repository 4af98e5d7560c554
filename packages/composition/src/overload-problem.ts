import { isOverloaded } from '@keepword/database';
import { ProblemException } from '@keepword/service-kit';

/** A database that is busy for longer than anybody waits is no fault of the request: whoever asks again in a moment gets through. */
export function overloadProblem(error: unknown): ProblemException | null {
  if (!isOverloaded(error)) return null;
  const detail = 'Too much is asked for at this moment. Nothing was changed; try again in some seconds.';
  return new ProblemException('/problems/overloaded', { detail, retryAfterSeconds: 5 });
}
