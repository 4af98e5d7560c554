import { accountPatch } from './account.js';
import { localeShape } from './shapes.js';

describe('a language', () => {
  it.each([
    ['en', 'en'],
    ['de-ch', 'de-CH'],
    ['ZH-hant-tw', 'zh-Hant-TW'],
    ['iw', 'he'],
    ['en-US-u-hc-h23', 'en-US-u-hc-h23'],
  ])('given the tag %s, then it is kept as %s', (tag, canonical) => {
    expect(localeShape.parse(tag)).toBe(canonical);
  });

  it.each(['', 'english', 'x-private', 'en_US', 'e', 'de-', '../../etc', '<b>', 'en-' + 'x'.repeat(9), `en-x-${'a-'.repeat(20)}a`])(
    'given «%s», which is no tag, then it is refused',
    (tag) => {
      const parsed = accountPatch.safeParse({ preferences: { locale: tag } });
      expect(new Set(parsed.error?.issues.map(({ path }) => path.join('.')))).toEqual(new Set(['preferences.locale']));
    },
  );
});
