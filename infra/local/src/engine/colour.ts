/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number];

export function colour(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** From `from` (share 0) to `to` (share 1), mixed as light is, so that the middle does not turn grey. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const part = Math.min(Math.max(share, 0), 1);
  const channel = (n: 0 | 1 | 2) => Math.sqrt(from[n] ** 2 * (1 - part) + to[n] ** 2 * part);
  return [channel(0), channel(1), channel(2)];
}

export function css([red, green, blue]: Colour): string {
  return `rgb(${Math.round(red)},${Math.round(green)},${Math.round(blue)})`;
}

export function luminance([red, green, blue]: Colour): number {
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}

/** The hue of `tint` with the brightness of `base`. */
export function tinted(base: Colour, tint: Colour, share: number): Colour {
  const factor = (luminance(base) + 0.02) / (luminance(tint) + 0.02);
  const clip = (value: number) => Math.min(value * factor, 255);
  return mix(base, [clip(tint[0]), clip(tint[1]), clip(tint[2])], share);
}
