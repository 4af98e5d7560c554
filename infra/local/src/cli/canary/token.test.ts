import { Token } from './token.js';

describe('a planted word', () => {
  const word = 'kanarie «7531» über';
  const token = new Token(word);

  it.each([
    ['plain', word],
    ['in JSON', JSON.stringify({ prompt: `a ${word} b` })],
    ['in an address', `https://example.com/?q=${encodeURIComponent(word)}`],
    ['in a form', new URLSearchParams({ q: word }).toString()],
    ['in hexadecimal', `\\x${Buffer.from(`ab${word}cd`).toString('hex')}`],
    ['in UTF-16', Buffer.from(`a ${word}`, 'utf16le')],
  ])('is found %s', (_form, haystack) => {
    expect(token.isIn(haystack)).toBe(true);
  });

  it('is found in base64 wherever it begins', () => {
    for (let before = 0; before < 6; before += 1) {
      const text = Buffer.from(`${'x'.repeat(before)}${word} and more`);
      expect(token.isIn(text.toString('base64'))).toBe(true);
      expect(token.isIn(text.toString('base64url'))).toBe(true);
    }
  });

  it('is not found where it is not', () => {
    expect(token.isIn('kanarie 7531 over')).toBe(false);
    expect(token.isIn(Buffer.alloc(1_000))).toBe(false);
  });

  it('may be a piece of a file, found as it is, in hexadecimal and in base64', () => {
    const piece = Uint8Array.from({ length: 32 }, (_, n) => (n * 151 + 200) % 256);
    const planted = new Token(piece);
    const file = Buffer.concat([Buffer.alloc(7, 1), piece, Buffer.alloc(5, 2)]);
    for (const form of [file, file.toString('hex'), file.toString('base64')]) expect(planted.isIn(form)).toBe(true);
    expect(planted.isIn(Buffer.from(piece).reverse())).toBe(false);
  });
});
