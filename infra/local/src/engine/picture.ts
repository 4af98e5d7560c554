import sharp, { type OverlayOptions } from 'sharp';
import { createNoise2D } from 'simplex-noise';
import { fixed, svg, type Canvas } from './canvas.js';
import { css, mix, type Colour } from './colour.js';
import { encode } from './encoding.js';
import { finish, frameColour } from './finish.js';
import type { PictureRequest, RenderOptions } from './picture-request.js';
import { demoMark } from './mark.js';
import type { Palette } from './palettes.js';
import { readPrompt, type Scene } from './prompt-reading.js';
import { Chance } from './random.js';
import { paintScenery } from './scenery.js';
import { paintSky } from './sky.js';
import { paintSprites } from './sprites.js';

/** Paints a picture in stages; between them it can be cancelled. */
export async function paintPicture(request: PictureRequest, { signal, onProgress }: RenderOptions): Promise<Uint8Array> {
  const stage = (percent: number) => {
    signal?.throwIfAborted();
    onProgress?.(percent);
  };
  const { width, height } = request;
  const raw = { width, height, channels: 3 } as const;
  const reference = request.reference ? await readReference(request, request.reference) : null;
  const canvas = canvasOf(request, reference?.colours ?? null);
  stage(10);
  const sky = await paintSky(canvas, signal);
  stage(35);
  const scenery = paintScenery(canvas);
  const layers: OverlayOptions[] = [{ input: svg(canvas, scenery.back), left: 0, top: 0 }];
  if (reference) layers.push({ input: reference.veil, raw: { width, height, channels: 4 }, left: 0, top: 0 });
  stage(45);
  const { behind, before } = await paintSprites(canvas, scenery, signal);
  stage(60);
  layers.push(...behind, { input: svg(canvas, scenery.front), left: 0, top: 0 }, ...before, {
    input: svg(canvas, weather(canvas)),
    left: 0,
    top: 0,
  });
  const cropped = await Promise.all(layers.map((layer) => withinFrame(layer, width, height)));
  let pixels: Buffer = await sharp(sky, { raw })
    .composite(cropped.filter((layer) => layer !== null))
    .removeAlpha()
    .raw()
    .toBuffer();
  stage(75);
  if (canvas.scene.treatment === 'pixel') pixels = await pixelated(pixels, width, height);
  await finish(canvas, pixels, signal);
  stage(90);
  const mark = await fullLayer(svg(canvas, frameAndMark(canvas)), width, height);
  return encode(sharp(pixels, { raw }).composite([{ input: mark, raw: { width, height, channels: 4 } }]), request.format, 'normal');
}

function canvasOf(request: PictureRequest, referenceColours: readonly Colour[] | null): Canvas {
  const { width, height, model, prompt, seed } = request;
  const chance = new Chance(`${model}\n${prompt}\n${seed}\nlayout`);
  const noise = createNoise2D(new Chance(`${model}\n${prompt}\n${seed}\nnoise`).next);
  const read = readPrompt(request);
  const palette = referenceColours ? paletteOf(read.palette, referenceColours) : read.palette;
  const scene: Scene = { ...read, palette };
  const unit = Math.min(width, height);
  const share =
    scene.setting === 'studio'
      ? 0.66
      : scene.setting === 'sky'
        ? 1.05
        : scene.setting === 'flow' || scene.setting === 'space'
          ? 1
          : chance.between(0.54, 0.62);
  const flat = scene.treatment === 'poster' || scene.treatment === 'minimal';
  const horizon = height * share;
  return {
    width,
    height,
    unit,
    horizon,
    sunX: width * (flat ? 0.5 : chance.pick([chance.between(0.16, 0.34), chance.between(0.66, 0.84)])),
    sunY: horizon * (flat ? 0.5 : chance.between(0.26, 0.62)),
    palette,
    scene,
    chance,
    noise,
    ridge: (x, layer) => noise(x, layer * 17.3),
  };
}

interface Reference {
  /** Mean colours of three bands, top to bottom. */
  readonly colours: readonly Colour[];
  /** The picture, blurred and half transparent. */
  readonly veil: Buffer;
}

async function readReference(request: PictureRequest, bytes: Uint8Array): Promise<Reference> {
  const { width, height, referenceStrength = 0.8 } = request;
  const source = sharp(bytes, { limitInputPixels: 64_000_000, failOn: 'error' }).rotate().removeAlpha().toColourspace('srgb');
  const fitted = await source.resize(width, height, { fit: 'cover' }).raw().toBuffer({ resolveWithObject: true });
  const raw = { width, height, channels: fitted.info.channels } as const;
  const bands = await sharp(fitted.data, { raw }).resize(1, 3, { fit: 'fill', kernel: 'cubic' }).raw().toBuffer();
  const colours = [0, 1, 2].map((band): Colour => [bands[band * 3] ?? 0, bands[band * 3 + 1] ?? 0, bands[band * 3 + 2] ?? 0]);
  const alpha = 0.78 - 0.4 * referenceStrength;
  const veil = await sharp(fitted.data, { raw })
    .blur(Math.max(1, Math.min(width, height) / 50))
    .ensureAlpha(alpha)
    .raw()
    .toBuffer();
  return { colours, veil };
}

