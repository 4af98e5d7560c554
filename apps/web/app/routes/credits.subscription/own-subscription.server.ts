import { getSubscription, ProblemError, type Subscription } from '@keepword/contracts';
import type { Visit } from '../../platform/visit.server.js';

/** The person's subscription; null where they never had one. @throws ProblemError for every other «no» */
export async function ownSubscription(visit: Visit): Promise<Subscription | null> {
  try {
    return await visit.api.call(getSubscription);
  } catch (error) {
    if (error instanceof ProblemError && error.problem.type === '/problems/not-found') return null;
    throw error;
  }
}
