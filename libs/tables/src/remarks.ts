import type { Row } from '@chasqui/contracts'

/**
 * What only the table knows of a row travels in the row, under a name that no column has: rows leave their table and are
 * read alone, also when they are read again.
 */

const BEYOND = /^cell \d+ beyond the header$/

/** The name under which a row keeps a cell for which the header has no column; `place` counts from 1. */
export function beyondHeader(place: number): string {
  return `cell ${place} beyond the header`
}

export function isBeyondHeader(name: string): boolean {
  return BEYOND.test(name)
}

/** In which order the other rows of a column write their dates; `both`: some prove the one, some the other. */
export type DateOrder = 'month-first' | 'both'

export function dateOrderName(header: string): string {
  return `order of dates in ${header}`
}

/** What the table proved about the date of this row in this column, when the date alone may be either. */
export function dateOrderOf(row: Row, header: string): DateOrder | undefined {
  const order = row[dateOrderName(header)]
  return order === 'month-first' || order === 'both' ? order : undefined
}
