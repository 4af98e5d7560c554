import type { Profile } from '../../profile-schema.js';
import { recipients, unnamedRecipients } from '../../queries/recipients.js';
import { capitalised, listed } from '../../wording.js';
import { list, paragraph, table, type Block, type Section } from '../document.js';
import { describePeriod } from '@keepword/primitives';
import { categoriesWords, originWords } from '../words.js';

const purposeWords: Readonly<Record<string, string>> = {
  analytics: 'analytics',
  authentication: 'sign-in',
  'cdn-and-security': 'content network and protection',
  database: 'database',
  'database-and-authentication': 'database and sign-in',
  'email-delivery': 'sending mail',
  hosting: 'hosting',
  'image-storage': 'storing pictures',
  'model-inference': 'running the models',
  'object-storage': 'storing pictures and files',
  'operations-and-customer-service': 'operations and customer service',
  payments: 'payments',
  'temporary-image-storage': 'storing pictures for a short time',
};

const groundWords = {
  law: 'where the law requires it',
  'lawful-request': 'on a lawful request',
  'rights-and-safety': 'to protect rights and safety',
  'court-order': 'on the order of a court',
  regulator: 'where a regulator requires it',
  'safety-and-fraud': 'to protect people, prevent fraud or counter threats',
  'business-transfer': 'in a merger, acquisition or sale of the business',
} as const;

/** Who receives what, and on which grounds data can leave besides. */
export function recipientsSection(profile: Profile): Section {
  return { id: 'recipients', heading: 'Who receives it', blocks: [...recipientBlocks(profile), ...disclosures(profile)] };
}

/** The table of recipients with what surrounds it; the page of recipients shows the same. */
export function recipientBlocks(profile: Profile): Block[] {
  const unnamed = unnamedRecipients(profile);
  return [
    paragraph('This list is closed. A vendor that is not on it receives nothing; the platform refuses to start with one.'),
    table(
      'Recipients',
      ['Recipient', 'For', 'Receives', 'Never receives', 'Origin'],
      recipients(profile).map(({ name, purpose, categories, exclude, origin, standsFor }) => [
        name,
        purposeWords[purpose] ?? purpose,
        categoriesWords(categories),
        exclude.length === 0 ? 'anything that is not listed here' : `${categoriesWords(exclude)}, or anything that is not listed here`,
        standsFor === undefined ? originWords[origin] : 'The stated policy names the kind; the name is ours',
      ]),
    ),
    ...(unnamed.length === 0
      ? []
      : [
          paragraph(
            `The stated policy also mentions others for ${listed(unnamed.map(({ purpose }) => purposeWords[purpose] ?? purpose))}. None has been named, so none receives anything.`,
          ),
        ]),
    ...ownSystems(profile),
  ];
}

function ownSystems({ bindings, modelProviders }: Profile): Block[] {
  const own = [
    ...(bindings.mail === 'first-party-smtp' ? ['sending mail'] : []),
    ...(bindings.database === 'self-hosted' ? ['running the database'] : []),
    ...(bindings.models === 'cog' ? ['running the models, on our own systems at the host above'] : []),
  ];
  const later = modelProviders.some(({ strict }) => strict === 'must-be-named-before-use');
  return [
    ...(own.length === 0 ? [] : [paragraph(`We do this ourselves, without another company: ${listed(own)}.`)]),
    ...(later ? [paragraph('Another model provider can be used only after it has been named here.')] : []),
  ];
}

function disclosures({ disclosures: grounds = [] }: Profile): Block[] {
  if (grounds.length === 0) return [];
  return [
    paragraph('Besides, data can be disclosed on these grounds only:'),
    list(
      grounds.map(({ ground, notice, noticeOrigin }) => {
        const told = notice === undefined ? '' : `; you are told at least ${describePeriod(notice)} before`;
        const mark = noticeOrigin === 'default' ? ` (the period is ${originWords.default.toLowerCase()})` : '';
        return `${capitalised(groundWords[ground])}${told}${mark}`;
      }),
    ),
  ];
}
