import { bookTables, columnNames, csvOf, recordsOf, rowsOf, type BookKind } from '@chasqui/book-tables'
import type { TaskFiles, TaskRunIds } from '@chasqui/files'
import type { Books } from '@chasqui/mongo/books'
import { xlsxOf } from './xlsx.ts'

export const EXPORT_FORMATS = ['csv', 'xlsx'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export type ExportOrder = { kind: BookKind; format: ExportFormat; from?: string | undefined; to?: string | undefined }
export type WrittenExport = { rows: number; bytes: number; sha256: string; fileId: string; filename: string; mimeType: string }

const MIME: Readonly<Record<ExportFormat, string>> = { csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' }

type Writing = { signal: AbortSignal; onRow: (rows: number) => void }

/** Writes one book of a tenant into a file of this run, row by row. Told to stop, it leaves no file. */
export async function writeExport(books: Books, files: TaskFiles, run: TaskRunIds, order: ExportOrder, { signal, onRow }: Writing): Promise<WrittenExport> {
  const { kind, format, from, to } = order
  let rows = 0
  async function* counted(): AsyncGenerator<string[]> {
    for await (const row of rowsOf(recordsOf(books, kind, run.tenantId, { from, to }), columnNames(kind))) {
      signal.throwIfAborted()
      yield row
      onRow(++rows)
    }
  }
  const filename = filenameOf(order)
  const source = format === 'csv' ? csvOf(columnNames(kind), counted()) : xlsxOf(kind, bookTables[kind], counted())
  const { fileId, sha256, size } = await files.put(run, source, { filename, mimeType: MIME[format] })
  if (signal.aborted) {
    // Told to stop after the last row: nobody will ever ask for the file.
    await files.removeOf(run)
    signal.throwIfAborted()
  }
  return { rows, bytes: size, sha256, fileId, filename, mimeType: MIME[format] }
}

function filenameOf({ kind, format, from, to }: ExportOrder): string {
  return [kind, from, to].filter((part) => part !== undefined).join('_') + `.${format}`
}
