import { setImmediate as breathe } from 'node:timers/promises';
import sharp, { type OverlayOptions } from 'sharp';
import { fixed, svg, type Canvas, type Scenery } from './canvas.js';
import { css, mix, tinted, type Colour } from './colour.js';
import { spriteBody } from './sprite-catalogue.js';
import { boats, busts, flying, swimming } from './vocabulary.js';

interface Placement {
  readonly sprite: string;
  readonly tint: Colour | null;
  readonly x: number;
  /** Of its foot. */
  readonly y: number;
  readonly size: number;
  /** 0 near to 1 far. */
  readonly haze: number;
  readonly tilt: number;
  readonly mirrored: boolean;
  readonly kind: 'ground' | 'air' | 'water' | 'bust';
}

const rowsBetweenBreaths = 32;

/** Things of the prompt, lit and coloured by the scene, in two layers: behind the foreground, and in front of it. */
export async function paintSprites(
  canvas: Canvas,
  scenery: Scenery,
  signal: AbortSignal | undefined,
): Promise<{ behind: OverlayOptions[]; before: OverlayOptions[] }> {
  const behind: OverlayOptions[] = [];
  const before: OverlayOptions[] = [];
  const placed = placements(canvas, scenery).sort((one, other) => other.haze - one.haze);
  for (const placement of placed) {
    signal?.throwIfAborted();
    const inFront = placement.kind === 'ground' && scenery.front !== '';
    const layer = inFront ? before : behind;
    const image = await paintSprite(canvas, placement);
    const shadow = placement.kind === 'ground' ? [groundShadow(canvas, placement)] : [];
    layer.push(...shadow, image);
    if (placement.kind === 'water' && boats.has(placement.sprite)) layer.unshift(await reflection(canvas, placement, image));
  }
  return { behind, before };
}

function placements(canvas: Canvas, { groundY }: Scenery): Placement[] {
  const { unit, width, height, scene, chance, horizon } = canvas;
  const all: Placement[] = [];
  const single = scene.subjects.length <= 1;
  const centred = scene.setting === 'studio' || scene.treatment === 'minimal' || scene.treatment === 'poster';
  const mainX = centred ? 0.5 : canvas.sunX > width / 2 ? 0.4 : 0.6;
  const slots = [mainX, mainX < 0.5 ? 0.74 : 0.26, mainX < 0.5 ? 0.16 : 0.84, 0.5, 0.9];
  scene.subjects.forEach(({ sprite, count, tint }, order) => {
    const kind = kindOf(sprite, canvas);
    const main =
      (kind === 'bust' ? 0.52 : kind === 'air' ? 0.38 : scene.setting === 'studio' ? 0.56 : 0.46) *
      (single || order === 0 ? 1 : 0.62) *
      (centred && single ? 1.05 : 1);
    for (let n = 0; n < count; n += 1) {
      const share = count === 1 ? main : main * (n === 0 ? 0.8 : 0.75 - n * 0.07);
      const size = unit * Math.max(share, 0.13) * (scene.setting === 'space' ? 0.95 : 1);
      const side = n === 0 ? 0 : ((n % 2 === 0 ? -1 : 1) * (0.13 + 0.13 * Math.ceil(n / 2)) * unit) / width;
      const x = width * Math.min(Math.max((slots[order] ?? 0.5) + side, 0.1), 0.9);
      const haze = Math.min(0.5, (order > 0 ? 0.1 : 0) + n * 0.06);
      const foot = footOf(canvas, kind, size, groundY, order + n);
      all.push({
        sprite,
        tint,
        x,
        y: kind === 'bust' ? foot : Math.min(foot, height * 0.97),
        size,
        haze,
        kind,
        tilt: kind === 'air' ? chance.between(-9, 9) : 0,
        mirrored: chance.next() < 0.5,
      });
    }
  });
  return all.map((one) => (one.kind === 'air' && scene.setting !== 'space' ? { ...one, y: Math.min(one.y, horizon + unit * 0.12) } : one));
}

function kindOf(sprite: string, { scene }: Canvas): Placement['kind'] {
  if (scene.setting === 'flow' || scene.setting === 'space' || scene.setting === 'sky') return 'air';
  if (scene.setting === 'underwater') return swimming.has(sprite) || busts.has(sprite) || flying.has(sprite) ? 'air' : 'ground';
  if (busts.has(sprite)) return 'bust';
  if (scene.setting === 'studio') return 'ground';
  if (flying.has(sprite)) return 'air';
  return swimming.has(sprite) && (scene.setting === 'sea' || scene.setting === 'lake') ? 'water' : 'ground';
}

function footOf(canvas: Canvas, kind: Placement['kind'], size: number, groundY: number, order: number): number {
  const { unit, height, horizon, chance, scene } = canvas;
  switch (kind) {
    case 'air': {
      const free = scene.setting === 'space' || scene.setting === 'underwater' || scene.setting === 'flow' || scene.setting === 'sky';
      const middle = free
        ? height * (order === 0 ? 0.5 : chance.between(0.25, 0.68))
        : horizon * (order === 0 ? 0.5 : chance.between(0.3, 0.75));
      return middle + size / 2;
    }
    case 'water':
      return horizon + unit * (order === 0 ? 0.17 : 0.05 + 0.1 * chance.next()) + size * 0.1;
    case 'bust':
      // Without anything in front of it, the picture's own edge cuts it, as in a portrait.
      return scene.setting === 'studio' || scene.setting === 'city' || scene.setting === 'sea' || scene.setting === 'desert'
        ? height + size * 0.07
        : groundY + size * 0.2;
    case 'ground':
      return (
        groundY +
        (order === 0 ? unit * 0.035 : -unit * 0.012 + unit * 0.02 * chance.next()) +
        (scene.setting === 'studio' ? unit * 0.02 * (order % 2) : 0)
      );
  }
}

