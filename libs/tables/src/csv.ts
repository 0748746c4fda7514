import { parse } from 'csv-parse/sync'
import type { Row } from '@chasqui/contracts'
import { sniffDelimiter } from './delimiter.ts'
import { errors } from './errors.ts'
import { findHeaderRow, isNumeric } from './header-row.ts'
import { beyondHeader } from './remarks.ts'
import type { Table, TableLimits } from './table.ts'
import { visibleName } from './visible-names.ts'

/** Titles and footers that stand around the rows of an export do not count against its length. */
const MAX_AROUND = 100

/** Reads a table of delimited text. Throws TABLE_MALFORMED, TABLE_EMPTY, TABLE_WITHOUT_HEADER, TABLE_TOO_LONG or TABLE_TOO_WIDE. */
export function readCsv(text: string, limits: TableLimits): Table {
  const records = parsed(text, limits)
  if (records.length === 0) throw errors.fault('TABLE_EMPTY')
  const at = findHeaderRow(records)
  if (at === undefined) throw errors.fault('TABLE_WITHOUT_HEADER')
  const cells = withoutEmptyTail(records[at] ?? [])
  if (cells.length > limits.maxColumns) throw errors.fault('TABLE_TOO_WIDE', { detail: `${cells.length} columns, ${limits.maxColumns} allowed` })
  const headers = distinct(cells.map(visibleName))
  const rows = records.slice(at + 1).filter((record) => isRow(record, cells)).map((record) => rowOf(headers, record))
  if (rows.length > limits.maxRows) throw errors.fault('TABLE_TOO_LONG', { detail: `more than ${limits.maxRows} rows` })
  return { form: 'csv', headerRow: at + 1, headers, rows, preamble: records.slice(0, at).map(withoutEmptyTail) }
}

function parsed(text: string, limits: TableLimits): string[][] {
  try {
    const records: string[][] = parse(text.replace(/^sep=.\r?\n/i, ''), {
      delimiter: sniffDelimiter(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      to: limits.maxRows + MAX_AROUND + 1,
      max_record_size: 256 * 1024,
    })
    return records.filter((record) => record.some((cell) => cell !== ''))
  } catch (cause) {
    throw errors.fault('TABLE_MALFORMED', { detail: cause instanceof Error ? cause.message.slice(0, 200) : 'not parsed', cause })
  }
}

function withoutEmptyTail(cells: readonly string[]): string[] {
  const last = cells.findLastIndex((cell) => cell !== '')
  return cells.slice(0, last + 1)
}

/** Column names made unique: an empty one is named for its place, a second "Total" becomes "Total 2". */
function distinct(cells: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return cells.map((cell, index) => {
    const name = cell === '' ? `column ${index + 1}` : cell
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} ${times}`
  })
}

function isRow(record: readonly string[], header: readonly string[]): boolean {
  return !isTotals(record) && !header.every((cell, index) => cell === (record[index] ?? ''))
}

/** "TOTAL; ; ; 1.234,56": a sum below the rows. A vendor whose name begins with Total has other texts beside it. */
function isTotals(record: readonly string[]): boolean {
  const [first, ...rest] = record.filter((cell) => cell !== '')
  return first !== undefined && /^(?:(?:sub ?)?total(?:es)?|suma)\b/i.test(first) && rest.every(isNumeric)
}

/** A cell that has no column is kept: what a delimiter inside an amount cut off must not get lost unseen. */
function rowOf(headers: readonly string[], record: readonly string[]): Row {
  const beyond = record.slice(headers.length).flatMap((cell, index) => (cell === '' ? [] : [[beyondHeader(headers.length + index + 1), cell]]))
  return Object.fromEntries([...headers.map((header, index) => [header, record[index] ?? '']), ...beyond])
}