function paletteOf(palette: Palette, colours: readonly Colour[]): Palette {
  const [top = palette.top, middle = palette.middle, bottom = palette.near] = colours;
  return {
    ...palette,
    top: mix(palette.top, top, 0.75),
    middle: mix(palette.middle, mix(top, middle, 0.6), 0.7),
    horizon: mix(palette.horizon, middle, 0.5),
    far: mix(palette.far, middle, 0.6),
    near: mix(palette.near, mix(bottom, [0, 0, 0], 0.35), 0.7),
  };
}

function weather(canvas: Canvas): string {
  const { scene, palette, width, height, unit, chance } = canvas;
  let content = '';
  if (scene.snow && scene.setting !== 'studio') {
    for (let n = 0; n < 150; n += 1) {
      const near = chance.next() ** 3;
      content += `<circle cx="${fixed(chance.next() * width)}" cy="${fixed(chance.next() * height)}" r="${fixed(unit * (0.0016 + 0.007 * near))}" fill="#fff" opacity="${(0.75 - near * 0.4).toFixed(2)}"/>`;
    }
  }
  if (scene.rain && scene.setting !== 'studio') {
    for (let n = 0; n < 170; n += 1) {
      const x = chance.next() * width;
      const y = chance.next() * height;
      const length = unit * chance.between(0.02, 0.06);
      content += `<path d="M${fixed(x)} ${fixed(y)}l${fixed(-length * 0.18)} ${fixed(length)}" stroke="${css(palette.light)}" stroke-width="${fixed(unit * 0.0014)}" opacity=".35"/>`;
    }
  }
  return content;
}

/** About 112 hard-edged blocks along the shorter side, in few colours. */
async function pixelated(pixels: Buffer, width: number, height: number): Promise<Buffer> {
  const block = Math.max(2, Math.round(Math.min(width, height) / 112));
  const small = { width: Math.max(1, Math.round(width / block)), height: Math.max(1, Math.round(height / block)) };
  const shrunk = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(small.width, small.height, { fit: 'fill' })
    .raw()
    .toBuffer();
  for (let at = 0; at < shrunk.length; at += 1) shrunk[at] = Math.min(255, Math.round((shrunk[at] ?? 0) / 20) * 20);
  return sharp(shrunk, { raw: { ...small, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'nearest' })
    .raw()
    .toBuffer();
}

/** A layer as pixels, cut to the picture's edges, which is all that sharp takes; null when it lies outside. */
async function withinFrame(layer: OverlayOptions, width: number, height: number): Promise<OverlayOptions | null> {
  if (!layer.raw)
    return { input: await fullLayer(layer.input as Buffer, width, height), raw: { width, height, channels: 4 }, left: 0, top: 0 };
  const { left = 0, top = 0, raw } = layer;
  const cut = { left: Math.max(0, -left), top: Math.max(0, -top), width: 0, height: 0 };
  cut.width = Math.min(raw.width - cut.left, width - Math.max(left, 0));
  cut.height = Math.min(raw.height - cut.top, height - Math.max(top, 0));
  if (cut.width <= 0 || cut.height <= 0) return null;
  if (cut.width === raw.width && cut.height === raw.height) return layer;
  const data = await sharp(layer.input as Buffer, { raw })
    .extract(cut)
    .raw()
    .toBuffer();
  return { input: data, raw: { width: cut.width, height: cut.height, channels: 4 }, left: Math.max(left, 0), top: Math.max(top, 0) };
}

/** A drawing that covers the picture, rendered and, where it had to be drawn smaller, enlarged. */
async function fullLayer(drawing: Buffer, width: number, height: number): Promise<Buffer> {
  const { data, info } = await sharp(drawing).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  if (info.width === width && info.height === height) return data;
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } })
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer();
}

function frameAndMark(canvas: Canvas): string {
  const { width, height, unit, scene } = canvas;
  const inset = unit * 0.022;
  if (scene.treatment === 'watercolor') return demoMark(canvas, [120, 110, 100], inset * 0.55);
  if (scene.treatment !== 'poster') return demoMark(canvas, [255, 255, 255], inset);
  const frame = unit * 0.045;
  return `<path fill-rule="evenodd" d="M0 0H${width}V${height}H0ZM${fixed(frame)} ${fixed(frame)}V${fixed(height - frame)}H${fixed(width - frame)}V${fixed(frame)}Z" fill="${css(frameColour(canvas))}"/>${demoMark(canvas, [110, 100, 90], frame * 0.35)}`;
}
