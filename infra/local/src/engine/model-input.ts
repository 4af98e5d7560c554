import { pictureSideMax, pictureSideMin } from './image-engine.js';
import type { PictureFormat } from './picture-request.js';
import type { RunOrder } from './prediction-runs.js';

const promptLengthMax = 10_000;
const referenceBytesMax = 16 * 1024 * 1024;

export type ReadInput =
  | { readonly order: RunOrder; readonly reference: Uint8Array | null; readonly echo: Record<string, unknown> }
  | { readonly invalid: { readonly field: string; readonly message: string } };

/** Answers the bytes behind an address that the stand-in itself issued; null when there are none. */
export type UploadedFiles = (url: string) => Uint8Array | null;

/**
 * Reads a model's input in the names that the flux models have on Replicate, fal and Cog. Unknown fields are ignored, as these vendors do.
 * `echo` is the input as the vendor shows it afterwards; of a data URL it keeps the head.
 */
export function readModelInput(model: string, input: Record<string, unknown>, uploads: UploadedFiles = () => null): ReadInput {
  const prompt = input['prompt'];
  if (typeof prompt !== 'string' || prompt.length === 0) return invalid('prompt', 'prompt is required');
  if (prompt.length > promptLengthMax) return invalid('prompt', `prompt is longer than ${promptLengthMax} characters`);
  const size = sizeOf(input);
  if (!size) return invalid('width', `width and height must be ${pictureSideMin} to ${pictureSideMax}`);
  const count = input['num_outputs'] ?? input['num_images'] ?? 1;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > 4) return invalid('num_outputs', 'must be 1 to 4');
  const seed = input['seed'] ?? Math.floor(Math.random() * 2 ** 31);
  if (typeof seed !== 'number' || !Number.isSafeInteger(seed)) return invalid('seed', 'must be an integer');
  const image = input['image'] ?? input['image_url'] ?? null;
  const reference = typeof image === 'string' ? readReference(image, uploads) : null;
  if (image !== null && !reference) return invalid('image', 'is not a picture that can be read');
  const strength = input['prompt_strength'] ?? input['strength'];
  return {
    order: {
      model,
      prompt,
      negativePrompt: typeof input['negative_prompt'] === 'string' ? input['negative_prompt'].slice(0, promptLengthMax) : '',
      ...size,
      seed,
      count,
      format: formatOf(input['output_format']),
      referenceStrength: typeof strength === 'number' ? Math.min(Math.max(strength, 0), 1) : null,
    },
    reference,
    echo: Object.fromEntries(Object.entries(input).map(([name, value]) => [name, headOfDataUrl(value)])),
  };
}

const invalid = (field: string, message: string): ReadInput => ({ invalid: { field, message } });

function headOfDataUrl(value: unknown): unknown {
  return typeof value === 'string' && value.startsWith('data:') ? `${value.slice(0, value.indexOf(',') + 1)}…` : value;
}

function formatOf(value: unknown): PictureFormat {
  return value === 'webp' ? 'webp' : value === 'jpg' || value === 'jpeg' ? 'jpeg' : 'png';
}

function sizeOf(input: Record<string, unknown>): { width: number; height: number } | null {
  const nested = input['image_size'];
  const given = typeof nested === 'object' && nested !== null ? (nested as Record<string, unknown>) : input;
  const width = given['width'];
  const height = given['height'];
  if (width === undefined && height === undefined) return sizeOfShape(input['aspect_ratio'] ?? '1:1');
  const fits = (side: unknown): side is number =>
    typeof side === 'number' && Number.isInteger(side) && side >= pictureSideMin && side <= pictureSideMax;
  return fits(width) && fits(height) ? { width, height } : null;
}

/** About a megapixel in the shape, in steps of 16. */
function sizeOfShape(shape: unknown): { width: number; height: number } | null {
  const match = /^(\d{1,2}):(\d{1,2})$/.exec(typeof shape === 'string' ? shape : '');
  const ratio = match ? Number(match[1]) / Number(match[2]) : Number.NaN;
  if (!(ratio > 0.2 && ratio < 5)) return null;
  const side = (pixels: number) => Math.round(pixels / 16) * 16;
  return { width: side(1024 * Math.sqrt(ratio)), height: side(1024 / Math.sqrt(ratio)) };
}

function readReference(image: string, uploads: UploadedFiles): Uint8Array | null {
  const comma = image.indexOf(',');
  const bytes = /^data:image\/(png|jpeg|webp);base64$/.test(image.slice(0, Math.max(comma, 0)))
    ? Buffer.from(image.slice(comma + 1), 'base64')
    : uploads(image);
  return bytes && bytes.length > 0 && bytes.length <= referenceBytesMax ? bytes : null;
}
