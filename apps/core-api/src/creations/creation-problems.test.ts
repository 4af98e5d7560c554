import { creationProblem } from './creation-problems.js';

describe('what is said when credits are missing', () => {
  it.each([
    [{ refused: 'insufficient-credits', needed: 1, available: 0 }, /^This costs 1 credit; 0 are available\./],
    [{ refused: 'insufficient-credits', needed: 5, available: 1 }, /^This costs 5 credits; 1 is available\./],
    [{ refused: 'credit-debt', owed: 1 }, /: 1 credit is owed\.$/],
    [{ refused: 'credit-debt', owed: 12 }, /: 12 credits are owed\.$/],
  ] as const)('given %j, then it counts in good English', (refusal, detail) => {
    expect(creationProblem(refusal).facts.detail).toMatch(detail);
  });
});
