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
