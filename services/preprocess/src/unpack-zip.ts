import { crc32 } from 'node:zlib'
import { errors } from './errors.ts'
import { readEntries, type ZipEntry } from './zip-entries.ts'

/** A document that was found inside of another file: `<outer name>::<its own name>`. */
export type FileEntry = { name: string; bytes: Uint8Array }
/** The documents inside of a file, and how many they are before the first is given out. */
export type FileEntries = (AsyncIterable<FileEntry> | Iterable<FileEntry>) & { readonly length: number }

const MAX_ENTRIES = 100
const MAX_INFLATED_BYTES = 200 * 1024 * 1024
const MAX_RATIO = 100
/** What a small entry grows to can hurt nobody, and short texts of one letter compress beyond any ratio. */
const RATIO_MATTERS_ABOVE_BYTES = 64 * 1024
const HEAD_BYTES = 300

/**
 * Opens an archive of documents. Everything is inflated and counted once before the first entry is given out, so that a
 * refused archive has no items; then one entry at a time is inflated and held.
 * Left out in silence: folders, and what systems add on their own (`__MACOSX`, `.DS_Store`, `thumbs.db`, `~$…`).
 * @throws ARCHIVE_BOMB, ARCHIVE_NESTED, ARCHIVE_UNSAFE_NAME, ARCHIVE_ENCRYPTED, ARCHIVE_BROKEN, EMPTY_FILE
 */
export async function unpackZip(bytes: Uint8Array, filename: string, signal?: AbortSignal): Promise<AsyncIterable<FileEntry> & { readonly length: number }> {
  const declared = await declaredEntries(bytes)
  const documents = declared.filter((entry) => !entry.isFolder && !isOfTheSystem(entry.name))
  if (documents.length === 0) throw errors.fault('EMPTY_FILE', { detail: 'the archive holds no document' })
  await countAndLook(declared, signal)
  return Object.assign(contents(documents, filename), { length: documents.length })
}

/** The directory, refused where what it says is refused already. */
async function declaredEntries(bytes: Uint8Array): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = []
  let declaredBytes = 0
  for await (const entry of readEntries(bytes)) {
    entries.push(entry)
    declaredBytes += entry.declaredBytes
    if (entries.length > MAX_ENTRIES) throw bomb(`more than ${MAX_ENTRIES} entries`)
    if (declaredBytes > MAX_INFLATED_BYTES) throw bomb(`more than ${MAX_INFLATED_BYTES} bytes when unpacked`)
    if (entry.isLink || !isSafeName(entry.name)) throw errors.fault('ARCHIVE_UNSAFE_NAME', { detail: entry.isLink ? 'a symbolic link' : 'a path that is absolute or goes up' })
    if (entry.isEncrypted) throw errors.fault('ARCHIVE_ENCRYPTED')
    refuseRatio(entry, entry.declaredBytes)
  }
  return entries
}

/** What really comes out, whatever the directory promised. */
async function countAndLook(entries: readonly ZipEntry[], signal?: AbortSignal): Promise<void> {
  let total = 0
  for (const entry of entries) {
    let head = Buffer.alloc(0)
    let inflated = 0
    let checksum = 0
    for await (const piece of entry.pieces()) {
      signal?.throwIfAborted()
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, piece.subarray(0, HEAD_BYTES)])
      inflated += piece.length
      checksum = crc32(piece, checksum)
      total += piece.length
      if (total > MAX_INFLATED_BYTES) throw bomb(`more than ${MAX_INFLATED_BYTES} bytes when unpacked`)
      if (inflated > entry.declaredBytes) throw bomb('an entry is larger than it says')
      refuseRatio(entry, inflated)
    }
    if (inflated !== entry.declaredBytes || checksum !== entry.crc32) throw errors.fault('ARCHIVE_BROKEN', { detail: `the bytes of ${entry.name.slice(-100)} are not those that were packed` })
    if (isArchive(head, entry.name)) throw errors.fault('ARCHIVE_NESTED', { detail: entry.name.slice(-100) })
  }
}

async function* contents(documents: readonly ZipEntry[], filename: string): AsyncGenerator<FileEntry> {
  for (const entry of documents) yield { name: `${filename}::${entry.name}`, bytes: await entry.read(MAX_INFLATED_BYTES) }
}

function refuseRatio(entry: ZipEntry, inflatedBytes: number): void {
  if (inflatedBytes > RATIO_MATTERS_ABOVE_BYTES && inflatedBytes > MAX_RATIO * entry.compressedBytes) throw bomb(`an entry grows more than ${MAX_RATIO} times`)
}

/** Slashes of Windows have become slashes before. */
function isSafeName(name: string): boolean {
  return name !== '' && !name.includes('\0') && !/^([A-Za-z]:|\/)/.test(name) && !name.split('/').includes('..')
}

function isOfTheSystem(name: string): boolean {
  const parts = name.split('/')
  const last = (parts.at(-1) ?? '').toLowerCase()
  return parts.includes('__MACOSX') || last === '.ds_store' || last === 'thumbs.db' || last === 'desktop.ini' || last.startsWith('~$')
}

const ARCHIVES: readonly (readonly [offset: number, magic: string])[] = [
  [0, 'Rar!\x1a\x07'], [0, '7z\xbc\xaf\x27\x1c'], [0, '\x1f\x8b'], [0, 'BZh'], [0, '\xfd7zXZ\0'], [0, '\x28\xb5\x2f\xfd'], [0, 'MSCF'], [257, 'ustar'],
]
const OFFICE_EXTENSIONS = /\.(xls[xmb]|xlt[xm]|doc[xm]|dot[xm]|ppt[xm]|od[tsp])$/i

/** An office file is a ZIP too; it goes on as a document and is judged as such. */
function isArchive(head: Buffer, name: string): boolean {
  const bytes = head.toString('latin1')
  if (bytes.startsWith('PK\x03\x04') || bytes.startsWith('PK\x05\x06')) return !looksLikeOffice(bytes, name)
  return ARCHIVES.some(([offset, magic]) => bytes.startsWith(magic, offset))
}

function looksLikeOffice(head: string, name: string): boolean {
  const firstName = head.slice(30, 30 + (head.charCodeAt(26) | (head.charCodeAt(27) << 8)))
  return OFFICE_EXTENSIONS.test(name) || firstName === '[Content_Types].xml' || firstName === 'mimetype' || firstName.startsWith('_rels/')
}

function bomb(detail: string) {
  return errors.fault('ARCHIVE_BOMB', { detail })
}
