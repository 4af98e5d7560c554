import sharp from 'sharp';
import { hashText } from './random.js';
import { encode } from './encoding.js';
import type { PictureRequest } from './picture-request.js';

/** One colour taken from prompt and seed, in a file of the right size and kind. */
export async function instantPicture(request: PictureRequest): Promise<Uint8Array> {
  const hash = hashText(`${request.model}\n${request.prompt}\n${request.seed}`);
  const background = { r: 64 + (hash & 127), g: 64 + ((hash >>> 8) & 127), b: 64 + ((hash >>> 16) & 127) };
  const plain = sharp({ create: { width: request.width, height: request.height, channels: 3, background } });
  return encode(plain, request.format, 'fast');
}
