import { detour, safeReturnTo } from './return-to.server.js';

describe('where to go after a detour', () => {
  it.each(['/studio', '/history?q=fog&state=failed', '/history/abc?n=2', '/'])('keeps %s', (path) => {
    expect(safeReturnTo(path)).toBe(path);
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/..//evil.example',
    'javascript:alert(1)',
    'studio',
    '',
    null,
    undefined,
    7,
    `/${'x'.repeat(600)}`,
  ])('turns %j into the fallback', (path) => {
    expect(safeReturnTo(path, '/studio')).toBe('/studio');
  });

  it('drops the fragment, which never reaches us anyway', () => {
    expect(safeReturnTo('/credits#statement')).toBe('/credits');
  });

  it('names the way back only when it is not the usual one', () => {
    expect(detour('/sign-in', '/studio')).toBe('/sign-in');
    expect(detour('/sign-in', '/history?q=a b')).toBe('/sign-in?returnTo=%2Fhistory%3Fq%3Da%20b');
  });
});
