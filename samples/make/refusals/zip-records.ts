/** The records of a ZIP file, written field by field: archives that lie cannot be made with a library that does not. */

export type ZipEntry = {
  name: string
  crc: number
  compressed: number
  /** The inflated size that the record claims. */
  claimed: number
}

/** 2025-06-01 12:00 in DOS form. */
const TIME = 12 << 11
const DATE = ((2025 - 1980) << 9) | (6 << 5) | 1
const DEFLATE = 8

export function localHeader({ name, crc, compressed, claimed }: ZipEntry): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  writeCommon(header, 4, { name, crc, compressed, claimed })
  return Buffer.concat([header, Buffer.from(name)])
}

export function centralHeader(entry: ZipEntry, offset: number): Buffer {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(20, 4)
  writeCommon(header, 6, entry)
  header.writeUInt32LE(offset, 42)
  return Buffer.concat([header, Buffer.from(entry.name)])
}

export function endOfCentralDirectory(entries: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(22)
  record.writeUInt32LE(0x06054b50, 0)
  record.writeUInt16LE(entries, 8)
  record.writeUInt16LE(entries, 10)
  record.writeUInt32LE(size, 12)
  record.writeUInt32LE(offset, 16)
  return record
}

function writeCommon(header: Buffer, at: number, { name, crc, compressed, claimed }: ZipEntry): void {
  header.writeUInt16LE(20, at)
  header.writeUInt16LE(DEFLATE, at + 4)
  header.writeUInt16LE(TIME, at + 6)
  header.writeUInt16LE(DATE, at + 8)
  header.writeUInt32LE(crc, at + 10)
  header.writeUInt32LE(compressed, at + 14)
  header.writeUInt32LE(claimed, at + 18)
  header.writeUInt16LE(Buffer.byteLength(name), at + 22)
}
