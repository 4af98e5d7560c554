import type { PromiseId } from './entry.js';

/** Code that makes promises true, and the probes that measure whether they are. */
export interface Control {
  name: string;
  /** What it does, in one sentence. */
  does: string;
  /** The promises that it keeps today. A promise that is in no list has no control yet, and is shown so. */
  keeps: readonly PromiseId[];
  /** Names of the probes that look at the world for it; empty until one exists. */
  probes: readonly string[];
}

/** Every control that exists. Add a promise only when the code that keeps it runs and is tested. */
export const controls: readonly Control[] = [
  {
    name: 'rendered-policy-page',
    does: 'Renders the sentence from the parameters of the active profile; a changed rule changes the text and its digest.',
    keeps: [
      'fluxvision.changes.last-updated-date',
      'fluxvision.cookies.browser-settings-management',
      'fluxvision.location.cross-border-processing',
      'fluxkontextpro.policy.posted-and-updated-dates',
      'fluxkontextpro.policy.acknowledgement-by-use',
      'fluxkontextpro.cookies.browser-settings',
      'fluxkontextpro.feature.image-ownership',
      'fluxkontextpro.rights.dpa-complaint',
      'fluxchat.policy.agreement-by-use',
      'fluxchat.policy.scope',
      'fluxchat.changes.post-and-redate',
      'fluxchat.contact.website',
      'fluxchat.security.no-absolute-guarantee',
      'fluxgen.policy.page-contents',
      'fluxgen.changes.page-updated',
      'fluxgen.feature.user-owns-work',
      'fluxkrea.policy.last-updated-date',
      'fluxkrea.policy.scope',
      'fluxkrea.policy.agreement-by-use',
      'fluxkrea.changes.post-and-redate',
      'fluxkrea.changes.periodic-review-encouraged',
      'fluxkrea.cookies.explained',
      'fluxkrea.cookies.browser-control',
      'fluxkrea.cookies.disable-impact',
      'fluxkrea.location.global-processing',
    ],
    probes: [],
  },
];
