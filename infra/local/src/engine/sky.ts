import { setImmediate as breathe } from 'node:timers/promises';
import sharp from 'sharp';
import type { Canvas } from './canvas.js';
import { mix, type Colour } from './colour.js';

const sideMax = 400;
const rowsBetweenBreaths = 40;

const smooth = (low: number, high: number, value: number) => {
  const share = Math.min(Math.max((value - low) / (high - low), 0), 1);
  return share * share * (3 - 2 * share);
};

export function layered(noise: Canvas['noise'], x: number, y: number, octaves: number): number {
  let sum = 0;
  let weight = 0.5;
  let scale = 1;
  for (let octave = 0; octave < octaves; octave += 1) {
    sum += noise(x * scale, y * scale) * weight;
    weight *= 0.5;
    scale *= 2.03;
  }
  return sum;
}

/** The background, computed small and enlarged smoothly. Lets the process do other things between rows. */
export async function paintSky(canvas: Canvas, signal: AbortSignal | undefined): Promise<Buffer> {
  const shrink = Math.max(1, Math.max(canvas.width, canvas.height) / sideMax);
  const width = Math.ceil(canvas.width / shrink);
  const height = Math.ceil(canvas.height / shrink);
  const pixels = Buffer.alloc(width * height * 3);
  const paint = painterOf(canvas);
  for (let y = 0; y < height; y += 1) {
    if (y % rowsBetweenBreaths === 0) {
      signal?.throwIfAborted();
      await breathe();
    }
    for (let x = 0; x < width; x += 1) {
      const pixel = paint(x * shrink, y * shrink);
      const at = (y * width + x) * 3;
      pixels[at] = pixel[0];
      pixels[at + 1] = pixel[1];
      pixels[at + 2] = pixel[2];
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(canvas.width, canvas.height, { kernel: 'cubic', fit: 'fill' })
    .raw()
    .toBuffer();
}

function painterOf(canvas: Canvas): (x: number, y: number) => Colour {
  switch (canvas.scene.setting) {
    case 'space':
      return nebula(canvas);
    case 'flow':
      return flow(canvas);
    case 'underwater':
      return water(canvas);
    case 'studio':
      return wall(canvas);
    case 'mountains':
    case 'hills':
    case 'meadow':
    case 'sea':
    case 'lake':
    case 'forest':
    case 'city':
    case 'desert':
    case 'sky':
      return clouds(canvas);
  }
}

const gradient = ({ palette }: Canvas, share: number): Colour =>
  share < 0.55 ? mix(palette.top, palette.middle, share / 0.55) : mix(palette.middle, palette.horizon, (share - 0.55) / 0.45);

function clouds(canvas: Canvas): (x: number, y: number) => Colour {
  const { palette, unit, noise, horizon, scene } = canvas;
  const plain = scene.treatment === 'minimal' || scene.treatment === 'poster';
  const cover = plain ? 0.9 : scene.rain ? -0.25 : canvas.chance.between(0.02, 0.22);
  const cloud = mix(palette.horizon, palette.light, palette.dark ? 0.15 : 0.6);
  const shade = mix(palette.middle, palette.far, 0.5);
  return (x, y) => {
    const share = Math.min(y / horizon, 1);
    const distance = Math.hypot(x - canvas.sunX, (y - canvas.sunY) * 1.15) / unit;
    let pixel = mix(gradient(canvas, share), palette.light, (palette.dark ? 0.3 : 0.62) * Math.exp(-distance * 3.4));
    if (plain) return pixel;
    // Clouds lie flatter towards the horizon.
    const flat = 1.6 + share * 3.2;
    const u = x / unit;
    const v = (y / unit) * flat;
    const warp = noise(u * 1.3 + 9, v * 1.3) * 0.35;
    const density = layered(noise, u * 1.5 + warp, v * 1.5 + warp, 5);
    const amount = smooth(cover, cover + 0.5, density) * (1 - smooth(0.85, 1, share) * 0.7);
    const lit = smooth(-0.2, 0.35, density - layered(noise, u * 1.5 + warp + 0.05, v * 1.5 + warp + 0.12, 3));
    pixel = mix(pixel, mix(shade, cloud, lit), amount * (palette.dark ? 0.45 : 0.8));
    return pixel;
  };
}

function nebula(canvas: Canvas): (x: number, y: number) => Colour {
  const { palette, unit, noise } = canvas;
  return (x, y) => {
    const u = (x / unit) * 1.5;
    const v = (y / unit) * 1.5;
    const warp = layered(noise, u + 3, v + 7, 3);
    const gas = smooth(-0.5, 0.6, layered(noise, u + warp * 0.9, v - warp * 0.7, 5));
    const dust = smooth(0.1, 0.6, layered(noise, u * 1.4 - warp + 20, v * 1.4 + 5, 4));
    const base = mix(mix(palette.top, palette.middle, gas), palette.horizon, gas * gas * 0.9);
    return mix(mix(base, palette.accent, dust * gas * 0.55), palette.light, gas ** 5 * 0.5);
  };
}

function flow(canvas: Canvas): (x: number, y: number) => Colour {
  const { palette, unit, noise } = canvas;
  const ramp = [palette.near, palette.far, palette.middle, palette.horizon, palette.light, palette.accent, palette.top];
  return (x, y) => {
    const u = (x / unit) * 0.9;
    const v = (y / unit) * 0.9;
    const p = layered(noise, u, v, 3);
    const q = layered(noise, u + p * 1.7 + 5.2, v + p * 1.3 + 1.3, 3);
    const r = layered(noise, u + q * 1.9, v + q * 1.6 + 2.8, 3);
    const at = Math.min(Math.max((r + 0.75) / 1.5, 0), 0.999) * (ramp.length - 1);
    const low = Math.floor(at);
    const fold = smooth(0, 1, at - low);
    const pixel = mix(ramp[low] ?? palette.near, ramp[low + 1] ?? palette.top, fold);
    return mix(pixel, palette.light, Math.max(0, 0.28 - Math.abs(q - r)) * 0.9);
  };
}

function water(canvas: Canvas): (x: number, y: number) => Colour {
  const { palette, unit, height, noise } = canvas;
  return (x, y) => {
    const depth = y / height;
    const base = mix(
      mix(palette.light, palette.top, smooth(-0.25, 0.25, depth)),
      mix(palette.middle, palette.near, smooth(0.3, 1, depth)),
      smooth(0.05, 0.8, depth),
    );
    const angle = (x - canvas.sunX) / (y + unit * 0.5);
    const rays = smooth(0.05, 0.6, noise(angle * 5, 4) + noise(angle * 13, 9) * 0.5) * (1 - depth) ** 1.6;
    return mix(base, palette.light, rays * 0.35 + Math.max(0, noise((x / unit) * 6, (y / unit) * 18)) * 0.12 * (1 - depth) ** 3);
  };
}

function wall(canvas: Canvas): (x: number, y: number) => Colour {
  const { palette, unit, height, noise, horizon } = canvas;
  const paper = palette.dark ? mix(palette.middle, palette.horizon, 0.3) : mix(palette.horizon, palette.middle, 0.35);
  return (x, y) => {
    const mottled = layered(noise, (x / unit) * 1.2, (y / unit) * 1.2, 4) * 0.5 + 0.5;
    const glow = Math.exp(-Math.hypot(x - canvas.sunX, y - height * 0.36) / unit / 0.5);
    const shadow = Math.max(0, (y / horizon - 0.4) * 0.18);
    return mix(mix(mix(paper, palette.middle, mottled * 0.3), palette.light, glow * 0.75), palette.near, shadow);
  };
}
