import { PassThrough, Writable } from 'node:stream';
import { zipBundleReader } from '../testing/export/zip-bundle-reader.js';
import { dataDescriptor, directoryEnd, directoryLine } from './zip-format.js';
import { packedFile, ZipWriter } from './zip-writer.js';

const at = new Date('2026-03-01T08:00:00Z');

async function zipped(write: (zip: ZipWriter) => Promise<void>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const output = new Writable({
    highWaterMark: 1_000,
    write(piece: Buffer, _encoding, done) {
      pieces.push(piece);
      setImmediate(done);
    },
  });
  const zip = new ZipWriter(output, at);
  await write(zip);
  await zip.end();
  return Buffer.concat(pieces);
}

async function* of(...parts: (string | Uint8Array)[]) {
  yield* parts;
}

describe('a ZIP', () => {
  it('gives back what was put in, compressed, stored, packed or empty, whatever the names', async () => {
    const long = 'a boat '.repeat(50_000);
    const zip = await zipped(async (writer) => {
      expect(await writer.add('long.txt', of(long, Buffer.from('!')), true)).toMatchObject({ bytes: long.length + 1 });
      await writer.add('stored.bin', of(long), false);
      await writer.add('empty.txt', of(), true);
      await writer.add('a/Größe ✓.txt', of('', 'x'), false);
      await writer.addPacked('packed.html', packedFile(long));
      await writer.add('mixed.txt', of('a', Buffer.from('b'), 'c', '', 'd', Buffer.alloc(0), Buffer.from('e'), 'f'), true);
    });
    const reader = await zipBundleReader(zip);
    expect(await reader.paths()).toEqual(['long.txt', 'stored.bin', 'empty.txt', 'a/Größe ✓.txt', 'packed.html', 'mixed.txt']);
    expect(await Promise.all((await reader.paths()).map((path) => reader.text(path)))).toEqual([`${long}!`, long, '', 'x', long, 'abcdef']);
    expect(zip.length).toBeLessThan(long.length * 1.2);
  });

  it('holds more than 65,535 files, and each new one costs as much as the first', async () => {
    const count = 70_000;
    const packed = packedFile('x');
    const zip = await zipped(async (writer) => {
      for (let number = 0; number < count; number++) await writer.addPacked(`${number}.txt`, packed);
    });
    const reader = await zipBundleReader(zip);
    expect(await reader.paths()).toHaveLength(count);
    expect(await reader.text(`${count - 1}.txt`)).toBe('x');
  });

  it('writes sizes beyond 4 GB wide', () => {
    const wide = 5_000_000_000;
    const entry = { name: Buffer.from('a'), deflated: false, crc32: 1, storedBytes: wide, bytes: wide, offset: wide, hasDescriptor: true };
    expect(dataDescriptor(entry).readBigUInt64LE(8)).toBe(BigInt(wide));
    const line = directoryLine(entry, at);
    expect([line.readUInt32LE(20), line.readUInt32LE(24), line.readUInt32LE(42)]).toEqual([0xffff_ffff, 0xffff_ffff, 0xffff_ffff]);
    expect([51, 59, 67].map((start) => line.readBigUInt64LE(start))).toEqual([BigInt(wide), BigInt(wide), BigInt(wide)]);
    const end = directoryEnd({ entries: 1, bytes: line.length, offset: wide });
    expect(end.readBigUInt64LE(48)).toBe(BigInt(wide));
    expect(end.readBigUInt64LE(56 + 8)).toBe(BigInt(wide + line.length));
  });

  it('waits for its reader', async () => {
    const output = new PassThrough({ highWaterMark: 1_000 });
    const zip = new ZipWriter(output, at);
    let read = 0;
    const endless = async function* () {
      for (;;) {
        read += 1;
        yield Buffer.alloc(65_536);
      }
    };
    const writing = zip.add('a', endless(), false);
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(read).toBeLessThan(5);
    output.destroy();
    await expect(writing).rejects.toThrow('the output was closed');
    await expect(zip.add('b', of('x'), false)).rejects.toThrow('the output was closed');
  });
});
