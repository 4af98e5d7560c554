import type { Retention } from '@keepword/policy';
import { addPeriod, describePeriod, type Instant } from '@keepword/primitives';
import type { RetentionView } from './lifecycle/creation.js';

/**
 * Until when a creation is kept and why, computed from the rule in force and when it was made; never stored, so that a
 * change of the rule leaves no stale date behind.
 * @param rule null where the profile has no rule of its own: then it is kept until its owner deletes it
 */
export function retentionView(rule: Retention | null, createdAt: Instant): RetentionView {
  if (rule?.after !== undefined && rule.trigger === 'created') {
    const unless = rule.exceptions.includes('saved-to-project') ? ', unless it is saved to a project' : '';
    return { expiresAt: addPeriod(createdAt, rule.after), reason: `Kept for ${describePeriod(rule.after)}${unless}` };
  }
  return { expiresAt: null, reason: 'Kept until you delete it' };
}
