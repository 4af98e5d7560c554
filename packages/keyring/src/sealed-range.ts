import {
  HEADER_BYTES,
  NotOpenable,
  plainLength,
  readHeader,
  SEGMENT_BYTES,
  SegmentCipher,
  TAG_BYTES,
  type Place,
} from './sealed-segments.js';
import { pieces } from './sealed-stream.js';

/** Sealed bytes of which any part can be read: an object in a store. */
export interface SealedSource {
  /** All of them. */
  readonly bytes: number;
  /** Both ends are among the bytes that are read. */
  read(range: PlainRange): Promise<AsyncIterable<Uint8Array>>;
}

/** From and up to which byte, counted from 0; `end` is the last one wanted. */
export interface PlainRange {
  readonly start: number;
  readonly end: number;
}

const sealedSegmentBytes = SEGMENT_BYTES + TAG_BYTES;

/**
 * Opens the part of a sealed stream that holds `range`, segment by segment; each is checked before any of it is given out.
 * @param dataKeyOf gives the data key of a version; the version stands in the stream's header
 * @throws NotOpenable; RangeError when the range does not lie within the plain bytes
 */
export async function* openRange(
  dataKeyOf: (version: number) => Promise<Uint8Array>,
  place: Place,
  source: SealedSource,
  { start, end }: PlainRange,
): AsyncGenerator<Buffer> {
  if (source.bytes < HEADER_BYTES + TAG_BYTES) throw new NotOpenable('not a sealed value');
  if (!(start >= 0 && start <= end && end < plainLength(source.bytes))) throw new RangeError('the range lies outside the sealed value');
  const header = readHeader(await whole(await source.read({ start: 0, end: HEADER_BYTES + TAG_BYTES - 1 })));
  const cipher = new SegmentCipher(await dataKeyOf(header.keyVersion), header, place);
  const [first, last] = [Math.floor(start / SEGMENT_BYTES), Math.floor(end / SEGMENT_BYTES)];
  const segments = Math.ceil((source.bytes - HEADER_BYTES) / sealedSegmentBytes);
  const sealed = await source.read({
    start: HEADER_BYTES + first * sealedSegmentBytes,
    end: Math.min(source.bytes, HEADER_BYTES + (last + 1) * sealedSegmentBytes) - 1,
  });
  let segment = first;
  for await (const { piece } of pieces(sealed, sealedSegmentBytes)) {
    const plain = cipher.open(segment, segment === segments - 1, piece);
    const begins = segment * SEGMENT_BYTES;
    yield plain.subarray(Math.max(0, start - begins), Math.min(plain.length, end - begins + 1));
    segment += 1;
  }
  if (segment !== last + 1) throw new NotOpenable('the sealed value ends before its length');
}

async function whole(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
