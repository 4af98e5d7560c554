import { caseClass, caseState } from '@keepword/contracts';
import { caseClassIds, caseInWords, caseStateIds, nameInWords, promisedDates, promisedInWords } from './cases.js';

describe('a case in words', () => {
  it.each([
    ['erasure', { what: 'prompts' }, 'Erasure of all prompts'],
    ['erasure', { what: 'account' }, 'Erasure of the account'],
    ['objection', { against: 'direct-marketing' }, 'Objection to marketing'],
    ['objection', { against: 'legitimate-interests' }, 'Objection to what rests on our interests'],
    ['consent-withdrawal', { purpose: 'newsletter' }, 'A consent taken back'],
    ['access', null, 'Access to your data'],
  ] as const)('%s with %j is «%s»', (kind, scope, words) => {
    expect(caseInWords(kind, scope)).toBe(words);
  });

  const open = {
    state: 'open',
    acknowledgeBy: null,
    respondBy: '2026-02-14T09:30:00Z',
    completeBy: '2026-03-01T00:00:00Z',
    endedAt: null,
  } as const;

  it('names only what was promised', () => {
    expect(promisedInWords(open)).toBe('Answered by 14 Feb 2026, 09:30 UTC, carried out by 1 Mar 2026, 00:00 UTC');
    expect(promisedInWords({ ...open, respondBy: null, completeBy: null })).toBe('');
  });

  it('names of one that has ended only its end', () => {
    const ended = { ...open, state: 'fulfilled', endedAt: '2026-02-15T10:00:00Z' } as const;
    expect(promisedDates(ended)).toEqual([{ what: 'Ended', at: '2026-02-15T10:00:00Z' }]);
    expect(promisedDates({ ...ended, endedAt: null })).toEqual([]);
  });

  it('has words for every class and state of the contract', () => {
    expect(caseClassIds.toSorted()).toEqual(caseClass.options.toSorted());
    expect(caseStateIds.toSorted()).toEqual(caseState.options.toSorted());
  });

  it('has words for a name that has none', () => {
    expect(nameInWords('generation.output')).toBe('Generation output');
    expect(nameInWords('creation_prompts')).toBe('Creation prompts');
  });
});
