import type { Row } from '@chasqui/contracts'
import { dateOrderName, type DateOrder } from './remarks.ts'

const NUMERIC_DATE = /^\s*(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(?:\d{4}|\d{2})\s*$/

/** What one cell says of the order in its column: 05/13/2025 and 25/05/2025 prove one each, 05/06/2025 may be either. */
function orderIn(cell: unknown): 'day-first' | 'month-first' | 'either' | undefined {
  const match = typeof cell === 'string' && cell.length <= 20 ? NUMERIC_DATE.exec(cell) : null
  if (match === null) return undefined
  const [a, b] = [Number(match[1]), Number(match[3])]
  if (a < 1 || b < 1 || a === b) return undefined
  if (a > 12) return a <= 31 && b <= 12 ? 'day-first' : undefined
  if (b > 12) return b <= 31 ? 'month-first' : undefined
  return 'either'
}

/**
 * The rows, those with a date that may be either marked where another row proves that the column has the month first. A column that
 * is day-first throughout has no marks: that is the custom of its country.
 */
export function withDateOrders(rows: readonly Row[], headers: readonly string[]): Row[] {
  const marks = headers.flatMap((header) => {
    const proven = new Set(rows.map((row) => orderIn(row[header])))
    if (!proven.has('month-first') || !proven.has('either')) return []
    const order: DateOrder = proven.has('day-first') ? 'both' : 'month-first'
    return [{ header, order }]
  })
  if (marks.length === 0) return [...rows]
  return rows.map((row) => {
    const own = marks.filter(({ header }) => orderIn(row[header]) === 'either')
    return own.length === 0 ? row : { ...row, ...Object.fromEntries(own.map(({ header, order }) => [dateOrderName(header), order])) }
  })
}
