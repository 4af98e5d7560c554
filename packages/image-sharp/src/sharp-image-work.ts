import {
  type ImageFacts,
  type ImageMediaType,
  type ImageRefusal,
  type ImageWork,
  type PictureFacts,
  type ReferenceImage,
  type Thumbnail,
} from '@keepword/creations';
import { isRefusal, refuse } from '@keepword/primitives';
import sharp, { type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { replaceMetadata } from './picture-metadata.js';
import { xmpPacket } from './xmp.js';

const sideMax = 4096;
const referenceSideMax = 2048;
const thumbnailSide = 480;
const thumbHashSide = 100;
const mediaTypes: Readonly<Record<string, ImageMediaType>> = { png: 'image/png', jpeg: 'image/jpeg', webp: 'image/webp' };

/** Picture work by libvips. One picture at a time is read on one thread: the callers decide how many run beside each other. */
export function sharpImageWork(): ImageWork {
  return { inspect, thumbnail, markProvenance, withMetadata, sanitiseReference };
}

/** Pictures come from strangers and from vendors: broken ones are refused, and none may unfold to more pixels than is sensible. */
function read(bytes: Uint8Array): Sharp {
  return sharp(bytes, { failOn: 'error', limitInputPixels: sideMax * sideMax, pages: 1 });
}

async function inspect(bytes: Uint8Array): Promise<ImageFacts | ImageRefusal> {
  const known = await sharp(bytes, { limitInputPixels: false, pages: 1 })
    .metadata()
    .catch(() => null);
  const mediaType = known ? mediaTypes[known.format] : undefined;
  if (!known || !mediaType) return refuse('unsupported-image');
  if (known.width > sideMax || known.height > sideMax) return refuse('image-too-large');
  return { mediaType, width: known.width, height: known.height };
}

async function thumbnail(bytes: Uint8Array): Promise<Thumbnail> {
  const small = await read(bytes)
    .resize(thumbnailSide, thumbnailSide, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: small.info.width, height: small.info.height, channels: 4 } as const;
  const [webp, tiny] = await Promise.all([
    sharp(small.data, { raw }).webp({ quality: 80 }).toBuffer(),
    sharp(small.data, { raw }).resize(thumbHashSide, thumbHashSide, { fit: 'inside' }).raw().toBuffer({ resolveWithObject: true }),
  ]);
  const hash = rgbaToThumbHash(tiny.info.width, tiny.info.height, tiny.data);
  return { webp, thumbHash: Buffer.from(hash).toString('base64') };
}

async function markProvenance(bytes: Uint8Array, facts: PictureFacts): Promise<Uint8Array> {
  return replaceMetadata(bytes, await mediaTypeOf(bytes), xmpPacket(facts));
}

async function withMetadata(bytes: Uint8Array, mode: 'embed' | 'strip', facts: PictureFacts): Promise<Uint8Array> {
  return replaceMetadata(bytes, await mediaTypeOf(bytes), xmpPacket(mode === 'embed' ? facts : {}));
}

async function mediaTypeOf(bytes: Uint8Array): Promise<ImageMediaType> {
  const facts = await inspect(bytes);
  if (isRefusal(facts)) throw new RangeError('only a picture that was inspected can be marked');
  return facts.mediaType;
}

async function sanitiseReference(bytes: Uint8Array): Promise<ReferenceImage | ImageRefusal> {
  const facts = await inspect(bytes);
  if (isRefusal(facts)) return facts;
  const upright = read(bytes).autoOrient().resize(referenceSideMax, referenceSideMax, { fit: 'inside', withoutEnlargement: true });
  // sharp writes no metadata unless it is told to; what a camera wrote about place and owner ends here.
  const encoded = facts.mediaType === 'image/jpeg' ? upright.jpeg({ quality: 92 }) : upright.png({ compressionLevel: 6 });
  const clean = await encoded.toBuffer().catch(() => null);
  if (!clean) return refuse('image-unreadable');
  return { bytes: clean, mediaType: facts.mediaType === 'image/jpeg' ? 'image/jpeg' : 'image/png' };
}
