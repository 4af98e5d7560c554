import { policyJson } from '@keepword/policy';
import { jsonAnswer } from '../platform/plain-answers.server.js';
import { activeProfile, privacyPage } from '../platform/policy.server.js';

export function loader() {
  return jsonAnswer(policyJson(activeProfile, privacyPage));
}
