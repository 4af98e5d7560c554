import { opensAs } from './opens-as.js';
import { requestDigest } from './request-digest.js';

describe('a free text', () => {
  it.each([
    ['Please send me a copy of all my data.', 'access'],
    ['I withdraw my consent.', 'consent-withdrawal'],
    ['My account was hacked!', 'security-urgent'],
    ['Delete my account and all my data.', 'inquiry'],
    ['I object to marketing.', 'inquiry'],
    ['How much is a picture?', 'inquiry'],
    ['', 'inquiry'],
  ])('«%s» is taken in as %s, and which part is meant is not guessed', (text, caseClass) => {
    expect(opensAs(text)).toEqual({ class: caseClass, scope: null });
  });
});

describe('the digest of a request', () => {
  const key = Buffer.alloc(32, 1);
  it('is the same for the same body in any order, and another for other words, or under another key', () => {
    const digest = requestDigest(key, { class: 'access', message: 'one' });
    expect(requestDigest(key, { message: 'one', class: 'access' })).toBe(digest);
    expect(requestDigest(key, { class: 'access', message: 'two' })).not.toBe(digest);
    expect(requestDigest(Buffer.alloc(32, 2), { class: 'access', message: 'one' })).not.toBe(digest);
  });
});
