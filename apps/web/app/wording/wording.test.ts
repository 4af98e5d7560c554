import { creditsInWords, fileSize, ordinal, price, signedNumber } from './amounts.js';
import { outcomeOf } from './outcome.js';
import { dayInWords, minuteInWords, timeLeft } from './time.js';

describe('times', () => {
  it.each([
    [80 * 3_600_000, '3 days'],
    [71.9 * 3_600_000, '71 h'],
    [41.5 * 3_600_000, '41 h'],
    [3_599_999, '59 min'],
    [59_000, 'moments'],
    [-5, 'moments'],
  ])('%d ms are «%s»', (ms, words) => {
    expect(timeLeft(ms)).toBe(words);
  });

  it('are said in UTC', () => {
    expect(dayInWords('2026-02-14T23:59:00Z')).toBe('14 February 2026');
    expect(minuteInWords('2026-02-14T09:30:00Z')).toBe('14 Feb 2026, 09:30 UTC');
  });
});

describe('amounts', () => {
  it.each([
    [1, '1 credit'],
    [1250, '1,250 credits'],
    [-8, '−8 credits'],
  ])('%d is «%s»', (amount, words) => {
    expect(creditsInWords(amount)).toBe(words);
  });

  it('carry their sign where they are movements', () => {
    expect([signedNumber(500), signedNumber(-8), signedNumber(0)]).toEqual(['+500', '−8', '0']);
  });

  it.each([
    [500, 'USD', '$5.00'],
    [500, 'JPY', '¥500'],
    [1999, 'EUR', '€19.99'],
  ])('%d of %s is %s', (minor, currency, words) => {
    expect(price(minor, currency)).toBe(words);
  });

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [64_000, '64.0 kB'],
    [1_400_000, '1.4 MB'],
    [250_000_000, '250 MB'],
  ])('%d bytes are «%s»', (bytes, words) => {
    expect(fileSize(bytes)).toBe(words);
  });

  it.each([
    [1, 'first'],
    [3, 'third'],
    [4, '4th'],
    [11, '11th'],
    [21, '21st'],
    [112, '112th'],
  ])('place %d is the «%s»', (position, words) => {
    expect(ordinal(position)).toBe(words);
  });
});

describe('the receipt of a creation', () => {
  const ended = (state: string, captured: number | null) => outcomeOf({ state, credits: { quoted: 8, captured } });

  it.each(['failed', 'canceled', 'blocked', 'reference-lost'])('says of a %s one that nothing was charged', (state) => {
    expect(ended(state, 0)?.receipt).toBe('Nothing was charged; 8 credits came back.');
    expect(ended(state, null)?.receipt).toBe('Nothing was charged; 8 credits came back.');
  });

  it('says what was charged where something was', () => {
    expect(ended('canceled', 3)?.receipt).toBe('3 credits charged, 5 credits came back.');
  });

  it.each(['queued', 'running', 'succeeded'])('is not shown for a %s one', (state) => {
    expect(ended(state, 8)).toBeNull();
  });
});
