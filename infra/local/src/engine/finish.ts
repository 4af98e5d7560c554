import { setImmediate as breathe } from 'node:timers/promises';
import sharp from 'sharp';
import type { Canvas } from './canvas.js';
import { mix, type Colour } from './colour.js';
import { Chance } from './random.js';
import type { Treatment } from './vocabulary.js';

interface Look {
  readonly bloom: number;
  readonly grain: number;
  readonly vignette: number;
  readonly contrast: number;
  readonly saturation: number;
  /** Mixed into everything, with its share. */
  readonly wash: readonly [Colour, number];
}

const cream: Colour = [246, 240, 226];
const looks: Readonly<Record<Treatment, Look>> = {
  natural: { bloom: 0.26, grain: 5, vignette: 0.22, contrast: 0.3, saturation: 1.2, wash: [cream, 0] },
  glow: { bloom: 0.4, grain: 4, vignette: 0.26, contrast: 0.3, saturation: 1.22, wash: [cream, 0] },
  watercolor: { bloom: 0.18, grain: 2, vignette: 0, contrast: 0.12, saturation: 1.15, wash: [cream, 0.08] },
  poster: { bloom: 0, grain: 6, vignette: 0, contrast: 0.15, saturation: 1.1, wash: [cream, 0.05] },
  minimal: { bloom: 0.12, grain: 4, vignette: 0.06, contrast: 0.1, saturation: 1.02, wash: [cream, 0.12] },
  mono: { bloom: 0.28, grain: 11, vignette: 0.3, contrast: 0.4, saturation: 0, wash: [cream, 0.02] },
  pixel: { bloom: 0, grain: 0, vignette: 0.1, contrast: 0.2, saturation: 1.2, wash: [cream, 0] },
  vintage: { bloom: 0.25, grain: 9, vignette: 0.34, contrast: 0.05, saturation: 0.6, wash: [[222, 178, 120], 0.16] },
};

const grainSide = 256;
const rowsBetweenBreaths = 64;

/** Light that spreads, contrast, colour, paper and grain: what makes one picture of the layers. `pixels` are changed in place. */
export async function finish(canvas: Canvas, pixels: Buffer, signal: AbortSignal | undefined): Promise<void> {
  const { width, height, scene } = canvas;
  const look = looks[scene.treatment];
  const glow = look.bloom > 0 ? await spread(canvas, pixels) : null;
  const curve = curveOf(look.contrast);
  const grain = grainOf(canvas.chance, look.grain);
  const paper = scene.treatment === 'watercolor' ? await paperOf(canvas, signal) : null;
  const [wash, washShare] = look.wash;
  for (let y = 0; y < height; y += 1) {
    if (y % rowsBetweenBreaths === 0) {
      signal?.throwIfAborted();
      await breathe();
    }
    const v = (y / height) * 2 - 1;
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 3;
      const u = (x / width) * 2 - 1;
      const shade = 1 - look.vignette * (u * u + v * v) ** 1.3 * 0.5;
      const noise = grain[(y % grainSide) * grainSide + (x % grainSide)] ?? 0;
      const page = paper ? (paper[y * width + x] ?? 0) / 255 : 0;
      const red = finished(pixels[at] ?? 0, glow?.[at] ?? 0, look.bloom, curve);
      const green = finished(pixels[at + 1] ?? 0, glow?.[at + 1] ?? 0, look.bloom, curve);
      const blue = finished(pixels[at + 2] ?? 0, glow?.[at + 2] ?? 0, look.bloom, curve);
      const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
      for (let channel = 0; channel < 3; channel += 1) {
        const value = channel === 0 ? red : channel === 1 ? green : blue;
        let toned = (grey + (value - grey) * look.saturation) * shade;
        toned += ((wash[channel as 0 | 1 | 2] ?? 0) - toned) * washShare + noise;
        if (page > 0) toned += ((cream[channel as 0 | 1 | 2] ?? 0) - toned) * page;
        pixels[at + channel] = toned < 0 ? 0 : toned > 255 ? 255 : toned;
      }
    }
  }
}

function finished(value: number, glow: number, bloom: number, curve: Uint8Array): number {
  const lit = 255 - ((255 - value) * (255 - glow * bloom * (glow / 255))) / 255;
  return curve[Math.round(lit)] ?? value;
}

/** The picture as a soft cloud of light. */
async function spread({ width, height, unit }: Canvas, pixels: Buffer): Promise<Buffer> {
  const small = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(Math.ceil(width / 8), Math.ceil(height / 8), { fit: 'fill' })
    .blur(Math.max(0.6, unit / 8 / 32))
    .raw()
    .toBuffer();
  return sharp(small, { raw: { width: Math.ceil(width / 8), height: Math.ceil(height / 8), channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
}

function curveOf(contrast: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, value) => {
    const share = value / 255;
    const bent = share * share * (3 - 2 * share);
    return Math.round(255 * Math.min(Math.max(share + (bent - share) * contrast, 0), 1));
  });
}

function grainOf(chance: Chance, strength: number): Float32Array {
  const grains = new Chance(Math.floor(chance.next() * 2 ** 32));
  return Float32Array.from({ length: grainSide * grainSide }, () => (grains.next() + grains.next() - 1) * strength);
}

/** How much of the paper shows: at the ragged edge all of it, inside a little where the paint ran thin. */
async function paperOf(canvas: Canvas, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const { width, height, unit, noise } = canvas;
  const page = new Uint8Array(width * height);
  const margin = unit * 0.055;
  for (let y = 0; y < height; y += 1) {
    if (y % rowsBetweenBreaths === 0) {
      signal?.throwIfAborted();
      await breathe();
    }
    for (let x = 0; x < width; x += 1) {
      const edge = Math.min(x, y, width - 1 - x, height - 1 - y);
      let shown = 0.06 + 0.07 * noise((x / unit) * 60, (y / unit) * 60);
      if (edge < margin * 2.2) {
        const ragged = margin * (1 + 0.55 * noise((x / unit) * 5, (y / unit) * 5) + 0.25 * noise((x / unit) * 19, (y / unit) * 19));
        const inside = Math.min(Math.max((edge - ragged) / (unit * 0.012), 0), 1);
        shown = Math.max(shown, 1 - inside);
      }
      page[y * width + x] = Math.min(Math.max(shown, 0), 1) * 255;
    }
  }
  return page;
}

/** The paper around a poster. */
export function frameColour(canvas: Canvas): Colour {
  return mix(cream, canvas.palette.horizon, 0.18);
}
