/** A parameter as PostgreSQL reads it: text, or bytes for `bytea`. */
export type ParameterValue = string | Buffer | null;

const chunkBytes = 65_536;
const [bindType, describeType, executeType, syncType] = [0x42, 0x44, 0x45, 0x53];
/** `Describe` of the unnamed portal. */
const describePortal = Buffer.from([describeType, 0, 0, 0, 6, 0x50, 0]);
/** `Execute` of the unnamed portal, all rows. */
const execute = Buffer.from([executeType, 0, 0, 0, 9, 0, 0, 0, 0, 0]);
const sync = Buffer.from([syncType, 0, 0, 0, 4]);

/**
 * Writes what a client sends for prepared statements (PostgreSQL's documentation, "Message Formats"): any number of them, then one
 * synchronization, as bytes that lie next to each other. The driver's own writer makes a buffer of each message, and each of those
 * passes its stream by itself; with seven statements in a transaction that was a third of a process's time.
 */
export class FrontendMessages {
  #chunk = Buffer.allocUnsafeSlow(chunkBytes);
  /** Where the packet begins that is being written, and where it goes on. */
  #start = 0;
  #end = 0;

  /** @param describe asks PostgreSQL to name the columns of the answer */
  statement(name: string, values: readonly ParameterValue[], describe: boolean): void {
    this.#bind(name, values);
    if (describe) this.#copy(describePortal);
    this.#copy(execute);
  }

  /** @returns the packet, which is the receiver's to keep; the next one begins behind it */
  synchronized(): Buffer {
    this.#copy(sync);
    const packet = this.#chunk.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return packet;
  }

  #bind(name: string, values: readonly ParameterValue[]): void {
    this.#reserve(1);
    this.#chunk[this.#end++] = bindType;
    const lengthAt = this.#end - this.#start;
    this.#int32(0);
    this.#int8(0);
    this.#text(name);
    this.#int8(0);
    this.#formats(values);
    this.#int16(values.length);
    for (const value of values) this.#value(value);
    // All columns of the answer as text.
    this.#int16(0);
    const position = this.#start + lengthAt;
    this.#chunk.writeInt32BE(this.#end - position, position);
  }

  /** Text unless said otherwise, and then of each. */
  #formats(values: readonly ParameterValue[]): void {
    if (!values.some(Buffer.isBuffer)) return this.#int16(0);
    this.#int16(values.length);
    for (const value of values) this.#int16(Buffer.isBuffer(value) ? 1 : 0);
  }

  #value(value: ParameterValue): void {
    if (value === null) return this.#int32(-1);
    if (typeof value !== 'string') {
      this.#int32(value.length);
      return this.#copy(value);
    }
    this.#int32(0);
    const from = this.#end - this.#start;
    const written = this.#text(value);
    this.#chunk.writeInt32BE(written, this.#start + from - 4);
  }

  #text(text: string): number {
    // UTF-8 needs at most three bytes for each of JavaScript's code units.
    this.#reserve(text.length * 3);
    const written = this.#chunk.write(text, this.#end);
    this.#end += written;
    return written;
  }

  #copy(bytes: Buffer): void {
    this.#reserve(bytes.length);
    bytes.copy(this.#chunk, this.#end);
    this.#end += bytes.length;
  }

  #int8(value: number): void {
    this.#reserve(1);
    this.#chunk[this.#end++] = value;
  }

  #int16(value: number): void {
    this.#reserve(2);
    this.#end = this.#chunk.writeInt16BE(value, this.#end);
  }

  #int32(value: number): void {
    this.#reserve(4);
    this.#end = this.#chunk.writeInt32BE(value, this.#end);
  }

  /** Bytes that were handed out are still being sent, so a full chunk is left to them, and what is begun moves to a new one. */
  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#chunk.length) return;
    const begun = this.#chunk.subarray(this.#start, this.#end);
    this.#chunk = Buffer.allocUnsafeSlow(Math.max(chunkBytes, 2 * (begun.length + bytes)));
    begun.copy(this.#chunk, 0);
    this.#start = 0;
    this.#end = begun.length;
  }
}
