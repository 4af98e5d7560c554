import { addBusinessHours, addPeriod, comparePeriods, describePeriod, isPeriod, parsePeriod, subtractPeriod } from './period.js';

const utc = (text: string) => new Date(text);

describe('periods', () => {
  it.each([
    ['2026-01-31T10:00:00Z', 'P1M', '2026-02-28T10:00:00Z'],
    ['2024-02-29T00:00:00Z', 'P1Y', '2025-02-28T00:00:00Z'],
    ['2024-02-29T00:00:00Z', 'P2Y', '2026-02-28T00:00:00Z'],
    ['2026-03-28T23:30:00Z', 'P1D', '2026-03-29T23:30:00Z'],
    ['2026-11-19T12:00:00Z', 'PT48H', '2026-11-21T12:00:00Z'],
    ['2026-10-31T00:00:00Z', 'P12M', '2027-10-31T00:00:00Z'],
    ['2026-01-30T10:00:00Z', 'P1M1D', '2026-03-01T10:00:00Z'],
    ['2026-12-31T23:00:00Z', 'P1W2DT3H4M5S', '2027-01-10T02:04:05Z'],
  ])('%s plus %s is %s', (from, period, to) => {
    expect(addPeriod(utc(from), period)).toEqual(utc(to));
  });

  it('takes away what it added, where days are all alike', () => {
    const at = utc('2026-03-28T23:30:00Z');
    expect(subtractPeriod(addPeriod(at, 'P30DT5M'), 'P30DT5M')).toEqual(at);
    expect(subtractPeriod(utc('2026-03-31T00:00:00Z'), 'P1M')).toEqual(utc('2026-02-28T00:00:00Z'));
  });

  it.each(['', 'P', 'PT', '48h', 'P1.5D', '-P1D', 'P1DT'])('refuses %j as a period', (text) => {
    expect(isPeriod(text)).toBe(false);
    expect(() => parsePeriod(text)).toThrow(RangeError);
  });

  it('orders lengths of different units', () => {
    expect(['P1Y', 'PT48H', 'P30D', 'P2Y', 'PT24H'].sort(comparePeriods)).toEqual(['PT24H', 'PT48H', 'P30D', 'P1Y', 'P2Y']);
  });

  it('says a period in words', () => {
    expect(describePeriod('P1Y')).toBe('1 year');
    expect(describePeriod('PT48H')).toBe('48 hours');
  });
});

describe('business hours', () => {
  it.each([
    ['2026-11-20T12:00:00Z', 48, '2026-11-24T12:00:00Z'], // a Friday noon to the Tuesday noon
    ['2026-11-21T09:00:00Z', 48, '2026-11-25T00:00:00Z'], // a Saturday counts from Monday 00:00
    ['2026-11-17T08:00:00Z', 24, '2026-11-18T08:00:00Z'],
  ])('%s plus %d is %s', (from, hours, to) => {
    expect(addBusinessHours(utc(from), hours)).toEqual(utc(to));
  });

  it('leaves holidays out', () => {
    expect(addBusinessHours(utc('2026-12-24T12:00:00Z'), 24, new Set(['2026-12-25']))).toEqual(utc('2026-12-28T12:00:00Z'));
  });
});
