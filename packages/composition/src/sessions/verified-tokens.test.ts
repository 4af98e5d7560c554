import { VerifiedTokens, type VerifiedToken } from './verified-tokens.js';

const noon = new Date('2026-03-01T12:00:00Z');
const after = (seconds: number) => new Date(noon.getTime() + seconds * 1_000);
const token = (expiresAt: Date): VerifiedToken => ({ userId: 'u', sessionId: 's', expiresAt });

/** Counts how often a signature was really checked. */
function checking(answer: (text: string) => VerifiedToken | null, max?: number) {
  const checked: string[] = [];
  const tokens = new VerifiedTokens((text) => {
    checked.push(text);
    return Promise.resolve(answer(text));
  }, max);
  return { tokens, checked };
}

describe('tokens that were verified', () => {
  it('given one that held, then it holds for a minute without its signature being checked again', async () => {
    const { tokens, checked } = checking(() => token(after(3_600)));
    for (const seconds of [0, 30, 59.9]) expect(await tokens.check('a', after(seconds))).toMatchObject({ sessionId: 's' });
    expect(checked).toEqual(['a']);
    await tokens.check('a', after(60));
    expect(checked).toEqual(['a', 'a']);
  });

  it('given one that expires sooner, or a clock that was set back, then its signature is checked again', async () => {
    const { tokens, checked } = checking(() => token(after(10)));
    for (const seconds of [0, 9.9, 10, 0]) await tokens.check('a', after(seconds));
    expect(checked).toHaveLength(3);
  });

  it('given one that did not hold, then it is not remembered, and another one is another one', async () => {
    const { tokens, checked } = checking((text) => (text === 'good' ? token(after(60)) : null));
    await tokens.check('good', noon);
    for (const text of ['bad', 'bad', 'good ']) expect(await tokens.check(text, noon)).toBeNull();
    expect(checked).toEqual(['good', 'bad', 'bad', 'good ']);
  });

  it('given more than it may remember, then the oldest goes', async () => {
    const { tokens, checked } = checking(() => token(after(60)), 2);
    for (const text of ['a', 'b', 'c', 'c', 'b', 'a']) await tokens.check(text, noon);
    expect(checked).toEqual(['a', 'b', 'c', 'a']);
  });
});
