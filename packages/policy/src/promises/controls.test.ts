import { policyPage, policyText } from '../policy-page/policy-page.js';
import { profile } from '../profile.js';
import { isProfileId } from '../profile-id.js';
import { controls } from './controls.js';

/** What the page must say for each promise that the page itself keeps. */
const saidOnThePage: Readonly<Record<string, RegExp>> = {
  'fluxvision.changes.last-updated-date': /Last updated May 2026\./,
  'fluxvision.cookies.browser-settings-management': /the settings of your browser/,
  'fluxvision.location.cross-border-processing': /handled in countries other than yours/,
  'fluxkontextpro.policy.posted-and-updated-dates': /First posted 20 January 2025\. Last updated 20 January 2025\./,
  'fluxkontextpro.policy.acknowledgement-by-use': /Using the site counts as having read and understood this policy/,
  'fluxkontextpro.cookies.browser-settings': /the settings of your browser/,
  'fluxkontextpro.feature.image-ownership': /What you make belongs to you\./,
  'fluxkontextpro.rights.dpa-complaint': /Complain to a data protection authority/,
  'fluxchat.policy.agreement-by-use': /Using the service counts as agreement/,
  'fluxchat.policy.scope': /what Fluxchat collects, why, for how long, who receives it.*covers the whole service/,
  'fluxchat.changes.post-and-redate':
    /Any change is announced by this page.*\n+.*The date above changes with every version, and it is worth a look/,
  'fluxchat.contact.website': /https:\/\/fluxchat\.org/,
  'fluxchat.security.no-absolute-guarantee': /No way of sending or storing data is fully secure/,
  'fluxgen.policy.page-contents':
    /what FluxGen collects, why, for how long, who receives it, and how you can see, correct, take along or delete it/,
  'fluxgen.changes.page-updated': /Any change is announced by this page/,
  'fluxgen.feature.user-owns-work': /What you make belongs to you\./,
  'fluxkrea.policy.last-updated-date': /Last updated 3 August 2025\./,
  'fluxkrea.policy.scope': /what Flux Krea collects, why, for how long, who receives it.*covers the whole service/,
  'fluxkrea.policy.agreement-by-use': /Using the service counts as agreement/,
  'fluxkrea.changes.post-and-redate': /A significant change is announced by this page.*\n+.*The date above changes with every version/,
  'fluxkrea.changes.periodic-review-encouraged': /it is worth a look now and then/,
  'fluxkrea.cookies.explained': /A cookie is a short text that a site stores in your browser/,
  'fluxkrea.cookies.browser-control': /the settings of your browser/,
  'fluxkrea.cookies.disable-impact': /Without the necessary ones you cannot stay signed in/,
  'fluxkrea.location.global-processing': /outside your country, anywhere in the world/,
};

describe('what the rendered page keeps', () => {
  const kept = controls.find(({ name }) => name === 'rendered-policy-page')?.keeps ?? [];

  it('given the control, then each of its promises has a sentence to look for', () => {
    expect([...kept].sort()).toEqual(Object.keys(saidOnThePage).sort());
  });

  it.each(kept)('given %s, then the page says it', (id) => {
    const [profileId] = id.split('.');
    if (!isProfileId(profileId)) throw new Error(`${id} does not begin with a profile`);
    const page = policyPage(profile(profileId), {
      version: '1',
      effectiveAt: new Date('2026-11-21T00:00:00Z'),
      privacyMailbox: 'privacy@example.org',
      regions: [],
    });
    expect(policyText(page)).toMatch(saidOnThePage[id] ?? /^$/);
  });
});
