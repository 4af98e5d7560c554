import type { Profile, ResponseTime } from '../../profile-schema.js';
import { dataSubjectRights, type DataSubjectRight, type Origin } from '../../vocabulary.js';
import { listed } from '../../wording.js';
import { list, paragraph, table, type Section } from '../document.js';
import type { Publication, RightsChannel } from '../publication.js';
import { dateWords, deadlineWords, originWords } from '../words.js';

const rightWords: Readonly<Record<DataSubjectRight, string>> = {
  access: 'See what is held about you',
  export: 'Download it',
  portability: 'Take it along in a form that machines read',
  correction: 'Have it corrected',
  erasure: 'Have it deleted',
  restriction: 'Have its use restricted',
  objection: 'Object to its use',
  'automated-decision-opt-out': 'Have no decision made about you by machines alone',
  'withdraw-consent': 'Withdraw a consent',
  complaint: 'Complain to a data protection authority',
};

const channelWords: Readonly<Record<RightsChannel, string>> = {
  'settings/privacy': 'Settings → Privacy',
  'settings/profile': 'Settings → Profile',
  email: 'mail',
  'contact-form': 'the contact form',
  history: 'your history',
  '/history': 'your history',
  lightbox: 'the opened picture',
  'email-footer': 'the foot of each mail',
  'cookie-banner': 'the cookie banner',
  authority: 'your authority',
};

/** Channels that need nothing from us to be open. */
const alwaysOpen: readonly RightsChannel[] = ['email', 'authority'];

const classWords: Readonly<Record<ResponseTime['class'], string>> = {
  'privacy-request': 'Any request about your data',
  'security-urgent': 'An urgent security matter',
  inquiry: 'A general question',
  erasure: 'Deleting your data on request',
  'account-purge': 'Purging a deleted account',
  export: 'A copy of your data',
  'underage-erasure': 'Erasing the account of a child',
  'child-data': "A report about a child's data",
};

/** Every right with its channels, and how fast requests are answered. All rights are open to everybody. */
export function rightsSection(profile: Profile, publication: Publication): Section {
  return {
    id: 'rights',
    heading: 'Your rights',
    blocks: [
      paragraph(
        'These rights are yours wherever you live, and using them costs nothing. A refusal needs a reason that the law knows, and names it.',
      ),
      table(
        'Rights',
        ['Right', 'How', 'Origin'],
        dataSubjectRights.map((right) => {
          const { channels, origin } = channelsOf(profile, right);
          return [rightWords[right], ways(channels, publication), originWords[origin]];
        }),
      ),
      ...(profile.rights.some(({ strictScope, scope }) => strictScope !== undefined && Array.isArray(scope))
        ? [paragraph('The stated policy gives some of these to people in the EU, the EEA and the UK only. We give them to everybody.')]
        : []),
      table(
        'How fast',
        ['Request', 'Time', 'Origin'],
        profile.slas.map((sla) => [classWords[sla.class], deadlines(sla), originWords[sla.origin]]),
      ),
      ...(profile.businessDays === undefined ? [] : [paragraph(businessDayWords(profile.businessDays))]),
      paragraph(verification(profile)),
      list([
        'Deleting your account removes everything except rows that law makes us keep; those lose your name and email, and the receipt names them with their end date.',
        'A request starts to count when it arrives, not when somebody reads it.',
      ]),
    ],
  };
}

function channelsOf(profile: Profile, right: DataSubjectRight): { channels: readonly RightsChannel[]; origin: Origin } {
  const stated = profile.rights.find((entry) => entry.right === right);
  return stated ?? { channels: ['email'], origin: 'default' };
}

function ways(channels: readonly RightsChannel[], { openChannels, privacyMailbox }: Publication): string {
  const open = channels.filter((channel) => alwaysOpen.includes(channel) || (openChannels?.includes(channel) ?? true));
  const usable = open.length === 0 ? (['email'] as const) : open;
  const closed = channels.filter((channel) => !open.includes(channel));
  const how = listed(
    usable.map((channel) => (channel === 'email' ? `mail to ${privacyMailbox}` : channelWords[channel])),
    'or',
  );
  return closed.length === 0 ? how : `${how}; not open yet: ${listed(closed.map((channel) => channelWords[channel]))}`;
}

function deadlines({ acknowledgeWithin, respondWithin, completeWithin, freezeWithin, clock, stated }: ResponseTime): string {
  const parts = [
    ...(acknowledgeWithin === undefined ? [] : [`acknowledged within ${deadlineWords(acknowledgeWithin, clock)}`]),
    ...(freezeWithin === undefined ? [] : [`frozen within ${deadlineWords(freezeWithin, clock)}`]),
    ...(respondWithin === undefined ? [] : [`answered within ${deadlineWords(respondWithin, clock)}`]),
    ...(completeWithin === undefined ? [] : [`done within ${deadlineWords(completeWithin, clock)}`]),
  ];
  return `${listed(parts)}${stated === undefined ? '' : ` (the stated policy says «${stated}»)`}`;
}

function businessDayWords({ jurisdiction, holidays, origin }: NonNullable<Profile['businessDays']>): string {
  const days = 'Business days are Monday to Friday, each from midnight to midnight UTC and with all of its 24 hours.';
  const [last] = holidays.slice(-1);
  if (jurisdiction === null || last === undefined) return `${days} No public holiday is taken off. (${originWords[origin]})`;
  return `${days} The public holidays of ${jurisdiction} are taken off, as far as they are listed: until ${dateWords(last)}. After that every weekday counts. (${originWords[origin]})`;
}

function verification({ identityVerification: { required, method } }: Profile): string {
  const how = listed(
    method.map((way) => ({ 'signed-in-session': 'being signed in', 'challenge-link': 'a link that we send to your address' })[way]),
    'or',
  );
  return required === 'conditional'
    ? `Where it is not clear who asks, we check it by ${how}. The time to answer runs on meanwhile.`
    : `Before we act we check that it is you who asks, by ${how}.`;
}
