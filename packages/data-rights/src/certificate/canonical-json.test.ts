import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

describe('canonical JSON', () => {
  it('sorts by UTF-16 code units and writes numbers as the standard does', () => {
    expect(canonicalJson({ '\u20ac': 1, '\r': 2, '1': 3, '\u{1f600}': 4, '\ufb33': 5, a: [1e21, 1e-7, -0, 333333333.3333333] })).toBe(
      '{"\\r":2,"1":3,"a":[1e+21,1e-7,0,333333333.3333333],"\u20ac":1,"\u{1f600}":4,"\ufb33":5}',
    );
  });

  it('writes equal values as equal text, and what it writes reads back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    [undefined],
    [Number.NaN],
    [Infinity],
    [new Date(0)],
    [{ a: undefined }],
    [Array(2)],
    ['\ud800'],
    [{ '\udc00': 1 }],
    [1n],
    [new Map()],
  ])('refuses %p', (value) => expect(() => canonicalJson(value)).toThrow(TypeError));

  it('refuses what is nested without end', () => {
    let value: unknown = 1;
    for (let depth = 0; depth < 70; depth++) value = [value];
    expect(() => canonicalJson(value)).toThrow(/64 levels/);
  });
});
