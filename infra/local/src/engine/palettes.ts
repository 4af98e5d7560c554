import { colour, tinted, type Colour } from './colour.js';
import type { Chance } from './random.js';

/** The colours of a scene, from the top of the sky to what is nearest. */
export interface Palette {
  readonly top: Colour;
  readonly middle: Colour;
  readonly horizon: Colour;
  readonly far: Colour;
  readonly near: Colour;
  readonly accent: Colour;
  /** Of sun, moon and lamps. */
  readonly light: Colour;
  readonly dark: boolean;
}

/** Seven colours in the order of the fields. */
function palette(colours: string, dark = false): Palette {
  const [top, middle, horizon, far, near, accent, light] = colours.split(' ').map(colour);
  if (!top || !middle || !horizon || !far || !near || !accent || !light) throw new Error('a palette has seven colours');
  return { top, middle, horizon, far, near, accent, light, dark };
}

export const palettes = {
  dawn: palette('#6d7fb3 #d3a9bd #ffdcb8 #b79bb8 #4a4468 #f08a72 #fff0cf'),
  sunset: palette('#3b2f68 #c4526e #ffb066 #9a4a72 #2b1c3f #ff7a59 #ffe2a8'),
  golden: palette('#7fa6b8 #f1cf9a #ffe9b8 #d29a66 #5a3b28 #e8743b #fff4cf'),
  day: palette('#4a8fcb #9ccbe6 #edf6ee #8fb8bd #2f5f4c #f2a541 #fffbe6'),
  spring: palette('#86bfe0 #cfe6e6 #fbf3e4 #a9cfa6 #4f8a5a #ef7fa3 #fffdf0'),
  autumn: palette('#8faab0 #ecd9b2 #f8c987 #cf8a55 #5e2c1c #d9502e #fff0c8'),
  winter: palette('#8aa7c7 #c6d6e4 #f4f3f0 #b4c6d6 #4b6079 #d9636a #fffaf0'),
  mist: palette('#9fb0b5 #c5cfcd #eceae2 #a7b6b5 #3f5554 #c98f5a #fffdf5'),
  night: palette('#070d2b #1b2a63 #51609f #2c3972 #080d22 #f5c86b #dfe7ff', true),
  aurora: palette('#04122b #0f4a55 #3fae90 #1d4f63 #05131f #a06bff #d9fff0', true),
  storm: palette('#3d4a5c #74828f #c3c6bf #6b7a85 #222c36 #e3b04b #f3f0e0'),
  neon: palette('#12062e #4a1180 #ff4fa0 #3c1b7c #0a0620 #22e0ff #ffd0f0', true),
  desert: palette('#5f9bb8 #e7c9a0 #ffe3b5 #dd9a63 #8a4526 #c23b22 #fff3d0'),
  mars: palette('#7a4534 #c77b52 #f2c194 #b3603d #4a1e14 #f29f58 #ffe9cf'),
  sea: palette('#3f8fbd #93d0dd #eff5e6 #5fb0bf #14506b #ff9d6c #fffbe8'),
  deep: palette('#0d6d92 #0a4f77 #0a3558 #0e3d5f #041a30 #ffb25e #c9f6ff', true),
  space: palette('#05040f #1a1440 #4a2a72 #2a1d55 #06050f #ff9f6b #f3ecff', true),
  jungle: palette('#7fb89a #c6dfb0 #f3f0c8 #6fa672 #17402f #f0b429 #fffbe0'),
  candy: palette('#8fb8f0 #f3b8d8 #fff0dc #c9a0dc #6a4c93 #ff6f91 #fffaf0'),
} as const satisfies Record<string, Palette>;
export type PaletteName = keyof typeof palettes;

/** The time of day says more about colours than a mood or a season does, so it is asked first. */
export const timeWords: Readonly<Record<string, PaletteName>> = {
  dawn: 'dawn',
  sunrise: 'dawn',
  morning: 'dawn',
  sunset: 'sunset',
  dusk: 'sunset',
  evening: 'sunset',
  twilight: 'sunset',
  golden: 'golden',
  neon: 'neon',
  cyberpunk: 'neon',
  night: 'night',
  midnight: 'night',
  moonlit: 'night',
  moonlight: 'night',
  starry: 'night',
  aurora: 'aurora',
  autumn: 'autumn',
  underwater: 'deep',
  nebula: 'space',
  galaxy: 'space',
  space: 'space',
};

