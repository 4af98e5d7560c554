import type { Profile } from '../../profile-schema.js';
import { paragraph, type Section } from '../document.js';
import type { Publication } from '../publication.js';
import { dateWords } from '../words.js';

const acceptanceWords: Readonly<Record<Profile['meta']['acceptance'], string | null>> = {
  'not-stated': null,
  'acknowledgement-by-use':
    'Using the site counts as having read and understood this policy. It never counts as consent to anything optional.',
  'agreement-by-use':
    'Using the service counts as agreement to the practices described here. It never counts as consent to anything optional.',
};

/** What the page covers, its dates, and how to read its marks. */
export function aboutSection(profile: Profile, publication: Publication): Section {
  const { displayName, acceptance } = profile.meta;
  const accepted = acceptanceWords[acceptance];
  return {
    id: 'about',
    heading: 'About this policy',
    blocks: [
      paragraph(
        `This page says what ${displayName} collects, why, for how long, who receives it, and how you can see, correct, take along or delete it. It covers the whole service.`,
      ),
      paragraph(dateLine(profile, publication)),
      paragraph(
        'The platform runs by the same rules that this page is written from. Where the stated policy is silent or vague we chose a rule ourselves, and the page marks it as ours.',
      ),
      ...(accepted === null ? [] : [paragraph(accepted)]),
    ],
  };
}

function dateLine({ meta }: Profile, { version, effectiveAt }: Publication): string {
  const posted = meta.posted === null ? '' : `First posted ${dateWords(meta.posted)}. `;
  const updated = meta.lastUpdated === null ? '' : `Last updated ${dateWords(meta.lastUpdated)}. `;
  return `${posted}${updated}Version ${version}, in force since ${dateWords(effectiveAt.toISOString().slice(0, 10))}.`;
}
