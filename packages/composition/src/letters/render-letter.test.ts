import { profile as profileOf, profileIds } from '@keepword/policy';
import { renderLetter } from './render-letter.js';

const letter = {
  paragraphs: ['Your request <b>arrived</b> & counts.'],
  quote: 'first line\nsecond "line"',
  link: { href: 'https://keepword.example/cases?a=1&b=2', label: 'The case' },
  closing: ['Answer this mail.'],
};

describe('a letter', () => {
  const profile = profileOf('fluxkrea');

  it('says the same in text and in HTML, in the same order', () => {
    const { text, html } = renderLetter(letter, profile);
    expect(text).toBe(
      'Hello,\n\nYour request <b>arrived</b> & counts.\n\n    first line\n    second "line"\n\nThe case:\nhttps://keepword.example/cases?a=1&b=2\n\nAnswer this mail.\n',
    );
    const places = [
      'Hello,',
      'Your request &lt;b&gt;arrived',
      'first line<br/>second &quot;line&quot;',
      'The case',
      'Answer this mail.',
    ].map((said) => html.lastIndexOf(said));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(html).toContain('href="https://keepword.example/cases?a=1&amp;b=2"');
  });

  it('lets nobody write markup into it', () => {
    const evil = '<script>alert(1)</script>';
    const { html } = renderLetter(
      { paragraphs: [evil], quote: evil, link: { href: 'https://x.example/"><img src=x>', label: evil } },
      profile,
    );
    expect(html).not.toMatch(/<script|<img/);
  });

  it.each(profileIds)('loads nothing, under %s', (id) => {
    const { html } = renderLetter(letter, profileOf(id));
    const addresses = [...html.matchAll(/https?:\/\/[^"\s<>]+/g)].map(([address]) => new URL(address).host);
    expect(new Set(addresses)).toEqual(new Set(['keepword.example']));
    expect(html).not.toMatch(/<(?:img|link|iframe|video|script)|url\(|@import|@font-face/);
    expect(html).toContain(profileOf(id).meta.displayName);
  });
});
