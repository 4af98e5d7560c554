import type { ImageMediaType } from '@keepword/creations';
import { crc32 } from 'node:zlib';

/**
 * Replaces all metadata of an encoded picture by one XMP packet and leaves the pixels as they are, byte by byte. Colour profiles stay,
 * since they are part of how the pixels look.
 * @throws RangeError when the file is not what its media type says
 */
export function replaceMetadata(bytes: Uint8Array, mediaType: ImageMediaType, xmp: string): Buffer {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packet = Buffer.from(xmp, 'utf8');
  if (mediaType === 'image/png') return png(file, packet);
  if (mediaType === 'image/jpeg') return jpeg(file, packet);
  return webp(file, packet);
}

const pngMetadata = new Set(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME', 'caBX']);
const xmpKeyword = 'XML:com.adobe.xmp';

function png(file: Buffer, packet: Buffer): Buffer {
  const kept: Buffer[] = [file.subarray(0, 8)];
  for (let at = 8; at + 12 <= file.length;) {
    const end = at + 12 + file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    if (end > file.length) throw new RangeError('a PNG chunk is cut off');
    if (!pngMetadata.has(type)) kept.push(file.subarray(at, end));
    // Right after the header, so that readers find it before the pixels.
    if (type === 'IHDR') kept.push(pngChunk('iTXt', Buffer.concat([Buffer.from(`${xmpKeyword}\0\0\0\0\0`, 'latin1'), packet])));
    at = end;
    if (type === 'IEND') break;
  }
  return Buffer.concat(kept);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

const jpegXmpName = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1');

function jpeg(file: Buffer, packet: Buffer): Buffer {
  const payload = Buffer.concat([jpegXmpName, packet]);
  if (payload.length > 65_533) throw new RangeError('the metadata does not fit into one JPEG segment');
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  const kept: Buffer[] = [file.subarray(0, 2), head, payload];
  let at = 2;
  while (at + 4 <= file.length && file[at] === 0xff) {
    const marker = file[at + 1] ?? 0;
    if (marker === 0xda) break;
    const end = at + 2 + file.readUInt16BE(at + 2);
    // APP0 (JFIF), APP2 (colour profile) and APP14 (Adobe's colour transform) say how to read the pixels; the other APPn and comments do not.
    const isMetadata = (marker >= 0xe0 && marker <= 0xef && ![0xe0, 0xe2, 0xee].includes(marker)) || marker === 0xfe;
    if (!isMetadata) kept.push(file.subarray(at, end));
    at = end;
  }
  if (file[at] !== 0xff || file[at + 1] !== 0xda) throw new RangeError('the JPEG has no picture');
  return Buffer.concat([...kept, file.subarray(at)]);
}

const webpFlags = { animation: 0x02, xmp: 0x04, exif: 0x08, alpha: 0x10, profile: 0x20 } as const;

interface WebpChunk {
  readonly type: string;
  readonly data: Buffer;
}

function webp(file: Buffer, packet: Buffer): Buffer {
  const chunks = webpChunks(file).filter(({ type }) => type !== 'XMP ' && type !== 'EXIF');
  const extended = chunks.find(({ type }) => type === 'VP8X');
  const header = extended ? Buffer.from(extended.data) : extendedHeader(chunks);
  header[0] = ((header[0] ?? 0) & ~webpFlags.exif) | webpFlags.xmp;
  const rest = chunks.filter(({ type }) => type !== 'VP8X');
  const body = [{ type: 'VP8X', data: header }, ...rest, { type: 'XMP ', data: packet }].map(webpChunkBytes);
  const content = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...body]);
  const riff = Buffer.from('RIFF\0\0\0\0', 'latin1');
  riff.writeUInt32LE(content.length, 4);
  return Buffer.concat([riff, content]);
}

function webpChunks(file: Buffer): WebpChunk[] {
  const chunks: WebpChunk[] = [];
  for (let at = 12; at + 8 <= file.length;) {
    const size = file.readUInt32LE(at + 4);
    if (at + 8 + size > file.length) throw new RangeError('a WebP chunk is cut off');
    chunks.push({ type: file.toString('latin1', at, at + 4), data: file.subarray(at + 8, at + 8 + size) });
    at += 8 + size + (size % 2);
  }
  return chunks;
}

function webpChunkBytes({ type, data }: WebpChunk): Buffer {
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/** A plain WebP has no room for metadata until it gets this header, which repeats its size. */
function extendedHeader(chunks: readonly WebpChunk[]): Buffer {
  const picture = chunks.find(({ type }) => type === 'VP8 ' || type === 'VP8L');
  if (!picture) throw new RangeError('the WebP has no picture');
  const header = Buffer.alloc(10);
  let width: number;
  let height: number;
  if (picture.type === 'VP8 ') {
    width = picture.data.readUInt16LE(6) & 0x3fff;
    height = picture.data.readUInt16LE(8) & 0x3fff;
  } else {
    const bits = picture.data.readUInt32LE(1);
    width = (bits & 0x3fff) + 1;
    height = ((bits >>> 14) & 0x3fff) + 1;
    if ((bits >>> 28) & 1) header[0] = webpFlags.alpha;
  }
  header.writeUIntLE(width - 1, 4, 3);
  header.writeUIntLE(height - 1, 7, 3);
  return header;
}
