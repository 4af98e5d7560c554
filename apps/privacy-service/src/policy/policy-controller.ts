import { getPolicy, getPromise, listPromises, listRecipients } from '@keepword/contracts';
import { policyJson, policyPage, promise, promisesOf, recipients, type PolicyPromise } from '@keepword/policy';
import { Input, ProblemException, Route, type InputOf } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';

@Controller()
export class PolicyController {
  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(getPolicy)
  policy() {
    const { profile, publication } = this.platform;
    return policyJson(profile, policyPage(profile, publication));
  }

  @Route(listRecipients)
  recipients() {
    return { items: recipients(this.platform.profile).map((recipient) => ({ ...recipient })), nextCursor: null };
  }

  @Route(listPromises)
  promises() {
    return { items: promisesOf(this.platform.profile.id).map(stateOf), nextCursor: null };
  }

  @Route(getPromise)
  promise(@Input(getPromise) { params }: InputOf<typeof getPromise>) {
    const found = promise(params.id);
    if (!found || !found.id.startsWith(`${this.platform.profile.id}.`)) throw new ProblemException('/problems/not-found');
    return stateOf(found);
  }
}

/** Nothing is claimed that was not measured: without a probe's fresh result a promise is not proven, and the reason is named. */
function stateOf({ id, says, kind, control }: PolicyPromise) {
  const missing = 'notYet' in control ? control.notYet : 'No probe has measured it on this installation yet.';
  return { id, says, kind, state: 'not-proven' as const, missing, probes: [] };
}
