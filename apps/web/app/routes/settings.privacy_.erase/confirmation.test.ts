import { confirms, erasureWords } from './confirmation.js';

describe('the words before an account is closed', () => {
  it.each([erasureWords, 'Erase  everything', ' ERASE EVERYTHING '])('are «%s»', (typed) => expect(confirms(typed)).toBe(true));
  it.each([undefined, '', 'erase', 'erase everything please', 'eraseeverything'])('are not «%s»', (typed) =>
    expect(confirms(typed)).toBe(false),
  );
});
