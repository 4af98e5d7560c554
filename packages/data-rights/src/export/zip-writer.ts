import { createHash } from 'node:crypto';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { dataDescriptor, directoryEnd, directoryLine, localHeader, type ZipEntry } from './zip-format.js';

export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** A file that was compressed before its turn came. */
export interface PackedFile {
  readonly deflated: Buffer;
  readonly crc32: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** What arrives in small pieces is handed on in larger ones. */
const pieceBytes = 65_536;
/** Text of this kind gains a hundredth from the next level, which takes nearly twice as long. */
const level = 3;

export function packedFile(text: string): PackedFile {
  const plain = Buffer.from(text);
  const sha256 = createHash('sha256').update(plain).digest('hex');
  return { deflated: deflateRawSync(plain, { level }), crc32: crc32(plain), bytes: plain.length, sha256 };
}

/**
 * A ZIP that is written file after file, each read no faster than the output takes it; with files beyond 4 GB and any number of them.
 * Written here, since the libraries look through all earlier files at each new one, and a person can have tens of thousands.
 */
export class ZipWriter {
  readonly #entries: ZipEntry[] = [];
  readonly #paths = new Set<string>();
  #offset = 0;
  #failure: Error | null = null;
  #wake: () => void = () => undefined;

  /** @param at the time that all files bear */
  constructor(
    private readonly output: Writable,
    private readonly at: Date,
  ) {
    output.on('drain', () => this.#wake());
    output.on('finish', () => this.#wake());
    output.on('error', (error) => this.#fail(error));
    output.on('close', () => this.#fail(new Error('the output was closed')));
  }

  /** Resolves when the content was read to its end. @throws what the content throws, and Error when the path was used or the output broke off */
  async add(path: string, content: AsyncIterable<Uint8Array | string>, compress: boolean): Promise<WrittenFile> {
    const begun = this.#begin(path, compress);
    await this.#write(localHeader(begun, this.at));
    const hash = createHash('sha256');
    const sizes = { bytes: 0, crc32: 0, storedBytes: 0 };
    const plain = pieces(content, (piece) => {
      hash.update(piece);
      sizes.crc32 = crc32(piece, sizes.crc32);
      sizes.bytes += piece.length;
    });
    const store = async (stored: AsyncIterable<Uint8Array>) => {
      for await (const piece of stored) {
        sizes.storedBytes += piece.length;
        await this.#write(piece);
      }
    };
    try {
      if (compress) await pipeline(Readable.from(plain), createDeflateRaw({ level, chunkSize: pieceBytes }), store);
      else await store(plain);
    } catch (error) {
      // A pipeline can tell that it was stopped instead of why.
      throw this.#failure ?? error;
    }
    const entry = { ...begun, ...sizes };
    await this.#write(dataDescriptor(entry));
    this.#entries.push(entry);
    return { path, bytes: sizes.bytes, sha256: hash.digest('hex') };
  }

  /** As {@link add}, for what is small and packed already. */
  async addPacked(path: string, packed: PackedFile): Promise<WrittenFile> {
    const begun = this.#begin(path, true);
    const { bytes, sha256, deflated } = packed;
    const entry = { ...begun, bytes, crc32: packed.crc32, storedBytes: deflated.length, hasDescriptor: false };
    await this.#write(localHeader(entry, this.at));
    await this.#write(deflated);
    this.#entries.push(entry);
    return { path, bytes, sha256 };
  }

  /** Resolves when the output has taken all of it. */
  async end(): Promise<void> {
    const offset = this.#offset;
    for (const entry of this.#entries) await this.#write(directoryLine(entry, this.at));
    await this.#write(directoryEnd({ entries: this.#entries.length, bytes: this.#offset - offset, offset }));
    this.output.end();
    while (!this.output.writableFinished) await this.#woken();
  }

  /** Breaks the output off: what was written is not a ZIP. */
  abort(error: Error): void {
    this.#fail(error);
    this.output.destroy(error);
  }

  #begin(path: string, deflated: boolean): ZipEntry {
    if (this.#paths.has(path)) throw new Error(`the bundle has two files '${path}'`);
    this.#paths.add(path);
    return { name: Buffer.from(path), deflated, crc32: 0, storedBytes: 0, bytes: 0, offset: this.#offset, hasDescriptor: true };
  }

  async #write(piece: Uint8Array): Promise<void> {
    if (this.#failure) throw this.#failure;
    this.#offset += piece.length;
    if (!this.output.write(piece)) while (this.output.writableNeedDrain) await this.#woken();
  }

  async #woken(): Promise<void> {
    if (!this.#failure) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure && !this.output.writableFinished) throw this.#failure;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}

/** The content in pieces of {@link pieceBytes} or more; short texts are joined before they become bytes. */
async function* pieces(content: AsyncIterable<Uint8Array | string>, seen: (piece: Buffer) => void): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let text = '';
  const hold = (bytes: Buffer) => {
    if (bytes.length > 0) held.push(bytes);
    heldBytes += bytes.length;
  };
  const holdText = () => {
    hold(Buffer.from(text));
    text = '';
  };
  const taken = () => {
    const piece = held.length === 1 && held[0] ? held[0] : Buffer.concat(held);
    [held, heldBytes] = [[], 0];
    seen(piece);
    return piece;
  };
  for await (const part of content) {
    if (typeof part === 'string') {
      text += part;
      if (text.length >= pieceBytes) holdText();
    } else {
      if (text !== '') holdText();
      hold(Buffer.from(part.buffer, part.byteOffset, part.byteLength));
    }
    if (heldBytes >= pieceBytes) yield taken();
  }
  if (text !== '') holdText();
  if (heldBytes > 0) yield taken();
}
