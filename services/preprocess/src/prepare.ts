import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withTempFolder } from '@chasqui/child'
import type { Finding, PreparedPages, ScanPage, TextPage } from '@chasqui/contracts'
import { decodeText } from '@chasqui/text'
import { detectKind } from './detect.ts'
import { errors } from './errors.ts'
import { MAX_FILE_BYTES, MAX_PAGES, type DetectedKind } from './formats.ts'
import { imagePages, type DrawnScan, type MadePages, type PageTools } from './image-pages.ts'
import { pdfPages } from './pdf-pages.ts'
import { shapeOfXml } from './sniff-xml.ts'
import { splitXml } from './split-xml.ts'
import { textPages } from './text-pages.ts'
import { unpackZip, type FileEntries } from './unpack-zip.ts'

export type GivenFile = { filename: string } & ({ bytes: Uint8Array } | { path: string })

export type PrepareOptions = {
  /** Puts a picture of a page (PNG) into the file store and says its id. Asked when every page of the file is made: of what is refused nothing is stored. */
  storeImage: (bytes: Buffer) => Promise<string>
  /** Kills what runs for this file. */
  signal?: AbortSignal
  /** Where private folders are made and deleted again; the system's folder when absent. */
  tempDir?: string
}

export type Prepared = {
  kind: DetectedKind
  mimeType: string
  warnings: Finding[]
  /** The documents inside, when the file holds several: each is to be prepared like a file of its own. Then there are no pages. */
  entries?: FileEntries
  /** Of a PDF, a picture or free text. */
  pages?: PreparedPages
}

/**
 * The front door: says what a file is, refuses what is not accepted, takes envelopes apart, and prepares the pages of what must be
 * read. Structured documents come back with their kind alone.
 * @throws the refusals of errors.ts; PAGES_TIMEOUT and PAGES_KILLED may be tried again
 */
export async function prepareFile(file: GivenFile, options: PrepareOptions): Promise<Prepared> {
  const bytes = await bytesOf(file)
  const detected = await detectKind(bytes, file.filename)
  const { kind, mimeType } = detected
  if (kind === 'zip') return { ...detected, entries: await unpackZip(bytes, file.filename, options.signal) }
  if (kind === 'dte' || kind === 'facturae' || kind === 'ubl') {
    const entries = splitXml(bytes, file.filename, shapeOfXml(decodeText(bytes).trimStart()))
    return entries.length === 0 ? detected : { ...detected, entries }
  }
  if (kind === 'text') return { ...detected, pages: textPages(bytes) }
  if (kind !== 'pdf' && kind !== 'image') return detected
  const made = await withFile(bytes, options, (path, tools) => (kind === 'pdf' ? pdfPages(path, tools) : imagePages(path, mimeType, tools)))
  return { ...detected, pages: made, warnings: [...detected.warnings, ...(made.truncated ? [truncation()] : [])] }
}

async function bytesOf(file: GivenFile): Promise<Uint8Array> {
  if ('bytes' in file) return file.bytes
  const { size } = await stat(file.path)
  if (size > MAX_FILE_BYTES) throw errors.fault('FILE_TOO_LARGE', { detail: `${size} of at most ${MAX_FILE_BYTES} bytes` })
  return readFile(file.path)
}

function withFile(bytes: Uint8Array, { storeImage, signal, tempDir }: PrepareOptions, work: (path: string, tools: PageTools) => Promise<MadePages>): Promise<PreparedPages> {
  return withTempFolder(async (folder) => {
    const path = join(folder, 'input')
    await writeFile(path, bytes)
    const { pages, truncated } = await work(path, { folder, ...(signal ? { signal } : {}) })
    return { pages: await storedPages(pages, storeImage, signal), truncated }
  }, tempDir)
}

/** One page after the other: the pictures of all would not fit into the memory of a stage. */
async function storedPages(pages: MadePages['pages'], storeImage: PrepareOptions['storeImage'], signal?: AbortSignal): Promise<PreparedPages['pages']> {
  const stored: (TextPage | ScanPage)[] = []
  for (const page of pages) stored.push(page.mode === 'scan' ? await storedScan(page, storeImage, signal) : page)
  return stored
}

async function storedScan({ pictures, ...page }: DrawnScan, storeImage: PrepareOptions['storeImage'], signal?: AbortSignal): Promise<ScanPage> {
  signal?.throwIfAborted()
  const [imageFileId, contrastFileId] = await Promise.all([pictures.clean, pictures.contrast].map(async (path) => storeImage(await readFile(path)))) as [string, string]
  return { ...page, imageFileId, contrastFileId }
}

function truncation(): Finding {
  return { code: 'PAGES_TRUNCATED', severity: 'review', field: 'pages', message: `The file has more than ${MAX_PAGES} pages; the first ${MAX_PAGES} were read.` }
}
