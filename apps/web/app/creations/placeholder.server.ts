import { crc32, deflateSync } from 'node:zlib';
import { thumbHashToRGBA } from 'thumbhash';

/** Enough for colours and a rough shape; the browser smooths it when it is scaled up. */
const sideMax = 10;
const cacheMax = 2000;
const cache = new Map<string, string | null>();

/** A picture of some 300 characters to show until the real one is there, or null where there is no hash to make it from. */
export function placeholder(thumbHash: string | null): string | null {
  if (!thumbHash) return null;
  const known = cache.get(thumbHash);
  if (known !== undefined) return known;
  if (cache.size >= cacheMax) cache.clear();
  const made = decode(thumbHash);
  cache.set(thumbHash, made);
  return made;
}

function decode(thumbHash: string): string | null {
  const bytes = Buffer.from(thumbHash, 'base64');
  if (bytes.length < 5 || bytes.length > 64) return null;
  const { w, h, rgba } = thumbHashToRGBA(bytes);
  const scale = Math.min(1, sideMax / Math.max(w, h));
  const width = Math.max(1, Math.round(w * scale));
  const height = Math.max(1, Math.round(h * scale));
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 4 * (Math.floor(y / scale) * w + Math.floor(x / scale));
      const to = y * (1 + width * 3) + 1 + x * 3;
      for (let channel = 0; channel < 3; channel++) rows[to + channel] = rgba[from + channel] ?? 0;
    }
  }
  return `data:image/png;base64,${png(width, height, rows).toString('base64')}`;
}

/** An 8-bit RGB PNG; `rows` carries the filter byte 0 in front of each line. */
function png(width: number, height: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const framed = Buffer.alloc(8 + typed.length);
  framed.writeUInt32BE(body.length, 0);
  framed.set(typed, 4);
  framed.writeUInt32BE(crc32(typed), 4 + typed.length);
  return framed;
}
