import fc from 'fast-check';
import { cardNumberPaths, holdsCardNumber, withoutCardNumbers } from './card-numbers.js';

/** Numbers that the networks publish for tests. */
const published = [
  '4111111111111111',
  '4242424242424242',
  '4222222222222',
  '4000002500003155',
  '5555555555554444',
  '2223003122003222',
  '378282246310005',
  '6011111111111117',
  '3056930009020004',
  '36227206271667',
  '3566002020360505',
  '6205500000000000004',
  '6759649826438453',
];

/** A number with its check digit, by Luhn's rule written the other way round than in the code under test. */
function withCheckDigit(digits: string): string {
  for (let check = 0; check < 10; check += 1) {
    const all = `${digits}${check}`.split('').toReversed().map(Number);
    const sum = all.reduce((total, digit, n) => total + (n % 2 === 0 ? digit : Math.floor((digit * 2) / 10) + ((digit * 2) % 10)), 0);
    if (sum % 10 === 0) return `${digits}${check}`;
  }
  throw new Error('one of ten digits fits');
}

const digitsOf = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }).map((all) => all.join(''));
const visa = digitsOf(14).map((rest) => withCheckDigit(`4${rest}`));
const amex = digitsOf(12).map((rest) => withCheckDigit(`37${rest}`));
const separator = fc.constantFrom(' ', '-', '\u00a0', '\u2011', ' - ');
const grouped = (digits: string, sizes: readonly number[], between: string) => {
  let at = 0;
  return sizes.map((size) => digits.slice(at, (at += size))).join(between);
};
const card = fc.oneof(
  visa,
  amex,
  fc.constantFrom(...published),
  fc.tuple(visa, separator).map(([digits, between]) => grouped(digits, [4, 4, 4, 4], between)),
  fc.tuple(amex, separator).map(([digits, between]) => grouped(digits, [4, 6, 5], between)),
);
const word = fc.constantFrom('a', 'lighthouse', 'at', 'dawn', 'in', 'the', 'style', 'of', 'Turner,', 'oil', 'on', 'canvas;', 'painted');

const whole = (min: number, max: number) => fc.integer({ min, max }).map(String);
/** What prompts hold by way of numbers. */
const ordinaryNumber = fc.oneof(
  whole(0, 999_999_999_999),
  whole(1800, 2100).map((year) => `${year}s`),
  fc.tuple(whole(16, 8192), whole(16, 8192)).map(([width, height]) => `${width}x${height}`),
  fc.tuple(whole(16, 8192), whole(16, 8192)).map(([width, height]) => `${width} × ${height}`),
  fc.tuple(whole(1, 21), whole(1, 21)).map(([one, other]) => `${one}:${other}`),
  fc.double({ min: -180, max: 180, noNaN: true }).map((place) => `${place}`),
  fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString()),
  fc.date({ min: new Date('2001-09-10'), max: new Date('2033-01-01'), noInvalidDate: true }).map((date) => String(date.getTime())),
  fc.integer({ min: 0, max: 0xff_ff_ff }).map((colour) => `#${colour.toString(16).padStart(6, '0')}`),
  fc.tuple(whole(1, 99), digitsOf(3), digitsOf(7)).map(([country, area, line]) => `+${country} ${area} ${line}`),
  fc.array(whole(0, 9999), { minLength: 2, maxLength: 9 }).map((list) => list.join(', ')),
  fc.array(whole(1, 99), { minLength: 2, maxLength: 12 }).map((list) => list.join(' ')),
  fc.array(whole(100, 999), { minLength: 2, maxLength: 8 }).map((list) => list.join(' ')),
  fc.tuple(whole(1900, 2099), whole(1900, 2099)).map(([from, to]) => `${from} - ${to}`),
  fc.uuid(),
);
const prompt = fc
  .array(
    fc.tuple(word, ordinaryNumber, word).map((parts) => parts.join(' ')),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) => all.join(' '));

