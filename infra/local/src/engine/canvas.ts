import type { Palette } from './palettes.js';
import type { Chance } from './random.js';
import type { Scene } from './prompt-reading.js';

/** What every layer is painted on: the size, where the horizon lies and where the light comes from, in pixels. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** The shorter side; sizes of things are shares of it. */
  readonly unit: number;
  readonly horizon: number;
  readonly sunX: number;
  readonly sunY: number;
  readonly palette: Palette;
  readonly scene: Scene;
  readonly chance: Chance;
  /** Smooth noise of one dimension, -1 to 1. */
  readonly ridge: (x: number, layer: number) => number;
  readonly noise: (x: number, y: number) => number;
}

/** The layers of one picture, back to front, as SVG content. */
export interface Scenery {
  readonly back: string;
  readonly front: string;
  /** Where things stand. */
  readonly groundY: number;
}

export const fixed = (value: number): string => value.toFixed(1);

/** Above 2000 pixels the SVG renderer works in tiles and draws the whole content for each of them, which takes ten times as long. */
const rasterSideMax = 2000;

export function svg({ width, height }: Pick<Canvas, 'width' | 'height'>, content: string): Buffer {
  const shrink = Math.min(1, rasterSideMax / Math.max(width, height));
  const size = `width="${Math.round(width * shrink)}" height="${Math.round(height * shrink)}"`;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">${content}</svg>`,
  );
}
