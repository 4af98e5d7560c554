import { moderationDecision, ownModeration } from '@keepword/contracts';
import { matterInWords, standingInWords } from './moderation-words.js';

const decisionOf = (decision: (typeof moderationDecision.options)[number]) =>
  ({ decision, ground: 'against-rules', says: 'It is excluded.', at: '2026-03-02T08:00:00.000Z' }) as const;

describe('what a decision is called', () => {
  it('has different words for each stage and each outcome', () => {
    const stages = ownModeration.shape.stage.options;
    expect(new Set(stages.map((stage) => matterInWords({ stage }))).size).toBe(stages.length);
    const outcomes = moderationDecision.options.map((one) =>
      standingInWords({ state: 'decided', stage: 'request', decision: decisionOf(one) }),
    );
    expect(new Set(outcomes).size).toBe(outcomes.length);
  });

  it('does not say of a report that something was released', () => {
    expect(standingInWords({ state: 'decided', stage: 'report', decision: decisionOf('overturned') })).not.toContain('released');
  });

  it('says who decides as long as nobody has', () => {
    expect(standingInWords({ state: 'waiting', stage: 'request', decision: null })).toContain('person');
    expect(standingInWords({ state: 'stopped', stage: 'request', decision: null })).toContain('filter');
  });
});
