import { policyText } from '@keepword/policy';
import { plainText } from '../platform/plain-answers.server.js';
import { privacyPage } from '../platform/policy.server.js';

export function loader() {
  return plainText(policyText(privacyPage));
}
