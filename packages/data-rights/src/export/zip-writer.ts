import { createHash } from 'node:crypto';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What arrives in small pieces is handed on in larger ones. */
const pieceBytes = 65_536;

/**
 * A ZIP that is written file after file, each read no faster than the reader of the ZIP takes it. Sizes beyond 4 GB and any number
 * of files are fine (zip64).
 */
export class ZipWriter {
  readonly #zip = new ZipFile();
  readonly #finished: Promise<void>;
  readonly #paths = new Set<string>();

  /** @param at the time that all files bear */
  constructor(
    output: Writable,
    private readonly at: Date,
  ) {
    this.#finished = pipeline(this.#zip.outputStream, output);
    // `add` and `end` both pass its failure on; until one of them is called it must not count as unheard.
    this.#finished.catch(() => undefined);
  }

  /** Resolves when the content was read to its end. @throws what the content throws, and Error when the path was used or the output broke off */
  async add(path: string, content: AsyncIterable<Uint8Array | string>, compress: boolean): Promise<WrittenFile> {
    if (this.#paths.has(path)) throw new Error(`the bundle has two files '${path}'`);
    this.#paths.add(path);
    const hash = createHash('sha256');
    let bytes = 0;
    const source = Readable.from(
      pieces(content, (piece) => {
        hash.update(piece);
        bytes += piece.length;
      }),
      { objectMode: false, highWaterMark: pieceBytes },
    );
    const read = new Promise<void>((resolve, reject) => {
      source.once('end', resolve);
      source.once('error', reject);
    });
    this.#zip.addReadStream(source, path, { compress, mtime: this.at, mode: 0o100644 });
    try {
      await Promise.race([read, this.#finished.then(() => read)]);
    } catch (error) {
      source.destroy();
      throw error;
    }
    return { path, bytes, sha256: hash.digest('hex') };
  }

  /** Resolves when the output has taken all of it. */
  async end(): Promise<void> {
    this.#zip.end();
    await this.#finished;
  }

  /** Breaks the output off: what was written is not a ZIP. */
  abort(error: Error): void {
    (this.#zip.outputStream as Readable).destroy(error);
  }
}

async function* pieces(content: AsyncIterable<Uint8Array | string>, seen: (piece: Buffer) => void): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  const taken = () => {
    const piece = held.length === 1 && held[0] ? held[0] : Buffer.concat(held);
    [held, heldBytes] = [[], 0];
    seen(piece);
    return piece;
  };
  for await (const part of content) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    if (bytes.length === 0) continue;
    held.push(bytes);
    heldBytes += bytes.length;
    if (heldBytes >= pieceBytes) yield taken();
  }
  if (heldBytes > 0) yield taken();
}
