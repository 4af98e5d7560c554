export type ModerationOutcome = 'upheld' | 'overturned' | 'removed';

type Stage = 'request' | 'output' | 'report';

interface Ground {
  readonly outcomes: readonly ModerationOutcome[];
  readonly stages: readonly Stage[];
  /** What the person reads: our words, never a moderator's. */
  readonly says: string;
}

/**
 * Why a moderator decides as they do: a closed list, so that like is decided alike and no word about somebody gets into a mail
 * (`fluxkrea.security.content-filtering`, `fluxkontextpro.rights.automated-decisions-opt-out`).
 */
export const moderationGrounds = {
  'filter-mistaken': {
    outcomes: ['overturned'],
    stages: ['request', 'output'],
    says: 'The filter was mistaken: nothing in it is of the kind that it named.',
  },
  'allowed-in-context': {
    outcomes: ['overturned'],
    stages: ['request', 'output'],
    says: 'The filter saw something that can be harmful, and in this context it is not.',
  },
  'no-rule-broken': {
    outcomes: ['overturned'],
    stages: ['report'],
    says: 'What was reported breaks none of our rules, so it stays as it is.',
  },
  'sexual-minors': {
    outcomes: ['upheld', 'removed'],
    stages: ['request', 'output', 'report'],
    says: 'It sexualises children, or people who look like children. We never make or keep that.',
  },
  'sexual-violence': {
    outcomes: ['upheld', 'removed'],
    stages: ['request', 'output', 'report'],
    says: 'It shows or asks for sexual violence.',
  },
  'real-person': {
    outcomes: ['upheld', 'removed'],
    stages: ['request', 'output', 'report'],
    says: 'It exposes or demeans a real person who has not agreed to it.',
  },
  unlawful: {
    outcomes: ['upheld', 'removed'],
    stages: ['request', 'output', 'report'],
    says: 'Making or showing it is against the law.',
  },
  'rights-of-others': {
    outcomes: ['upheld', 'removed'],
    stages: ['request', 'output', 'report'],
    says: 'It infringes somebody else’s rights, such as a copyright or a trade mark.',
  },
  'against-rules': {
    outcomes: ['upheld', 'removed'],
    stages: ['request', 'output', 'report'],
    says: 'It is of a kind that our rules on content exclude, as the filter said.',
  },
} as const satisfies Record<string, Ground>;

export type ModerationGround = keyof typeof moderationGrounds;
export const moderationGroundIds = Object.keys(moderationGrounds) as readonly ModerationGround[];

/** Whether a decision at that stage can stand on it. A report is followed or not: nothing was stopped that could stay stopped. */
export function isModerationGround({ stage, outcome, ground }: Moderated): boolean {
  const { outcomes, stages }: Ground = moderationGrounds[ground];
  return outcomes.includes(outcome) && stages.includes(stage) && !(stage === 'report' && outcome === 'upheld');
}

export interface Moderated {
  readonly stage: Stage;
  readonly outcome: ModerationOutcome;
  readonly ground: ModerationGround;
}

export interface ModerationLetter {
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

const complaint =
  'If you think that this is wrong, answer this mail: somebody who did not decide looks at it. You can also complain to the data protection authority of the place where you live, and go to a court.';

/** What the person is told of a decision, the same by mail and in a case: what, why, by whom, and what they can do. No word of theirs. */
export function moderationLetter({ stage, outcome, ground }: Moderated): ModerationLetter {
  const { subject, decided } = sentences(stage, outcome);
  return {
    subject,
    paragraphs: [`A person of our team looked at ${matters[stage]}.`, decided, `Why: ${moderationGrounds[ground].says}`, complaint],
  };
}

const matters = {
  request: 'what the content filter stopped when you asked for a picture',
  output: 'the request whose result the content filter held back',
  report: 'the picture that you reported',
} as const satisfies Record<Moderated['stage'], string>;

function sentences(stage: Moderated['stage'], outcome: ModerationOutcome): { readonly subject: string; readonly decided: string } {
  switch (outcome) {
    case 'overturned':
      return stage === 'report'
        ? { subject: 'We looked at your report', decided: 'They decided that the picture stays as it is.' }
        : {
            subject: 'Released: what the content filter stopped',
            decided:
              'They decided that it may be made. Nothing was charged for the stop. You can run the same words again from your privacy settings, under “Decisions”.',
          };
    case 'upheld':
      return {
        subject: 'The content filter’s stop stays',
        decided: 'They decided that it stays stopped. Nothing was charged for what was stopped.',
      };
    case 'removed':
      return {
        subject: 'A picture of yours is removed',
        decided:
          'They decided that the picture has to go. It is no longer shown to anybody, this cannot be undone, and it is being erased, unless a law makes us keep it as evidence. You get a certificate when it is erased.',
      };
  }
}
