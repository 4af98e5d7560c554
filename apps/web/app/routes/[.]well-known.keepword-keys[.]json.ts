import { getProofKeys, ProblemError } from '@keepword/contracts';
import { logFailure } from '../platform/log.server.js';
import { jsonAnswer } from '../platform/plain-answers.server.js';
import { openPrivacyApi } from '../platform/visit.server.js';

/** The public keys that certificates and exports are verified against, those that are out of use included. */
export async function loader() {
  try {
    return jsonAnswer(await openPrivacyApi.call(getProofKeys), { headers: { 'access-control-allow-origin': '*' } });
  } catch (error) {
    const status = error instanceof ProblemError && (error.problem.status === 404 || error.problem.status === 501) ? 404 : 503;
    if (status === 503) logFailure('the proof keys could not be read', error);
    const problem = { type: status === 404 ? '/problems/not-found' : '/problems/vendor-unavailable', title: 'No keys', status };
    return jsonAnswer(problem, { status, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' } });
  }
}
