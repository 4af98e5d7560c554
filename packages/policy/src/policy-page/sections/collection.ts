import type { Profile } from '../../profile-schema.js';
import { collectionOf, keyedSubjectHash, type Collected } from '../../queries/collection.js';
import { dataCategories, isDataCategory, type DataCategory } from '../../vocabulary.js';
import { capitalised, listed, uncapitalised } from '../../wording.js';
import { list, paragraph, table, type Section } from '../document.js';
import { fieldWords } from '../field-words.js';
import { originWords } from '../words.js';

const sourceWords: Readonly<Record<string, string>> = {
  automatic: 'the service, as you use it',
  google: 'Google, when you sign in',
  'google|github': 'Google or GitHub, when you sign in',
  guardian: 'the guardian of a minor',
  processor: 'the payment provider',
  user: 'you',
};

/** Nobody has to give these in order to create. */
const givenFreely: readonly DataCategory[] = [
  'generation.input-upload',
  'communication.support',
  'communication.feedback',
  'marketing.subscription',
];

const nothingElseWords: Readonly<Record<string, string>> = {
  'google-other-data': 'Anything else from your Google account: other profile data, tokens, and the account id in clear',
};

/** The closed list of what may be written, and of what never is. */
export function collectionSection(profile: Profile): Section {
  const collected = collectionOf(profile);
  return {
    id: 'collection',
    heading: 'What we collect',
    blocks: [
      paragraph('This list is closed: what is not on it is refused when it arrives, not only left out of this page.'),
      table(
        'What is collected',
        ['What', 'From whom', 'Condition', 'Origin'],
        collected.map((entry) => [
          whatIsKept(entry),
          sourceWords[entry.source] ?? entry.source,
          condition(entry),
          originWords[entry.origin],
        ]),
      ),
      paragraph('What is never stored:'),
      list(profile.neverStored.map((id) => (isDataCategory(id) ? capitalised(dataCategories[id].what) : (nothingElseWords[id] ?? id)))),
      ...details(profile),
    ],
  };
}

function whatIsKept({ category, fields }: Collected): string {
  const { label } = dataCategories[category];
  const kept = fields.map(fieldWords);
  const saysNoMore = kept.every((field) => uncapitalised(label).includes(field));
  return saysNoMore ? label : `${label}: ${listed(kept)}`;
}

function condition({ category, requiresConsent, optional, necessaryBecause }: Collected): string {
  if (requiresConsent !== undefined) return 'only after you agree';
  if (optional) return 'you can switch it off';
  if (givenFreely.includes(category)) return 'only if you give it';
  return necessaryBecause === undefined ? 'needed for the service' : `needed, since ${necessaryBecause}`;
}

function details(profile: Profile) {
  const blocks = [];
  if (keyedSubjectHash(profile)) {
    blocks.push(
      paragraph(
        'To recognise you when you sign in again we keep a keyed hash of your Google account id. The id cannot be read back from it, and no token of Google is kept.',
      ),
    );
  }
  if (profile.bindings.acceptsReference === 'transient') {
    blocks.push(
      paragraph(
        'A reference image stays in the memory of the process that received it, goes to the model provider, and is gone when the picture is made. We record only that a reference was used.',
      ),
    );
  }
  if (profile.payments.cardData === 'never-seen-never-stored') {
    blocks.push(paragraph('Your card is entered at the payment provider. We see no part of it, not even the last four digits.'));
  }
  return blocks;
}
