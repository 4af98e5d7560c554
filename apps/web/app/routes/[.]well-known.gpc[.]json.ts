import { jsonAnswer } from '../platform/plain-answers.server.js';
import { privacyPage } from '../platform/policy.server.js';

/** Global Privacy Control: the signal is honoured. */
export function loader() {
  return jsonAnswer({ gpc: true, lastUpdate: privacyPage.effectiveAt.slice(0, 10) });
}
