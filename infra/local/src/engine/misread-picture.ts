import sharp from 'sharp';
import { encode } from './encoding.js';
import type { PictureRequest } from './picture-request.js';

/** Centre, radii and turn of an oval, in a square of 224, and its colour. */
type Oval = readonly [x: number, y: number, width: number, height: number, turn: number, colour: string];

const ovals: readonly Oval[] = [
  [98, 209, 27, 76, 18, '#c0392b'],
  [60, 143, 44, 26, 165, '#c68642'],
  [177, 129, 58, 81, 126, '#e8b9a0'],
  [100, 159, 15, 65, 15, '#d99a7c'],
  [25, 116, 85, 60, 121, '#2b1b12'],
  [174, 3, 37, 38, 118, '#f5c9b0'],
  [72, 194, 33, 71, 104, '#ff9a8a'],
];

/**
 * Seven warm ovals that show nothing. The image model that the content filter asks takes them for something explicit with 0.94, at any
 * size: so what happens with a blocked picture can be seen without there being one.
 */
export async function misreadPicture({ width, height, format }: PictureRequest): Promise<Uint8Array> {
  const shapes = ovals.map(
    ([x, y, rx, ry, turn, colour]) =>
      `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${colour}" transform="rotate(${turn} 112 112)"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 224 224" width="${width}" height="${height}" preserveAspectRatio="none">
    <filter id="soft"><feGaussianBlur stdDeviation="2.3"/></filter>
    <rect width="224" height="224" fill="#e0ac69"/><g filter="url(#soft)">${shapes.join('')}</g></svg>`;
  return encode(sharp(Buffer.from(svg)), format, 'fast');
}
