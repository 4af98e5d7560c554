import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { openRange, type SealedSource } from './sealed-range.js';
import { HEADER_BYTES, NotOpenable, sealBytes, SEGMENT_BYTES, TAG_BYTES } from './sealed-segments.js';

const key = randomBytes(32);
const place = { table: 'objects', column: 'content', rowId: 'exports/1/1' };
const plain = randomBytes(3 * SEGMENT_BYTES + 1_234);
const sealed = sealBytes(key, 1, place, plain);

function sourceOf(bytes: Buffer): SealedSource & { readonly read: jest.Mock } {
  return {
    bytes: bytes.length,
    read: jest.fn(async ({ start, end }: { start: number; end: number }) => inPieces(bytes.subarray(start, end + 1))),
  };
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000);
}

async function opened(source: SealedSource, start: number, end: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of openRange(async () => key, place, source, { start, end })) parts.push(part);
  return Buffer.concat(parts);
}

describe('a part of a sealed stream', () => {
  it('is what the same part of the whole is', async () => {
    const at = fc.integer({ min: 0, max: plain.length - 1 });
    await fc.assert(
      fc.asyncProperty(at, at, async (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        expect((await opened(sourceOf(sealed), start, end)).equals(plain.subarray(start, end + 1))).toBe(true);
      }),
      { numRuns: 60 },
    );
    for (const [start, end] of [
      [0, 0],
      [SEGMENT_BYTES - 1, SEGMENT_BYTES],
      [plain.length - 1, plain.length - 1],
      [0, plain.length - 1],
    ] as const)
      expect((await opened(sourceOf(sealed), start, end)).equals(plain.subarray(start, end + 1))).toBe(true);
  });

  it('reads no more than the segments that hold it', async () => {
    const source = sourceOf(sealed);
    await opened(source, SEGMENT_BYTES + 1, SEGMENT_BYTES + 2);
    const step = SEGMENT_BYTES + TAG_BYTES;
    expect(source.read.mock.calls[1]).toEqual([{ start: HEADER_BYTES + step, end: HEADER_BYTES + 2 * step - 1 }]);
  });

  it('does not open when it was changed, cut off or asked for beyond its end', async () => {
    const changed = Buffer.from(sealed);
    changed[HEADER_BYTES + SEGMENT_BYTES + TAG_BYTES + 9]! ^= 1;
    await expect(opened(sourceOf(changed), SEGMENT_BYTES, SEGMENT_BYTES)).rejects.toThrow(NotOpenable);
    expect((await opened(sourceOf(changed), 0, 10)).length).toBe(11);
    const cut = sealed.subarray(0, HEADER_BYTES + 2 * (SEGMENT_BYTES + TAG_BYTES));
    await expect(opened(sourceOf(cut), SEGMENT_BYTES, SEGMENT_BYTES + 5)).rejects.toThrow(NotOpenable);
    await expect(opened(sourceOf(sealed), 0, plain.length)).rejects.toThrow(RangeError);
    await expect(opened(sourceOf(sealed), 5, 4)).rejects.toThrow(RangeError);
    await expect(opened(sourceOf(Buffer.alloc(10)), 0, 0)).rejects.toThrow(NotOpenable);
  });
});
