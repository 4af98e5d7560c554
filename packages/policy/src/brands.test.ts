import { brands } from './brands.js';
import { brandSchema } from './brand-schema.js';
import { profileIds } from './profile-id.js';

/** WCAG 2 contrast of two colours, 1 to 21. */
function contrast(a: string, b: string): number {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('brand tokens', () => {
  it('given black and white, then their contrast is 21', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  });

  it.each(profileIds)('given %s, then accents reach AA on their ground, and inks on their accent', (id) => {
    const brand = brandSchema.parse(brands[id]);
    for (const [text, ground] of [
      [brand.accentLight, brand.groundLight],
      [brand.accentDark, brand.groundDark],
      [brand.accentInkLight, brand.accentLight],
      [brand.accentInkDark, brand.accentDark],
    ] as const) {
      expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('given the five profiles, then no two share an accent', () => {
    expect(new Set(profileIds.map((id) => brands[id].accentLight)).size).toBe(profileIds.length);
  });
});