export const paletteWords: Readonly<Record<string, PaletteName>> = {
  dawn: 'dawn',
  sunrise: 'dawn',
  morning: 'dawn',
  gentle: 'dawn',
  romantic: 'dawn',
  sunset: 'sunset',
  dusk: 'sunset',
  evening: 'sunset',
  twilight: 'sunset',
  dramatic: 'sunset',
  warm: 'sunset',
  golden: 'golden',
  gold: 'golden',
  afternoon: 'golden',
  nostalgic: 'golden',
  summer: 'golden',
  cosy: 'golden',
  cozy: 'golden',
  day: 'day',
  noon: 'day',
  sunny: 'day',
  bright: 'day',
  happy: 'day',
  cheerful: 'day',
  spring: 'spring',
  blossom: 'spring',
  fresh: 'spring',
  pastel: 'candy',
  cute: 'candy',
  candy: 'candy',
  dreamy: 'candy',
  whimsical: 'candy',
  autumn: 'autumn',
  fall: 'autumn',
  october: 'autumn',
  winter: 'winter',
  snow: 'winter',
  snowy: 'winter',
  frozen: 'winter',
  ice: 'winter',
  icy: 'winter',
  arctic: 'winter',
  mist: 'mist',
  misty: 'mist',
  fog: 'mist',
  foggy: 'mist',
  calm: 'mist',
  quiet: 'mist',
  zen: 'mist',
  serene: 'mist',
  night: 'night',
  midnight: 'night',
  moonlit: 'night',
  moonlight: 'night',
  starry: 'night',
  dark: 'night',
  moon: 'night',
  aurora: 'aurora',
  northern: 'aurora',
  magical: 'aurora',
  storm: 'storm',
  stormy: 'storm',
  rain: 'storm',
  rainy: 'storm',
  gloomy: 'storm',
  sad: 'storm',
  thunder: 'storm',
  neon: 'neon',
  cyberpunk: 'neon',
  synthwave: 'neon',
  futuristic: 'neon',
  vaporwave: 'neon',
  retrowave: 'neon',
  desert: 'desert',
  dune: 'desert',
  sahara: 'desert',
  savanna: 'desert',
  mars: 'mars',
  martian: 'mars',
  sea: 'sea',
  ocean: 'sea',
  beach: 'sea',
  tropical: 'sea',
  lagoon: 'sea',
  underwater: 'deep',
  reef: 'deep',
  deep: 'deep',
  space: 'space',
  galaxy: 'space',
  cosmic: 'space',
  nebula: 'space',
  cosmos: 'space',
  orbit: 'space',
  jungle: 'jungle',
  rainforest: 'jungle',
  lush: 'jungle',
};

export const colourWords: Readonly<Record<string, string>> = {
  red: '#d83a34',
  crimson: '#b3202c',
  scarlet: '#e0322b',
  pink: '#f27fa5',
  magenta: '#d6338f',
  purple: '#7d4bb5',
  violet: '#8055c8',
  lavender: '#b49be0',
  indigo: '#43469e',
  blue: '#3473c8',
  navy: '#1f3566',
  azure: '#3f9be0',
  cyan: '#35bcd2',
  turquoise: '#35b8a8',
  teal: '#1f8587',
  green: '#4a9a52',
  emerald: '#1f9a64',
  olive: '#7d8038',
  lime: '#9bc53d',
  yellow: '#f3c63c',
  amber: '#eba23a',
  orange: '#ee8435',
  coral: '#f4795b',
  peach: '#f8b791',
  brown: '#87563a',
  beige: '#d9c3a0',
  cream: '#f2e6cc',
  white: '#f5f3ee',
  grey: '#8b9096',
  gray: '#8b9096',
  black: '#26262c',
  silver: '#b6bec8',
};

const bySeed: readonly PaletteName[] = ['dawn', 'sunset', 'golden', 'day', 'spring', 'mist', 'dawn', 'golden', 'candy'];

export function choosePalette(named: PaletteName | null, tint: Colour | null, chance: Chance): Palette {
  const chosen: Palette = palettes[named ?? chance.pick(bySeed)];
  if (!tint) return chosen;
  const toward = (base: Colour, share: number) => tinted(base, tint, share);
  return {
    ...chosen,
    top: toward(chosen.top, 0.65),
    middle: toward(chosen.middle, 0.5),
    horizon: toward(chosen.horizon, 0.25),
    far: toward(chosen.far, 0.6),
    near: toward(chosen.near, 0.6),
    accent: tint,
  };
}
