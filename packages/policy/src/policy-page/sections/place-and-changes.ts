import { comparePeriods, describePeriod } from '@keepword/primitives';
import type { Profile } from '../../profile-schema.js';
import { listed } from '../../wording.js';
import { list, paragraph, type Section } from '../document.js';
import type { Publication } from '../publication.js';
import { originWords } from '../words.js';

const transferWords = {
  SCC: 'standard contractual clauses',
  DPA: 'data processing agreements',
  'adequacy-decision': 'adequacy decisions',
  DPF: 'the Data Privacy Framework',
  'adequate-protection': 'measures that give adequate protection',
} as const;

const modeWords: Readonly<Record<Profile['location']['mode'], string>> = {
  'cross-border': 'Data may be handled in countries other than yours.',
  fixed: '',
  global: 'Data may be processed and stored outside your country, anywhere in the world.',
  'not-stated': 'The stated policy does not say where data is kept.',
};

/** Where data is, from the inventory; and what transfers rest on. */
export function placeSection({ location }: Profile, { regions }: Publication): Section {
  const fixed = Array.isArray(location.regions)
    ? `Our own stores are only in these places: ${listed(location.regions)}.`
    : modeWords[location.mode];
  return {
    id: 'place',
    heading: 'Where it is',
    blocks: [
      paragraph(fixed),
      ...(regions.length === 0
        ? [paragraph('No place has been recorded for this version yet.')]
        : [list(regions.map(({ store, jurisdiction }) => `${store}: ${jurisdiction}`))]),
      paragraph(
        `Transfers to other countries rest on ${listed(
          location.transfers.map((ground) => transferWords[ground]),
          'or',
        )} (${originWords[location.origin].toLowerCase()}).`,
      ),
    ],
  };
}

const channelWords = {
  email: 'mail',
  'in-app': 'a notice in the product',
  'site-banner': 'a banner on the site',
  'policy-page': 'this page',
  journal: 'a journal entry',
} as const;

const changeWords = { material: 'A material change', significant: 'A significant change', any: 'Any change' } as const;

/** How a change of the policy is announced. */
export function changesSection(profile: Profile): Section {
  return {
    id: 'changes',
    heading: 'When this policy changes',
    blocks: [
      list(profile.notices.map(noticeText)),
      paragraph(
        'Until a new version is in force the old one is kept to. A change that only helps you, such as a shorter period, may apply at once. The date above changes with every version, and it is worth a look now and then.',
      ),
    ],
  };
}

type Notice = Profile['notices'][number];

function noticeText({ change, leadTime, channels, strict }: Notice): string {
  const beyond = typeof strict === 'object' ? strict : undefined;
  const lead = beyond && comparePeriods(beyond.leadTime, leadTime) > 0 ? beyond.leadTime : leadTime;
  const ways = listed([...channels, ...(beyond?.channels ?? [])].map((channel) => channelWords[channel]));
  const own = lead === leadTime ? '' : `; the lead time is ${originWords.default.toLowerCase()}`;
  const when = describePeriod(lead) === '' ? 'when it takes effect' : `at least ${describePeriod(lead)} before it takes effect`;
  return `${changeWords[change]} is announced by ${ways}, ${when}${own}.`;
}

/** How to reach us. */
export function contactSection(profile: Profile, { privacyMailbox }: Publication): Section {
  const others = profile.contacts.flatMap(({ email, url, route }) => [
    ...(email === undefined || email === 'PROFILE_CONTACT_REQUIRED' || email === privacyMailbox ? [] : [email]),
    ...(url === undefined ? [] : [url]),
    ...(route === undefined ? [] : [`the contact form at ${route}`]),
  ]);
  return {
    id: 'contact',
    heading: 'Contact',
    blocks: [
      paragraph(`Questions and requests about your data: ${privacyMailbox}.`),
      ...(others.length === 0 ? [] : [paragraph(`You also reach us through ${listed(others, 'or')}.`)]),
    ],
  };
}
