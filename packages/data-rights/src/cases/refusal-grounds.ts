import { refuse, type Refusal } from '@keepword/primitives';
import { caseClassIds, type CaseClass } from './case-class.js';

interface Ground {
  /** The provision it stands on. */
  readonly article: string;
  /** What the person reads. */
  readonly says: string;
  readonly classes: readonly CaseClass[];
}

const aboutOnesData = [
  'access',
  'export',
  'rectification',
  'erasure',
  'restriction',
  'objection',
  'automated-decision-review',
  'consent-withdrawal',
] as const satisfies readonly CaseClass[];

/**
 * The only grounds on which a request can be refused (readings B7). «Depending on applicable laws» is none of them.
 * An officer's explanation of the case at hand comes besides, never instead.
 */
export const refusalGrounds = {
  'identity-not-verified': {
    article: 'GDPR Art. 12(6)',
    says: 'We could not verify that the request comes from the person whose data it is about.',
    classes: aboutOnesData,
  },
  'manifestly-unfounded': {
    article: 'GDPR Art. 12(5)',
    says: 'The request is manifestly unfounded.',
    classes: caseClassIds,
  },
  excessive: {
    article: 'GDPR Art. 12(5)',
    says: 'The request repeats earlier ones to an excessive degree.',
    classes: caseClassIds,
  },
  'rights-of-others': {
    article: 'GDPR Art. 15(4), Art. 20(4)',
    says: 'Doing as asked would harm the rights and freedoms of other people.',
    classes: ['access', 'export'],
  },
  'legal-obligation': {
    article: 'GDPR Art. 17(3)(b)',
    says: 'A law obliges us to keep the data in question.',
    classes: ['erasure'],
  },
  'freedom-of-expression': {
    article: 'GDPR Art. 17(3)(a)',
    says: 'The data is needed for the right of free expression and information.',
    classes: ['erasure'],
  },
  'legal-claims': {
    article: 'GDPR Art. 17(3)(e), Art. 18(2), Art. 21(1)',
    says: 'The data is needed to establish, exercise or defend legal claims.',
    classes: ['erasure', 'restriction', 'objection'],
  },
  'illegal-content-hold': {
    article: 'GDPR Art. 17(3)(b), (e)',
    says: 'The content in question is held as evidence of an unlawful act.',
    classes: ['erasure'],
  },
  'data-is-accurate': {
    article: 'GDPR Art. 16',
    says: 'We checked the data in question and found it to be accurate.',
    classes: ['rectification'],
  },
  'no-ground-for-restriction': {
    article: 'GDPR Art. 18(1)',
    says: 'None of the four grounds for restricting processing is met.',
    classes: ['restriction'],
  },
  'compelling-grounds': {
    article: 'GDPR Art. 21(1)',
    says: 'There are compelling legitimate grounds for the processing which override the interests named in the objection.',
    classes: ['objection'],
  },
  'no-automated-decision': {
    article: 'GDPR Art. 22(1)',
    says: 'No decision with legal or similarly significant effects was made by automated means alone.',
    classes: ['automated-decision-review'],
  },
  'report-not-substantiated': {
    article: 'GDPR Art. 8',
    says: 'We found no sign that the account in question belongs to a child below the minimum age.',
    classes: ['underage-report'],
  },
} as const satisfies Record<string, Ground>;

export type RefusalGround = keyof typeof refusalGrounds;
export const refusalGroundIds = Object.keys(refusalGrounds) as readonly RefusalGround[];

/** Both remedies, in every refusal: what GDPR Art. 12(4) asks for, within the answer's own deadline. */
export const remedies = {
  complaint:
    'You can lodge a complaint with the data protection authority of the place where you live, where you work, or where you think your rights were infringed.',
  court: 'You can also seek a judicial remedy before a court.',
} as const;

/** Whether a ground can carry a refusal of that class; an objection to direct marketing can never be overridden (Art. 21(3)). */
export function groundFits(
  ground: RefusalGround,
  caseClass: CaseClass,
  directMarketing: boolean,
): Refusal<'ground-not-for-class', { grounds: readonly RefusalGround[] }> | null {
  const grounds = groundsFor(caseClass, directMarketing);
  return grounds.includes(ground) ? null : refuse('ground-not-for-class', { grounds });
}

export function groundsFor(caseClass: CaseClass, directMarketing = false): readonly RefusalGround[] {
  const fitting = refusalGroundIds.filter((ground) => (refusalGrounds[ground].classes as readonly CaseClass[]).includes(caseClass));
  return directMarketing ? [] : fitting;
}

/** The sentences that every refusal carries: why, on which provision, and what the person can do about it. */
export function refusalNotice(ground: RefusalGround): readonly string[] {
  const { says, article } = refusalGrounds[ground];
  return [`${says} (${article})`, remedies.complaint, remedies.court];
}
