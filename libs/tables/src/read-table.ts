import { decodeText } from '@chasqui/text'
import { readCsv } from './csv.ts'
import { withDateOrders } from './date-order.ts'
import { readJson } from './json.ts'
import { DEFAULT_LIMITS, type Table, type TableLimits } from './table.ts'

/**
 * Reads the table in a file: encoding and delimiter are found out, the header row is searched for, empty rows, sums
 * and repeated headers are left out. Throws a Fault of `errors.ts`, nothing else.
 */
export function readTable(bytes: Uint8Array, kind: 'csv' | 'json', limits: Partial<TableLimits> = {}): Table {
  const all = { ...DEFAULT_LIMITS, ...limits }
  const text = decodeText(bytes)
  const table = kind === 'csv' ? readCsv(text, all) : readJson(text, all)
  return { ...table, rows: withDateOrders(table.rows, table.headers) }
}
