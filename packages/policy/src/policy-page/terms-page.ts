import type { Profile } from '../profile-schema.js';
import { minimumAge } from '../queries/offers.js';
import { recipients } from '../queries/recipients.js';
import { listed } from '../wording.js';
import { list, paragraph, type LegalDocument, type Section } from './document.js';

/** The terms of use, short and in our own words. */
export function termsPage(profile: Profile): LegalDocument {
  return {
    title: `Terms of ${profile.meta.displayName}`,
    sections: [serviceTerms(profile), accountTerms(profile), creditTerms(profile), creationTerms(profile), rules, ending],
  };
}

function serviceTerms({ meta }: Profile): Section {
  const text = `${meta.displayName} makes content from what you ask for, with AI models. Results can be wrong, or resemble those of others; look before you rely on them.`;
  return { id: 'service', heading: 'The service', blocks: [paragraph(text)] };
}

function accountTerms(profile: Profile): Section {
  const { minimumAge: least, adultAge, guardianFlow } = minimumAge(profile);
  return {
    id: 'account',
    heading: 'Your account',
    blocks: [
      paragraph(
        guardianFlow && adultAge !== undefined
          ? `You need to be ${adultAge} or older, or at least ${least} with the consent and supervision of a guardian.`
          : `You need to be ${least} or older.`,
      ),
      paragraph('One account is for one person. Tell us when somebody else has got into yours.'),
    ],
  };
}

function creditTerms(profile: Profile): Section {
  const sellers = profile.bindings.payments.map((id) => recipients(profile).find((recipient) => recipient.id === id)?.name ?? id);
  return {
    id: 'credits',
    heading: 'Credits',
    blocks: [
      list([
        'You see the price in credits before you create.',
        'The price is set aside while the creation runs and is spent only when it succeeds.',
        'A creation that fails, is cancelled, is blocked or takes too long costs nothing.',
        `Credits are bought through ${listed(sellers, 'or')}. They are not money and cannot be passed on.`,
        'A refund or a disputed payment takes its credits back.',
      ]),
    ],
  };
}

function creationTerms({ content }: Profile): Section {
  return {
    id: 'creations',
    heading: 'What you make',
    blocks: [
      paragraph(content.ownership === 'user' ? 'What you make belongs to you.' : 'We claim no right in what you make.'),
      paragraph('Results are marked in their metadata as made by AI. Where the law asks you to say so, keep that mark.'),
    ],
  };
}

const rules: Section = {
  id: 'rules',
  heading: 'What is not allowed',
  blocks: [
    list([
      'Content that is against the law, or that sexualises children.',
      'Content that harasses, deceives about or exposes a real person.',
      'Getting around filters, limits or prices, or attacking the service.',
    ]),
    paragraph('A blocked request shows its reason. You can report results that should not exist.'),
  ],
};

const ending: Section = {
  id: 'ending',
  heading: 'Ending',
  blocks: [
    paragraph('You can delete your account at any time. We can close an account that breaks these rules, and tell why.'),
    paragraph(
      'Nothing here takes away a right that the law of your country gives you. What happens to your data is in the privacy policy.',
    ),
  ],
};
