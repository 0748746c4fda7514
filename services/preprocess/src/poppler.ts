import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { ChildFailure, runChild } from '@chasqui/child'
import { errors } from './errors.ts'

/** A PDF on disk, in the private folder where the tools may write. */
export type PdfFile = { path: string; folder: string; signal?: AbortSignal }

const MAX_MEMORY_BYTES = 1024 * 1024 * 1024
const TEXT_TIMEOUT_MS = 20_000
const RASTER_TIMEOUT_MS = 30_000

/** What `pdfinfo` says of the pages up to `last`. */
export async function pdfInfo(file: PdfFile, last: number): Promise<string> {
  return tool('pdfinfo', ['-f', '1', '-l', String(last), file.path], file)
}

/** The words of the text layer with their boxes. */
export async function pdfWords(file: PdfFile, last: number): Promise<string> {
  return tool('pdftotext', ['-bbox', '-q', '-f', '1', '-l', String(last), file.path, '-'], file)
}

/** The table of the pictures in the pages. */
export async function pdfPictures(file: PdfFile, last: number): Promise<string> {
  return tool('pdfimages', ['-list', '-f', '1', '-l', String(last), file.path], file)
}

/** Draws one page in grey and says where the picture is: a TIFF without compression, which costs a second less than PNG. */
export async function drawPage(file: PdfFile, page: number, dpi: number): Promise<string> {
  const root = join(file.folder, `drawn-${page}`)
  await tool('pdftoppm', ['-gray', '-r', String(dpi), '-f', String(page), '-l', String(page), '-singlefile', '-tiff', '-tiffcompression', 'none', file.path, root], file, RASTER_TIMEOUT_MS)
  return `${root}.tif`
}

/** Of all documents together: many tools at once would only share the processors and fill the memory. */
const atOnce = pLimit(2 * availableParallelism())

/** @throws PDF_ENCRYPTED, PDF_VALIDATION_ERROR, PAGES_TIMEOUT, PAGES_KILLED, TOOL_MISSING, or the signal's reason */
async function tool(command: string, args: readonly string[], { folder, signal }: PdfFile, timeoutMs = TEXT_TIMEOUT_MS): Promise<string> {
  try {
    const { stdout } = await atOnce(() => runChild(command, args, { timeoutMs, maxMemoryBytes: MAX_MEMORY_BYTES, folder, ...(signal ? { signal } : {}) }))
    return stdout.toString('utf8')
  } catch (error) {
    if (!(error instanceof ChildFailure)) throw error
    signal?.throwIfAborted()
    throw refusal(error)
  }
}

function refusal(failure: ChildFailure) {
  const options = { detail: failure.command, cause: failure }
  if (failure.end === 'missing') return errors.fault('TOOL_MISSING', options)
  if (/incorrect password/i.test(failure.stderr)) return errors.fault('PDF_ENCRYPTED', options)
  // A file that makes a tool run or write without end, or run out of memory, does so at every try.
  if (failure.end === 'timeout') return errors.fault('PAGES_TIMEOUT', options)
  if (failure.end === 'killed' && !/SIG(SEGV|ABRT|FPE|ILL|BUS)/.test(failure.stderr)) return errors.fault('PAGES_KILLED', options)
  return errors.fault('PDF_VALIDATION_ERROR', options)
}