async function paintSprite(canvas: Canvas, placement: Placement): Promise<OverlayOptions> {
  const size = Math.max(16, Math.round(placement.size));
  const flip = placement.mirrored ? 'translate(128 0) scale(-1 1)' : '';
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${size}" height="${size}" viewBox="-6 -6 140 140"><g transform="rotate(${fixed(placement.tilt)} 64 64) ${flip}">${spriteBody(placement.sprite)}</g></svg>`;
  const { data, info } = await sharp(Buffer.from(drawing)).resize(size, size).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  await light(canvas, placement, data, size);
  return {
    input: data,
    raw: { width: info.width, height: info.height, channels: 4 },
    left: Math.round(placement.x - size / 2),
    top: Math.round(placement.y - size),
  };
}

/** Gives a drawing the light of its scene: the colour of the air, a bright side towards the sun, a dark foot, and haze with distance. */
async function light(canvas: Canvas, placement: Placement, pixels: Buffer, size: number): Promise<void> {
  const { palette, scene, unit } = canvas;
  const air = mix(palette.light, palette.middle, palette.dark ? 0.55 : 0.35);
  const shade = mix(palette.near, palette.far, 0.3);
  const fog = mix(palette.horizon, palette.far, 0.3);
  const airShare = scene.treatment === 'poster' ? 0.12 : palette.dark ? 0.4 : 0.22;
  const darkness = palette.dark ? 0.26 : 0.16;
  const sunSide = canvas.sunX >= placement.x ? 1 : -1;
  for (let y = 0; y < size; y += 1) {
    if (y % rowsBetweenBreaths === 0) await breathe();
    const foot = (y / size) ** 2.2;
    for (let x = 0; x < size; x += 1) {
      const at = (y * size + x) * 4;
      if (pixels[at + 3] === 0) continue;
      let pixel: Colour = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
      if (placement.tint) pixel = tinted(pixel, placement.tint, 0.72);
      const across = ((x / size) * 2 - 1) * sunSide;
      const multiplied: Colour = [(pixel[0] * air[0]) / 255, (pixel[1] * air[1]) / 255, (pixel[2] * air[2]) / 255];
      pixel = mix(pixel, multiplied, airShare + darkness * 0.6);
      pixel = mix(pixel, shade, foot * darkness * 1.4 + Math.max(0, -across) * darkness);
      pixel = mix(pixel, palette.light, Math.max(0, across - foot * 0.4) ** 2 * 0.24);
      const brush = canvas.noise((x / unit) * 22, (y / unit) * 22) * 5;
      pixel = mix(pixel, fog, placement.haze);
      pixels[at] = Math.min(Math.max(pixel[0] + brush, 0), 255);
      pixels[at + 1] = Math.min(Math.max(pixel[1] + brush, 0), 255);
      pixels[at + 2] = Math.min(Math.max(pixel[2] + brush, 0), 255);
    }
  }
}

function groundShadow(canvas: Canvas, { x, y, size, haze }: Placement): OverlayOptions {
  const { palette } = canvas;
  const shift = (x - canvas.sunX) * 0.08;
  const tone = css(mix(palette.near, [0, 0, 0], 0.45));
  const content = `<radialGradient id="shadow"><stop offset="0" stop-color="${tone}" stop-opacity="${(0.62 - haze * 0.5).toFixed(2)}"/><stop offset=".55" stop-color="${tone}" stop-opacity="${(0.26 - haze * 0.2).toFixed(2)}"/><stop offset="1" stop-color="${tone}" stop-opacity="0"/></radialGradient><ellipse cx="${fixed(x + shift * 0.4)}" cy="${fixed(y - size * 0.05)}" rx="${fixed(size * 0.5)}" ry="${fixed(size * 0.085)}" fill="url(#shadow)"/>`;
  return { input: svg(canvas, content), left: 0, top: 0 };
}

async function reflection(canvas: Canvas, { size, y }: Placement, image: OverlayOptions): Promise<OverlayOptions> {
  const side = Math.max(16, Math.round(size));
  const height = Math.max(4, Math.round(side * 0.6));
  const fade = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${height}"><linearGradient id="f" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".4"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></linearGradient><rect width="100%" height="100%" fill="url(#f)"/></svg>`;
  const input = await sharp(image.input as Buffer, { raw: { width: side, height: side, channels: 4 } })
    .flip()
    .resize(side, height, { fit: 'fill' })
    .blur(Math.max(0.5, canvas.unit / 300))
    .composite([{ input: Buffer.from(fade), blend: 'dest-in' }])
    .raw()
    .toBuffer();
  return { input, raw: { width: side, height, channels: 4 }, left: image.left ?? 0, top: Math.round(y - size * 0.12) };
}
