import { comesFromOurPage, csrfToken, csrfTokenFits, newCsrfSecret } from './csrf.server.js';

describe('a form token', () => {
  it('fits its own secret, under a new mask each time', () => {
    const secret = newCsrfSecret();
    const [first, second] = [csrfToken(secret), csrfToken(secret)];
    expect(first).not.toBe(second);
    expect(csrfTokenFits(secret, first)).toBe(true);
    expect(csrfTokenFits(secret, second)).toBe(true);
  });

  it.each([undefined, null, '', 'abc', 7, newCsrfSecret(), csrfToken(newCsrfSecret())])('does not fit when it is %j', (token) => {
    expect(csrfTokenFits(newCsrfSecret(), token)).toBe(false);
  });

  it('never fits an empty secret', () => {
    expect(csrfTokenFits('', csrfToken(''))).toBe(false);
  });
});

describe('where a form comes from', () => {
  const origin = 'https://keepword.example';
  const from = (headers: Record<string, string>) => comesFromOurPage(new Headers(headers), origin);

  it.each([{ origin }, { 'sec-fetch-site': 'same-origin' }, {}, { origin, 'sec-fetch-site': 'cross-site' }])(
    '%j may be ours',
    (headers) => {
      expect(from(headers as Record<string, string>)).toBe(true);
    },
  );

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://keepword.example' },
    { origin: 'https://keepword.example.evil.example', 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
  ])('%j is not', (headers) => {
    expect(from(headers as Record<string, string>)).toBe(false);
  });
});
