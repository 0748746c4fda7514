import { z } from 'zod'

/** What a file is, decided by its content alone. `row` stands for data that came as JSON, without a file. */
export const FILE_KINDS = [
  'row',
  'pdf', 'image', 'text',
  'ubl', 'dte', 'sri', 'facturae', 'cfdi', 'cdr',
  'camt053', 'ofx', 'mt940', 'norma43',
  'csv', 'json',
] as const
export const FileKind = z.enum(FILE_KINDS)
export type FileKind = z.infer<typeof FileKind>

/** Kinds whose words must be read from pages; all others are structured and never go to OCR. */
export const PAGE_KINDS: ReadonlySet<FileKind> = new Set<FileKind>(['pdf', 'image'])
