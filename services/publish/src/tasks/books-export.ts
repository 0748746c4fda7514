import { z } from 'zod'
import { BOOK_KINDS, countOf } from '@chasqui/book-tables'
import { TaskFiles } from '@chasqui/files'
import { openBooks } from '@chasqui/mongo/books'
import { task } from '@chasqui/worker'
import { errors } from '../errors.ts'
import { EXPORT_FORMATS, writeExport, type WrittenExport } from '../export/write-export.ts'

/** A sheet of a spreadsheet holds little more (1,048,576). */
const ROWS_MAX = 1_000_000
const PROGRESS_EVERY = 500

export const ExportParams = z.object({
  kind: z.enum(BOOK_KINDS).describe('which book'),
  from: z.iso.date().optional().describe('first day, included; vendors have no day'),
  to: z.iso.date().optional().describe('last day, included; vendors have no day'),
  format: z.enum(EXPORT_FORMATS).default('csv').describe('the columns are the same'),
}).refine(({ from, to }) => from === undefined || to === undefined || from <= to, { path: ['to'], error: 'must not be before from' })

export type ExportResult = Omit<WrittenExport, 'fileId' | 'mimeType'> & {
  file_id: string
  mime_type: string
  /** The run that made the file; with the task it says whose it is. */
  run: number
  /** Where it is fetched, with the same credential. */
  link: string
}

export const booksExport = task({
  type: 'books.export', lane: 'low', softLimit: '30m', hardLimit: '35m', atOnce: { limit: 2, by: 'tenant' },
  description: 'Write one book of the company into a CSV or XLSX file, up to 1,000,000 rows; the result has a link to it',
  params: ExportParams,
  async run({ tenantId, taskId, deps, signal, progress, once }, { kind, from, to, format }): Promise<ExportResult> {
    const books = openBooks(deps.store.db)
    const total = await countOf(books, kind, tenantId, { from, to })
    if (total > ROWS_MAX) throw errors.fault('EXPORT_TOO_LARGE', { detail: `${total} rows, ${ROWS_MAX} at most` })
    progress(0, total, undefined, 'writing')
    const files = new TaskFiles(deps.store.db)
    return once('file', async ({ epoch, mayHaveHappened }) => {
      const run = { tenantId, taskId, epoch }
      // A worker that died may have ended its file and not said so.
      if (mayHaveHappened) await files.removeEarlier(run)
      const { fileId, mimeType, ...written } = await writeExport(books, files, run, { kind, from, to, format }, {
        signal, onRow: (rows) => { if (rows % PROGRESS_EVERY === 0 || rows === total) progress(rows, total, undefined, 'writing') },
      })
      return { ...written, file_id: fileId, mime_type: mimeType, run: epoch, link: `/api/tasks/${taskId}/result-file` }
    })
  },
})
