import { describePeriod } from '@keepword/primitives';
import type { Profile } from '../../profile-schema.js';
import { guardianSupervision } from '../../queries/guardian-supervision.js';
import { minimumAge } from '../../queries/offers.js';
import { uncapitalised } from '../../wording.js';
import { paragraph, type Section } from '../document.js';
import { originWords } from '../words.js';

/** Age limits, and what happens when an account turns out to be below them. */
export function minorsSection(profile: Profile): Section {
  const { minors } = profile;
  const { minimumAge: least, adultAge, guardianFlow } = minimumAge(profile);
  const leastOrigin = minors.minAge === undefined ? (minors.absoluteMinAgeOrigin ?? minors.origin) : minors.origin;
  return {
    id: 'minors',
    heading: 'Children and young people',
    blocks: [
      paragraph(
        `Nobody below ${least} can have an account (${originWords[leastOrigin].toLowerCase()}). We ask once, neutrally, and keep only the answer, never a birth date.`,
      ),
      ...(guardianFlow && adultAge !== undefined
        ? [
            paragraph(
              `The service is meant for people with full legal capacity, usually from ${adultAge} on; your country can set another age. A person between ${least} and that age needs the consent and supervision of a guardian first${
                minors.pendingExpiry ? `; a sign-up that waits for it is removed after ${describePeriod(minors.pendingExpiry)}` : ''
              }.`,
            ),
            ...supervision,
          ]
        : []),
      paragraph(discovery(profile)),
    ],
  };
}

const supervision = [
  paragraph(
    'The guardian has a page of their own, by a link in their mail. It shows the name that the young person goes by here, how many credits were bought and spent and how much was made in each of the last twelve months, and what the young person asked to buy. It never shows what was written or made. Nothing is bought before the guardian approves exactly that, and the consent can be taken back on the same page.',
  ),
  paragraph(
    `A link opens the page for ${describePeriod(guardianSupervision.linkOpens)}. That it was sent, and a keyed digest of it, is kept ${describePeriod(guardianSupervision.linkRenewable)} longer, so that a new one can be asked for. What was asked and answered is kept for ${describePeriod(guardianSupervision.approvalsKept)}. Both go with the account when it is erased.`,
  ),
];

function discovery({ minors, slas }: Profile): string {
  const bySla = slas.find(({ class: kind }) => kind === 'underage-erasure' || kind === 'child-data');
  const within = minors.eraseWithin ?? bySla?.completeWithin;
  const mark = uncapitalised(originWords[minors.eraseWithinOrigin ?? bySla?.origin ?? minors.origin]);
  if (minors.report !== undefined && bySla?.freezeWithin !== undefined && within !== undefined) {
    return `Anybody can report data of a child to us. It is frozen within ${describePeriod(bySla.freezeWithin)} and erased within ${describePeriod(within)} (${mark}).`;
  }
  const reported = 'An account that turns out to be below the age';
  return within === undefined
    ? `${reported} is closed and deleted as soon as we learn of it.`
    : `${reported} is closed at once and erased within ${describePeriod(within)} (${mark}).`;
}

/** Whose the results are, and how content is checked. */
export function creationsSection(profile: Profile): Section {
  const moderation = {
    default: 'Prompts and results are checked for content that the terms forbid. You see the reason when something is blocked.',
    'misuse-prevention': 'Prompts and results are checked to prevent misuse. You see the reason when something is blocked.',
    'terms-and-abuse': 'Prompts and results are checked for abuse and against the terms. You see the reason when something is blocked.',
    'automated-filter': 'Automated filters detect and block harmful content. You see the reason when something is blocked.',
  }[profile.content.moderation];
  return {
    id: 'creations',
    heading: 'What you make',
    blocks: [
      paragraph(
        profile.content.ownership === 'user'
          ? 'What you make belongs to you.'
          : `We claim no right in what you make (${originWords.default.toLowerCase()}).`,
      ),
      paragraph(moderation),
    ],
  };
}
