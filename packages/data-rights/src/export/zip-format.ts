/** One file of a ZIP, as its directory at the end names it. Sizes and offsets are in bytes. */
export interface ZipEntry {
  readonly name: Buffer;
  readonly deflated: boolean;
  readonly crc32: number;
  readonly storedBytes: number;
  readonly bytes: number;
  readonly offset: number;
  /** The sizes stand in a descriptor behind the data, since they were not known before. */
  readonly hasDescriptor: boolean;
}

const max32 = 0xffff_ffff;
const max16 = 0xffff;
const unixFile = (0o100644 << 16) >>> 0;
const [plainVersion, zip64Version] = [20, 45];

const isLarge = ({ storedBytes, bytes, offset }: ZipEntry) => storedBytes >= max32 || bytes >= max32 || offset >= max32;
const flagsOf = ({ hasDescriptor }: ZipEntry) => 0x0800 | (hasDescriptor ? 0x0008 : 0);

/** The header before a file's data (APPNOTE 4.3.7); with a descriptor to come, its sizes are 0. */
export function localHeader(entry: ZipEntry, at: Date): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(plainVersion, 4);
  writeCommon(header, 6, entry, at);
  header.writeUInt32LE(entry.hasDescriptor ? 0 : entry.crc32, 14);
  header.writeUInt32LE(entry.hasDescriptor ? 0 : entry.storedBytes, 18);
  header.writeUInt32LE(entry.hasDescriptor ? 0 : entry.bytes, 22);
  header.writeUInt16LE(entry.name.length, 26);
  return Buffer.concat([header, entry.name]);
}

/** What stands behind a file's data (4.3.9). */
export function dataDescriptor({ crc32, storedBytes, bytes }: ZipEntry): Buffer {
  const isWide = storedBytes >= max32 || bytes >= max32;
  const descriptor = Buffer.alloc(isWide ? 24 : 16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(crc32, 4);
  if (isWide) {
    descriptor.writeBigUInt64LE(BigInt(storedBytes), 8);
    descriptor.writeBigUInt64LE(BigInt(bytes), 16);
  } else {
    descriptor.writeUInt32LE(storedBytes, 8);
    descriptor.writeUInt32LE(bytes, 12);
  }
  return descriptor;
}

/** A file's line in the directory (4.3.12), with the wide numbers beside it when one does not fit (4.5.3). */
export function directoryLine(entry: ZipEntry, at: Date): Buffer {
  const wide = isLarge(entry);
  const extra = Buffer.alloc(wide ? 28 : 0);
  if (wide) {
    extra.writeUInt16LE(0x0001, 0);
    extra.writeUInt16LE(24, 2);
    extra.writeBigUInt64LE(BigInt(entry.bytes), 4);
    extra.writeBigUInt64LE(BigInt(entry.storedBytes), 12);
    extra.writeBigUInt64LE(BigInt(entry.offset), 20);
  }
  const line = Buffer.alloc(46);
  line.writeUInt32LE(0x02014b50, 0);
  line.writeUInt16LE((3 << 8) | zip64Version, 4);
  line.writeUInt16LE(wide ? zip64Version : plainVersion, 6);
  writeCommon(line, 8, entry, at);
  line.writeUInt32LE(entry.crc32, 16);
  line.writeUInt32LE(wide ? max32 : entry.storedBytes, 20);
  line.writeUInt32LE(wide ? max32 : entry.bytes, 24);
  line.writeUInt16LE(entry.name.length, 28);
  line.writeUInt16LE(extra.length, 30);
  line.writeUInt32LE(unixFile, 38);
  line.writeUInt32LE(wide ? max32 : entry.offset, 42);
  return Buffer.concat([line, entry.name, extra]);
}

/** The end of the file: where the directory is (4.3.14 to 4.3.16). */
export function directoryEnd(directory: { readonly entries: number; readonly bytes: number; readonly offset: number }): Buffer {
  const { entries, bytes, offset } = directory;
  const wide = entries >= max16 || bytes >= max32 || offset >= max32;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(wide ? max16 : entries, 8);
  end.writeUInt16LE(wide ? max16 : entries, 10);
  end.writeUInt32LE(wide ? max32 : bytes, 12);
  end.writeUInt32LE(wide ? max32 : offset, 16);
  if (!wide) return end;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE((3 << 8) | zip64Version, 12);
  record.writeUInt16LE(zip64Version, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(bytes), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + bytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, end]);
}

/** Flags, method, time and date, which both kinds of header have in a row. The time is UTC, so that equal data is an equal file. */
function writeCommon(header: Buffer, start: number, entry: ZipEntry, at: Date): void {
  const year = Math.min(2107, Math.max(1980, at.getUTCFullYear()));
  header.writeUInt16LE(flagsOf(entry), start);
  header.writeUInt16LE(entry.deflated ? 8 : 0, start + 2);
  header.writeUInt16LE((at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1), start + 4);
  header.writeUInt16LE(((year - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(), start + 6);
}
