import type { SubjectId } from '@keepword/primitives';
import type { OpenSealed } from './postgres-export-source.js';

type Place = Parameters<OpenSealed['open']>[1];

/** Some ten thousand creations' worth; what comes after is opened again each time. */
const heldBytesMax = 8 * 1_048_576;
/** Of one entry, beside its characters. */
const entryBytes = 160;

/**
 * Remembers the opened values of one table, within bounds, since opening costs more than anything else that is done with a row: an export
 * reads what was asked for as records and again for the spreadsheet of the history. For one export only, and gone with it.
 */
export class OpenedOnce implements OpenSealed {
  readonly #known = new Map<string, string>();
  #heldBytes = 0;

  /** @param table whose values are read more than once, of one snapshot */
  constructor(
    private readonly seal: OpenSealed,
    private readonly table: string,
  ) {}

  async open(subjectId: SubjectId, place: Place, sealed: Uint8Array): Promise<Uint8Array> {
    if (place.table !== this.table) return this.seal.open(subjectId, place, sealed);
    const name = `${subjectId}/${place.column}/${place.rowId}`;
    const known = this.#known.get(name);
    if (known !== undefined) return Buffer.from(known, 'latin1');
    const plain = await this.seal.open(subjectId, place, sealed);
    this.#remember(name, plain);
    return plain;
  }

  #remember(name: string, plain: Uint8Array): void {
    const bytes = name.length + plain.length + entryBytes;
    if (this.#heldBytes + bytes > heldBytesMax) return;
    this.#heldBytes += bytes;
    // A character for each byte: a small buffer would keep the far larger one alive from which it was cut.
    this.#known.set(name, Buffer.from(plain.buffer, plain.byteOffset, plain.length).toString('latin1'));
  }
}
