/* The records of a zip file, as in PKWARE's APPNOTE 6.3.10. Numbers are little-endian. */

export interface ZipEntry {
  /** UTF-8. */
  readonly name: Buffer;
  readonly modifiedAt: Date;
  readonly isDeflated: boolean;
  /** Whether CRC and sizes come after the content. */
  readonly hasDescriptor: boolean;
  readonly crc: number;
  readonly size: number;
  readonly compressedSize: number;
  /** Where its local header begins. */
  readonly offset: number;
}

/** A field of this value is in a ZIP64 record. */
const full16 = 0xffff;
export const full32 = 0xffffffff;

/** Of a version of the format, 2.0 has deflate and 4.5 has ZIP64; made on Unix, for the file's mode. */
const version = 20;
const version64 = 45;
const madeOnUnix = 3 << 8;
const ordinaryFile = 0o100644 * 2 ** 16;

const record = (...fields: readonly (readonly [size: 2 | 4 | 8, value: number])[]): Buffer => {
  const bytes = Buffer.alloc(fields.reduce((sum, [size]) => sum + size, 0));
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) bytes.writeUInt16LE(value, at);
    else if (size === 4) bytes.writeUInt32LE(value, at);
    else bytes.writeBigUInt64LE(BigInt(value), at);
    at += size;
  }
  return bytes;
};

/** In UTC, in steps of two seconds from 1980 on. */
function dosTime(at: Date): { time: number; date: number } {
  const year = at.getUTCFullYear();
  if (!(year >= 1980 && year <= 2107)) return { time: 0, date: 33 };
  return {
    time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
    date: ((year - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
  };
}

/** What both headers say; the local one before a descriptor does not know CRC and sizes yet. */
function commonFields(entry: ZipEntry, isKnown: boolean) {
  const { time, date } = dosTime(entry.modifiedAt);
  const isUtf8 = 0x0800;
  return [
    [2, isUtf8 | (entry.hasDescriptor ? 0x0008 : 0)],
    [2, entry.isDeflated ? 8 : 0],
    [2, time],
    [2, date],
    [4, isKnown ? entry.crc : 0],
    [4, isKnown ? entry.compressedSize : 0],
    [4, isKnown ? entry.size : 0],
    [2, entry.name.length],
  ] as const;
}

export const localHeader = (entry: ZipEntry): Buffer =>
  Buffer.concat([
    record([4, 0x04034b50], [2, version], ...commonFields(entry, !entry.hasDescriptor), [2, 0]),
    entry.name,
  ]);

export const dataDescriptor = ({ crc, compressedSize, size }: ZipEntry): Buffer =>
  record([4, 0x08074b50], [4, crc], [4, compressedSize], [4, size]);

export function centralHeader(entry: ZipEntry): Buffer {
  const isFar = entry.offset >= full32;
  const extra = isFar ? record([2, 0x0001], [2, 8], [8, entry.offset]) : Buffer.alloc(0);
  const fixed = record(
    [4, 0x02014b50],
    [2, madeOnUnix | (isFar ? version64 : version)],
    [2, isFar ? version64 : version],
    ...commonFields(entry, true),
    [2, extra.length],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, ordinaryFile],
    [4, isFar ? full32 : entry.offset],
  );
  return Buffer.concat([fixed, entry.name, extra]);
}

/** The end of the file, in ZIP64 only if a number needs it. */
export function endOfDirectory(directory: {
  entries: number;
  size: number;
  offset: number;
}): Buffer {
  const { entries, size, offset } = directory;
  const needs64 = entries >= full16 || size >= full32 || offset >= full32;
  const [count, bytes, start] = [
    Math.min(entries, full16),
    Math.min(size, full32),
    Math.min(offset, full32),
  ];
  const end = record(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, bytes],
    [4, start],
    [2, 0],
  );
  if (!needs64) return end;
  const end64 = record(
    [4, 0x06064b50],
    [8, 44],
    [2, madeOnUnix | version64],
    [2, version64],
    [4, 0],
    [4, 0],
    [8, entries],
    [8, entries],
    [8, size],
    [8, offset],
  );
  const locator = record([4, 0x07064b50], [4, 0], [8, offset + size], [4, 1]);
  return Buffer.concat([end64, locator, end]);
}
