import { environment } from '../platform/boot.server.js';
import { jsonAnswer } from '../platform/plain-answers.server.js';

const answerWithinMs = 3_000;

/** 200 only when everything that the client needs is ready as well. */
export async function loader() {
  const [coreApi, privacyService] = await Promise.all([isReady(environment.coreApiUrl), isReady(environment.privacyServiceUrl)]);
  const ready = coreApi && privacyService;
  return jsonAnswer(
    { status: ready ? 'ready' : 'not-ready', coreApi, privacyService },
    { status: ready ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  );
}

async function isReady(baseUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${baseUrl}/readyz`, { signal: AbortSignal.timeout(answerWithinMs) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false; // not reachable is an answer here: whoever asks reads it from the status
  }
}
