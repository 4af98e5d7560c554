import { isModerationGround, moderationGroundIds, moderationGrounds, moderationLetter, type Moderated } from './moderation-grounds.js';

const stages = ['request', 'output', 'report'] as const;
const outcomes = ['upheld', 'overturned', 'removed'] as const;
const everything = stages.flatMap((stage) =>
  outcomes.flatMap((outcome) => moderationGroundIds.map((ground): Moderated => ({ stage, outcome, ground }))),
);

describe('what a decision can stand on', () => {
  it('is something for every decision but a report upheld, where nothing was stopped', () => {
    const decidable = stages.flatMap((stage) =>
      outcomes
        .filter((outcome) => everything.some((one) => one.stage === stage && one.outcome === outcome && isModerationGround(one)))
        .map((outcome) => `${stage} ${outcome}`),
    );
    const all = stages.flatMap((stage) => outcomes.map((outcome) => `${stage} ${outcome}`));
    expect(decidable).toEqual(all.filter((one) => one !== 'report upheld'));
  });

  it('is never a reason to release and a reason to remove at once', () => {
    for (const ground of moderationGroundIds) {
      const fits = (outcome: (typeof outcomes)[number]) => stages.some((stage) => isModerationGround({ stage, outcome, ground }));
      expect(fits('overturned') && (fits('upheld') || fits('removed'))).toBe(false);
    }
  });
});

describe('the letter about a decision', () => {
  it.each(everything.filter(isModerationGround))('says what, why, by whom and how to complain: $stage $outcome $ground', (moderated) => {
    const text = moderationLetter(moderated).paragraphs.join(' ');
    expect(text).toContain('A person of our team');
    expect(text).toContain(moderationGrounds[moderated.ground].says);
    expect(text).toContain('complain to the data protection authority');
  });

  it('promises no erasure that a hold could stop, and no undo', () => {
    const text = moderationLetter({ stage: 'report', outcome: 'removed', ground: 'unlawful' }).paragraphs.join(' ');
    expect(text).toContain('unless a law makes us keep it');
    expect(text).toContain('cannot be undone');
  });
});
