import { instantPicture } from './instant-picture.js';
import type { PictureRequest, RenderOptions } from './image-engine.js';
export async function paintPicture(request: PictureRequest, options: RenderOptions): Promise<Uint8Array> {
  options.onProgress?.(50);
  return instantPicture(request);
}
