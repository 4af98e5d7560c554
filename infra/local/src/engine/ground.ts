import { fixed, type Canvas } from './canvas.js';
import { css, mix, type Colour } from './colour.js';

/** A filled landscape line: fading into mist at its foot, so that the next one stands out. */
export function ridgeLine(
  canvas: Canvas,
  layer: number,
  line: (x: number) => number,
  [crest, foot]: readonly [Colour, Colour],
  depth: number,
): string {
  const step = Math.max(2, canvas.width / 256);
  let top = canvas.height;
  let path = `M0 ${canvas.height}`;
  for (let x = 0; x <= canvas.width + step; x += step) {
    const y = line(x);
    top = Math.min(top, y);
    path += `L${fixed(x)} ${fixed(y)}`;
  }
  const id = `ridge${layer}`;
  const end = top + canvas.unit * depth;
  return `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="0" y1="${fixed(top)}" x2="0" y2="${fixed(end)}"><stop offset="0" stop-color="${css(crest)}"/><stop offset="1" stop-color="${css(foot)}"/></linearGradient><path d="${path}L${canvas.width} ${canvas.height}Z" fill="url(#${id})"/>`;
}

export function mountains(canvas: Canvas, layers: number): string {
  const { unit, palette, horizon, scene } = canvas;
  let content = '';
  for (let layer = 0; layer < layers; layer += 1) {
    const near = (layer + 1) / layers;
    const height = unit * (0.34 - 0.2 * near);
    const base = horizon + unit * 0.1 * near - unit * 0.02;
    const line = (x: number) => {
      const u = (x / unit) * (1.3 + near * 1.5);
      const peaks = (1 - Math.abs(canvas.ridge(u, layer))) ** 2 * 0.8 + canvas.ridge(u * 0.5, layer + 20) * 0.35;
      return base - height * peaks - canvas.ridge(u * 4, layer + 40) * height * 0.09 - canvas.ridge(u * 13, layer + 60) * height * 0.025;
    };
    const crest = mix(palette.far, palette.near, near ** 1.5 * 0.9);
    const cap = layer === 0 || scene.snow ? mix(crest, palette.light, palette.dark ? 0.2 : 0.55 - near * 0.2) : crest;
    content += ridgeLine(
      canvas,
      layer,
      line,
      [cap, mix(mix(palette.far, palette.near, near ** 1.5 * 0.7), palette.horizon, 0.6 - near * 0.35)],
      0.24,
    );
  }
  return content;
}

export function hills(canvas: Canvas, layers: number, from = 0.02, first = 30): string {
  const { unit, palette, horizon, scene } = canvas;
  const ground = scene.snow ? mix(palette.light, palette.top, 0.15) : palette.near;
  let content = '';
  for (let layer = 0; layer < layers; layer += 1) {
    const near = (layer + 1) / layers;
    const base = horizon + unit * (from + 0.2 * (layer / layers) ** 1.1);
    const line = (x: number) => {
      const u = (x / unit) * (1.5 - near * 0.6);
      return base - unit * 0.07 * canvas.ridge(u, layer + first) - unit * 0.018 * canvas.ridge(u * 3.1, layer + first + 20);
    };
    const crest = mix(mix(palette.far, ground, near), palette.light, palette.dark ? 0.05 : 0.18);
    content += ridgeLine(canvas, first + layer, line, [crest, mix(palette.far, ground, near * 0.9 + 0.1)], 0.28);
  }
  return content;
}

export function dunes(canvas: Canvas): string {
  const { unit, palette, horizon } = canvas;
  let content = '';
  for (let layer = 0; layer < 5; layer += 1) {
    const near = layer / 4;
    const base = horizon + unit * 0.28 * near ** 1.3;
    const line = (x: number) => {
      const u = (x / unit) * (1.1 - near * 0.4) + layer * 7;
      return base - unit * (0.11 + near * 0.05) * (1 - Math.abs(canvas.ridge(u, layer + 70))) ** 1.4 + unit * 0.06;
    };
    content += ridgeLine(
      canvas,
      70 + layer,
      line,
      [mix(mix(palette.horizon, palette.far, 0.35 + near * 0.5), palette.near, near * 0.3), mix(palette.far, palette.near, near * 0.8)],
      0.16 + near * 0.1,
    );
  }
  return content;
}

export function waterSurface(canvas: Canvas): string {
  const { unit, palette, horizon, width, height, chance } = canvas;
  const id = 'water';
  const near = mix(palette.near, palette.top, palette.dark ? 0.3 : 0.45);
  let content = `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${css(mix(palette.horizon, palette.middle, 0.5))}"/><stop offset=".3" stop-color="${css(mix(palette.middle, near, 0.5))}"/><stop offset="1" stop-color="${css(near)}"/></linearGradient><rect x="0" y="${fixed(horizon)}" width="${width}" height="${fixed(height - horizon)}" fill="url(#${id})"/>`;
  for (let n = 0; n < 240; n += 1) {
    const depth = chance.next() ** 1.7;
    const y = horizon + (height - horizon) * depth;
    const glitter = chance.next() < 0.55;
    const x = glitter ? canvas.sunX + (chance.next() + chance.next() - 1) * unit * (0.06 + depth * 0.3) : chance.next() * width;
    const length = unit * (0.01 + depth * 0.09) * (0.4 + chance.next());
    const tone = glitter ? palette.light : chance.next() < 0.5 ? palette.horizon : palette.near;
    const opacity = (glitter ? 0.5 : 0.16) * (1 - depth * 0.4);
    content += `<ellipse cx="${fixed(x)}" cy="${fixed(y)}" rx="${fixed(length)}" ry="${fixed(unit * (0.0008 + depth * 0.0035))}" fill="${css(tone)}" opacity="${opacity.toFixed(2)}"/>`;
  }
  return content;
}

export function grass(canvas: Canvas, baseline: (x: number) => number, flowers: boolean): string {
  const { unit, palette, width, height, chance, scene } = canvas;
  if (scene.snow) return '';
  let blades = '';
  let heads = '';
  const count = Math.round((width / unit) * 260);
  for (let n = 0; n < count; n += 1) {
    const x = chance.next() * width;
    const y = baseline(x) + chance.next() ** 1.5 * (height - baseline(x));
    const size = unit * (0.018 + 0.04 * Math.max(0, (y - canvas.horizon) / (height - canvas.horizon))) * (0.6 + chance.next() * 0.7);
    const lean = (chance.next() - 0.5) * size * 0.9;
    const tone = mix(mix(palette.near, palette.far, chance.next() * 0.5), palette.light, chance.next() * 0.14);
    blades += `<path d="M${fixed(x - size * 0.06)} ${fixed(y)}Q${fixed(x)} ${fixed(y - size * 0.6)} ${fixed(x + lean)} ${fixed(y - size)}Q${fixed(x + size * 0.09)} ${fixed(y - size * 0.5)} ${fixed(x + size * 0.06)} ${fixed(y)}Z" fill="${css(tone)}"/>`;
    if (flowers && n % 5 === 0) {
      const petal = mix(palette.accent, palette.light, chance.next() * 0.6);
      heads += `<circle cx="${fixed(x + lean)}" cy="${fixed(y - size)}" r="${fixed(size * 0.16)}" fill="${css(petal)}"/><circle cx="${fixed(x + lean)}" cy="${fixed(y - size)}" r="${fixed(size * 0.06)}" fill="${css(palette.light)}"/>`;
    }
  }
  return blades + heads;
}
