import type { Row } from '@chasqui/contracts'
import { isBeyondHeader } from '@chasqui/tables'
import type { Finding } from '../xml/fields.ts'
import { cellText } from './cells.ts'

/** What is said of a row with cells for which there is no column: a comma inside an amount makes two cells of it, and moves all behind it. Pure. */
export function cellsBeyondHeader(row: Row, where = 'The row'): Finding[] {
  const beyond = Object.keys(row).filter(isBeyondHeader).flatMap((name) => cellText(row[name]) ?? [])
  if (beyond.length === 0) return []
  const value = beyond.join(', ').slice(0, 100)
  return [{ code: 'CELLS_BEYOND_HEADER', severity: 'review', message: `${where} has more cells than the header: ${value.slice(0, 40)}`, value }]
}