describe('a card number', () => {
  it.each(published)('given %s, which a network publishes, then it is seen', (number) => {
    expect(holdsCardNumber(number)).toBe(true);
    expect(holdsCardNumber(`pay with ${number}, please`)).toBe(true);
    expect(holdsCardNumber(`card:${number}.`)).toBe(true);
  });

  it.each([
    ['grouped as printed', '4111 1111 1111 1111'],
    ['with dashes', '4111-1111-1111-1111'],
    ['with hyphens that do not break', '4111\u20111111\u20111111\u20111111'],
    ['as American Express prints it', '3782 822463 10005'],
    ['spelled digit by digit', '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1'],
    ['in full-width digits', '４１１１１１１１１１１１１１１１'],
    ['between letters', 'no4111111111111111x'],
    ['after other numbers', 'call 555 4111 1111 1111 1111'],
    ['with what stands beside it on the card', '4111 1111 1111 1111 12/27 123'],
    ['followed by its code', '4111 1111 1111 1111 123'],
  ])('given one %s, then it is seen', (_, text) => {
    expect(holdsCardNumber(text)).toBe(true);
    expect(withoutCardNumbers(text)).not.toMatch(/1{4}|１|8224/);
  });

  it('given any of them anywhere in a text, then it is seen, and masked with nothing of it left', () => {
    fc.assert(
      fc.property(fc.array(word), card, fc.array(word), (before, number, after) => {
        const text = [...before, number, ...after].join(' ');
        expect(holdsCardNumber(text)).toBe(true);
        const masked = withoutCardNumbers(text);
        expect(masked).toContain('[card number]');
        expect(masked).not.toMatch(/\d{4}/);
        expect(holdsCardNumber(masked)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('given one wrong digit, then it is none', () => {
    fc.assert(
      fc.property(visa, fc.nat({ max: 14 }), fc.integer({ min: 1, max: 9 }), (digits, place, by) => {
        const wrong = digits
          .split('')
          .map((digit, n) => (n === place + 1 ? String((Number(digit) + by) % 10) : digit))
          .join('');
        expect(holdsCardNumber(wrong)).toBe(false);
      }),
    );
  });
});

describe('an ordinary text', () => {
  it('given prompts with years, sizes, places, dates, colours, lists, telephones and ids, then none holds a card number', () => {
    fc.assert(
      fc.property(prompt, (text) => {
        expect(withoutCardNumbers(text)).toBe(text);
        expect(holdsCardNumber(text)).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    'a clock that shows 12:34:56, seed 4294967295, 1920x1080, f/1.8, ISO 3200',
    'pi is 3.141592653589793, e is 2.718281828459045, and the square root of 2 is 1.4142135623730951',
    'ISBN 978-0-306-40615-7, or 9780306406157 in one piece',
    'IMG_1763720000008.jpg',
    '10 20 30 40 50 60 70 80 90',
    '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15',
    '0000000000000000',
    'see 41111111-1111-4111-8111-111111111111 and ab124111-1111-1111-1111-1ab111111111',
    '12345678901234567890',
  ])('given «%s», then it holds none', (text) => {
    expect(holdsCardNumber(text)).toBe(false);
  });

  it('given a text of digits and dashes without end, then it is read in no time', () => {
    // Of this process, so that a busy machine takes no part in it.
    const started = process.cpuUsage();
    for (const text of ['4 '.repeat(120_000), '4'.repeat(250_000), '4111 '.repeat(50_000), '- '.repeat(120_000)]) holdsCardNumber(text);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1_000).toBeLessThan(2_000);
  });
});

describe('the parts of a request', () => {
  const number = '4111 1111 1111 1111';

  it('given texts at any place, then each path is told; numbers, ids and what is nobody’s to read are left alone', () => {
    const body = {
      prompt: `draw ${number}`,
      look: { slots: { motto: number, name: 'Ada' } },
      tags: ['blue', number],
      seed: 4111111111111111,
      id: '41111111-1111-4111-8111-111111111111',
      flow: number,
      nested: { flow: number },
    };
    expect(
      cardNumberPaths(body, ['flow'])
        .map((path) => path.join('.'))
        .toSorted(),
    ).toEqual(['look.slots.motto', 'nested.flow', 'prompt', 'tags.1']);
  });

  it('given a name that is a number itself, then it is told as well', () => {
    expect(cardNumberPaths({ slots: { '4111111111111111': 'x' } })).toEqual([['slots', '4111111111111111']]);
  });

  it('given a body as deep as it can be, then it is read to a depth and no further', () => {
    const deep = JSON.parse(`${'['.repeat(3_000)}"${number}"${']'.repeat(3_000)}`) as unknown;
    expect(cardNumberPaths(deep)).toEqual([]);
  });
});
