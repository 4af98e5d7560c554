import fc from 'fast-check';
import { findReference, newReference, parseReference } from './case-reference.js';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const reference = fc.constant(null).map(() => newReference());
const place = fc.nat(7).map((index) => (index < 4 ? 3 + index : 4 + index));

describe('references', () => {
  it('look alike, and are another each time', () => {
    const many = Array.from({ length: 500 }, newReference);
    for (const one of many) expect(one).toMatch(/^KW-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(new Set(many).size).toBe(500);
  });

  it('are recognised as people write them', () => {
    fc.assert(
      fc.property(reference, (one) => {
        const bare = one.replaceAll('-', '');
        for (const written of [one, one.toLowerCase(), bare, ` ${one} `, one.replaceAll('-', ' '), one.replaceAll('-', '–')]) {
          expect(parseReference(written)).toBe(one);
        }
        expect(parseReference(one.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(one);
      }),
    );
  });

  it('tell one wrong character and two swapped neighbours', () => {
    fc.assert(
      fc.property(reference, place, fc.constantFrom(...Array.from(alphabet)), (one, index, other) => {
        fc.pre(one[index] !== other);
        expect(parseReference(one.slice(0, index) + other + one.slice(index + 1))).toBeNull();
      }),
    );
    fc.assert(
      fc.property(reference, fc.nat(6), (one, index) => {
        const characters = Array.from(one.slice(3).replace('-', ''));
        fc.pre(characters[index] !== characters[index + 1]);
        const swapped = characters.with(index, characters[index + 1] ?? '').with(index + 1, characters[index] ?? '');
        expect(parseReference(`KW${swapped.join('')}`)).toBeNull();
      }),
    );
  });

  it('are found in subject lines', () => {
    const one = newReference();
    for (const subject of [
      `Re: Your request [${one}]`,
      `AW: AW: ${one.toLowerCase()}`,
      `Fwd: (${one}) Löschung`,
      `${one}: merci`,
      `KW-0000-0001 ${one}`,
    ]) {
      expect(findReference(subject)).toBe(one);
    }
    for (const none of ['', 'Delete my account', 'KW-1234', 'KW-0000-0001', `X${one}`, `${one}9`, `${'x'.repeat(998)} ${one}`]) {
      expect(findReference(none)).toBeNull();
    }
  });
});
