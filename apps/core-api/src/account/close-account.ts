import { createClient, openCase, ProblemError, type CaseView } from '@keepword/contracts';
import { ProblemException, type Caller } from '@keepword/service-kit';
import type { Platform } from '../platform/platform.js';

/**
 * Asks the privacy-service for the erasure as the person would: with their own token, so that it checks for itself. One session asks once,
 * however often the request comes.
 * @throws ProblemException vendor-unavailable when the privacy-service does not answer, and whatever it refuses with
 */
export async function askForErasure(
  { environment, logger }: Pick<Platform, 'environment' | 'logger'>,
  { sessionId, accessToken }: Caller,
  exportFirst: boolean,
): Promise<CaseView> {
  const api = createClient({ baseUrl: environment.PRIVACY_SERVICE_URL, accessToken });
  try {
    if (exportFirst) await api.call(openCase, { body: { class: 'export' }, idempotencyKey: `export-first-${sessionId}` });
    const body = { class: 'erasure', scope: { what: 'account' } } as const;
    const opened = await api.call(openCase, { body, idempotencyKey: `closing-${sessionId}` });
    if ('received' in opened) throw new Error('the privacy-service took a signed-in person for nobody');
    return opened;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status < 500) {
      const { title, detail } = error.problem;
      throw new ProblemException('/problems/conflict', { detail: detail ?? title });
    }
    logger.warn({ err: error }, 'the privacy-service could not be asked for an erasure');
    throw new ProblemException('/problems/vendor-unavailable', {
      detail: 'The request could not be taken in. Nothing was changed; try again in a minute.',
      retryAfterSeconds: 60,
    });
  }
}
