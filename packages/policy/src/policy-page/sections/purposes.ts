import type { Profile, PurposeParameter } from '../../profile-schema.js';
import { uncapitalised } from '../../wording.js';
import { list, paragraph, table, type Section } from '../document.js';
import { categoriesWords, lawfulBasisWords, originWords } from '../words.js';

const purposeWords: Readonly<Record<string, string>> = {
  abuse: 'Find abuse and uphold the terms',
  'account-and-credits': 'Manage your account and its credits',
  'account-management': 'Keep your account, its balance and its history',
  analytics: 'Understand how the product is used',
  billing: 'Bill correctly',
  'compatibility-security-localization': 'Work on your device and in your language, and stay secure',
  'content-delivery': 'Deliver results and run the features you use',
  'core-function': 'Make the basic functions of the site work',
  diagnostics: 'Find the cause of faults',
  'feature-development': 'Develop features that people need',
  generation: 'Carry out your creations',
  'identify-and-display': 'Identify your account and show your name',
  'legal-compliance': 'Meet legal duties',
  marketing: 'Send promotions, tutorials and product news',
  optimization: 'Keep the platform fast and reliable',
  payments: 'Take payments',
  performance: 'Watch and improve speed',
  personalization: 'Fit the product to your choices',
  'provide-and-improve': 'Run the service and make it better',
  'quality-assurance': 'Watch success rates and improve how models run',
  research: 'Research and development on grouped figures',
  'run-service': 'Run the service: debit credits and show your archive',
  security: 'Keep the platform and your account secure',
  'service-delivery': 'Offer the models and deliver the service',
  'service-enhancement': 'Improve features from patterns of use, never from content',
  'service-updates': 'Tell you about maintenance, security, billing and legal matters',
  support: 'Answer you when you need help',
  training: 'Train AI models',
  'training-third-party': 'Let third parties train AI models',
  'usage-analysis': 'Improve how models are run, from events and never from content',
  'usage-analytics': 'Understand use, speed and faults',
};

const forbiddenWords: Readonly<Record<string, string>> = {
  advertising: 'Advertising',
  'data-broker-sharing': 'Passing data to data brokers',
  marketing: 'Marketing',
  rent: 'Renting out personal data',
  sale: 'Selling personal data',
  'targeted-ads': 'Targeted ads',
  'third-party-content-sharing': 'Handing your prompts or results to third parties',
  'third-party-marketing': 'Marketing by third parties',
  trade: 'Trading personal data',
  training: 'Training AI models',
};

/** Why data is used, with its lawful basis, and what it is never used for. */
export function purposesSection(profile: Profile): Section {
  return {
    id: 'purposes',
    heading: 'What it is used for',
    blocks: [
      table(
        'Purposes',
        ['Purpose', 'Lawful basis', 'Origin'],
        profile.purposes.map((purpose) => [purposeText(purpose), lawfulBasisWords[purpose.lawfulBasis], purposeOrigin(purpose)]),
      ),
      paragraph('A use that is not on this list is not a use we make. In particular, never:'),
      list(profile.forbiddenPurposes.map(({ id, origin }) => `${known(forbiddenWords, id)} (${originWords[origin].toLowerCase()})`)),
    ],
  };
}

/** A purpose in words, without what it leaves out. */
export const purposeWordsOf = ({ id }: PurposeParameter): string => known(purposeWords, id);

function purposeText({ id, exclude, minGroup }: PurposeParameter): string {
  const without = exclude ? `, without ${categoriesWords(exclude)}` : '';
  const group = minGroup === undefined ? '' : `, over groups of at least ${minGroup} people`;
  return `${known(purposeWords, id)}${without}${group}`;
}

function purposeOrigin({ origin, basisOrigin }: PurposeParameter): string {
  return origin === basisOrigin ? originWords[origin] : `${originWords[origin]}; the basis is ${uncapitalised(originWords[basisOrigin])}`;
}

function known(words: Readonly<Record<string, string>>, id: string): string {
  const sentence = words[id];
  if (sentence === undefined) throw new Error(`no sentence for the purpose '${id}'`);
  return sentence;
}
