import sharp from 'sharp';
import { paintPicture } from './picture.js';
import { instantPicture } from './instant-picture.js';
import type { Picture, PictureRequest, RenderOptions } from './picture-request.js';

export const pictureSideMin = 64;
export const pictureSideMax = 2048;

export interface ImageEngine {
  /** The same request gives the same bytes. @throws the signal's reason when cancelled; an error when the reference is not a picture */
  render(request: PictureRequest, options?: RenderOptions): Promise<Picture>;
  /** How many pictures wait for their turn. */
  waiting(): number;
}

export interface ImageEngineOptions {
  /** Pictures painted at the same time; 2 unless told. */
  readonly concurrency?: number;
  /** For load tests: valid pictures of the right size at nearly no cost. */
  readonly instant?: boolean;
}

/** The offline picture engine: paints what the words of the prompt name. No network, no model, no account. */
export function createImageEngine({ concurrency = 2, instant = false }: ImageEngineOptions = {}): ImageEngine {
  // The pictures themselves run beside each other; one thread for each keeps the machine free for the rest of the stack.
  sharp.concurrency(1);
  const queue: (() => void)[] = [];
  let running = 0;
  const enter = async (signal: AbortSignal | undefined) => {
    signal?.throwIfAborted();
    if (running >= concurrency) await turn(queue, signal);
    else running += 1;
  };
  const leave = () => {
    const next = queue.shift();
    // A place that is handed on stays taken.
    if (next) next();
    else running -= 1;
  };

  return {
    waiting: () => queue.length,
    async render(request, options = {}) {
      checkSize(request);
      await enter(options.signal);
      try {
        options.signal?.throwIfAborted();
        options.onStart?.();
        const bytes = instant ? await instantPicture(request) : await paintPicture(request, options);
        options.onProgress?.(100);
        return { bytes, mediaType: `image/${request.format}` };
      } finally {
        leave();
      }
    },
  };
}

function turn(queue: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      queue.splice(queue.indexOf(proceed), 1);
      reject(signal?.reason as Error);
    };
    const proceed = () => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    };
    queue.push(proceed);
    signal?.addEventListener('abort', giveUp, { once: true });
  });
}

function checkSize({ width, height }: PictureRequest): void {
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < pictureSideMin || side > pictureSideMax) {
      throw new RangeError(`a side must have ${pictureSideMin} to ${pictureSideMax} pixels, not ${side}`);
    }
  }
}
