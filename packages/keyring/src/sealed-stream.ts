import {
  HEADER_BYTES,
  NotOpenable,
  newHeader,
  readHeader,
  SEGMENT_BYTES,
  SegmentCipher,
  TAG_BYTES,
  type Place,
} from './sealed-segments.js';

type Bytes = AsyncIterable<Uint8Array>;

/** Cuts a stream into pieces of exactly `size` bytes, the last one shorter; tells which piece is the last. At least one piece comes. */
export async function* pieces(source: Bytes, size: number): AsyncGenerator<{ piece: Buffer; last: boolean }> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  for await (const chunk of source) {
    pending.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    pendingBytes += chunk.length;
    if (pendingBytes <= size) continue;
    let all = Buffer.concat(pending);
    while (all.length > size) {
      yield { piece: all.subarray(0, size), last: false };
      all = all.subarray(size);
    }
    pending = [all];
    pendingBytes = all.length;
  }
  yield { piece: Buffer.concat(pending), last: true };
}

/** Seals a stream; memory stays at a few segments however long it is. */
export async function* sealStream(dataKey: Uint8Array, keyVersion: number, place: Place, plain: Bytes): AsyncGenerator<Buffer> {
  const header = newHeader(keyVersion);
  const cipher = new SegmentCipher(dataKey, header, place);
  yield header.bytes;
  let n = 0;
  for await (const { piece, last } of pieces(plain, SEGMENT_BYTES)) {
    yield cipher.seal(n, last, piece);
    n += 1;
  }
}

/**
 * Opens a sealed stream; each segment is checked before any of it is given out.
 * @param dataKeyOf gives the data key of a version; the version stands in the stream's header
 * @throws NotOpenable
 */
export async function* openStream(
  dataKeyOf: (version: number) => Promise<Uint8Array>,
  place: Place,
  sealed: Bytes,
): AsyncGenerator<Buffer> {
  const source = sealed[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  while (start.length < HEADER_BYTES + TAG_BYTES) {
    const { value, done } = await source.next();
    if (done) throw new NotOpenable('the sealed stream ends in its header');
    start = Buffer.concat([start, value]);
  }
  const header = readHeader(start);
  const cipher = new SegmentCipher(await dataKeyOf(header.keyVersion), header, place);
  const rest = (async function* () {
    yield start.subarray(HEADER_BYTES);
    for (;;) {
      const { value, done } = await source.next();
      if (done) return;
      yield value;
    }
  })();
  let n = 0;
  for await (const { piece, last } of pieces(rest, SEGMENT_BYTES + TAG_BYTES)) {
    yield cipher.open(n, last, piece);
    n += 1;
  }
}
