import { CASE_LIMITS } from '@keepword/data-rights';
import { addressIn, textOf } from './take-mail.js';

describe('a mail from outside', () => {
  it.each([
    ['anna@example.org', 'anna@example.org'],
    ['Anna B. <Anna@Example.org>', 'Anna@Example.org'],
    ['"a@b <x@y.z>" <anna@example.org>', 'anna@example.org'],
    ['nobody', null],
    ['<>', null],
    [`${'a'.repeat(250)}@example.org`, null],
  ])('is from whoever %p names', (written, address) => {
    expect(addressIn(written)).toBe(address);
  });

  it('is read as text, also where it came as HTML only', () => {
    expect(textOf({ text: 'words', html: '<p>others</p>' })).toBe('words');
    const html =
      '<html><head><style>p{}</style></head><body><p>Dear&nbsp;team,</p><p>delete &lt;all&gt;<br>now</p><script>x()</script></body></html>';
    expect(textOf({ text: null, html })).toBe('Dear team,\n\ndelete <all>\nnow');
    expect(textOf({ text: null, html: null })).toBe('');
    const signed =
      '<h1>Hello</h1><a href="https://track.example/?who=anna">our site</a><img src="https://track.example/p.gif" alt="pixel">';
    expect(textOf({ text: null, html: signed })).toBe('Hello\n\nour site');
    expect(textOf({ text: null, html: '<div>'.repeat(5_000) + 'deep' }).length).toBeLessThan(100);
  });

  it('leaves a card number outside', () => {
    const text = 'I paid with 4242 4242 4242 4242, please refund';
    expect(textOf({ text, html: null })).toBe('I paid with [card number], please refund');
  });

  it('is cut to the length of a message, and says so', () => {
    const long = textOf({ text: '🙂'.repeat(CASE_LIMITS.text), html: null });
    expect(long.length).toBeLessThanOrEqual(CASE_LIMITS.text);
    expect(long).toMatch(/ \[…\]$/);
    expect(/\p{Surrogate}/u.test(long)).toBe(false);
  });
});
