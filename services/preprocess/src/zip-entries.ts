import { buffer } from 'node:stream/consumers'
import { fromBufferPromise, getFileNameLowLevel, type Entry, type ZipFile } from 'yauzl'
import { errors } from './errors.ts'

/** One file or folder of a ZIP, as its directory declares it. */
export type ZipEntry = {
  name: string
  isFolder: boolean
  isLink: boolean
  isEncrypted: boolean
  compressedBytes: number
  /** What the directory promises; what comes out is counted apart. */
  declaredBytes: number
  crc32: number
  /** Inflates the entry and gives at most `maxBytes`; more is an ARCHIVE_BOMB. */
  read: (maxBytes: number) => Promise<Buffer>
  /** Inflates the entry piece by piece without keeping it. */
  pieces: () => AsyncIterable<Buffer>
}

/**
 * The entries of a ZIP in the order of its directory.
 * @throws ARCHIVE_BROKEN
 */
export async function* readEntries(bytes: Uint8Array): AsyncGenerator<ZipEntry> {
  // Names and sizes are checked by whoever unpacks, each with its own code; the library would say "invalid" to all of them.
  const zip = await sound(fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), { lazyEntries: true, decodeStrings: false, validateEntrySizes: false }))
  const entries = zip.eachEntry()
  for (let next = await sound(entries.next()); !next.done; next = await sound(entries.next())) yield zipEntry(zip, next.value)
}

function zipEntry(zip: ZipFile, entry: Entry): ZipEntry {
  // With `decodeStrings: false` the name is what stands in the file; backslashes of Windows become slashes.
  const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false)
  const unixMode = entry.externalFileAttributes >>> 16
  return {
    name,
    isFolder: name.endsWith('/'),
    isLink: (unixMode & 0o170000) === 0o120000,
    isEncrypted: entry.isEncrypted(),
    compressedBytes: entry.compressedSize,
    declaredBytes: entry.uncompressedSize,
    crc32: entry.crc32,
    read: (maxBytes) => buffer(capped(pieces(zip, entry), maxBytes)),
    pieces: () => pieces(zip, entry),
  }
}

async function* pieces(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  try {
    yield* (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>
  } catch (error) {
    throw broken(error)
  }
}

async function* capped(source: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let seen = 0
  for await (const piece of source) {
    seen += piece.length
    if (seen > maxBytes) throw errors.fault('ARCHIVE_BOMB', { detail: `an entry is larger than ${maxBytes} bytes` })
    yield piece
  }
}

async function sound<Result>(reading: Promise<Result>): Promise<Result> {
  return reading.catch((error: unknown) => { throw broken(error) })
}

function broken(error: unknown) {
  return errors.fault('ARCHIVE_BROKEN', { detail: error instanceof Error ? error.message.slice(0, 200) : '', cause: error })
}
