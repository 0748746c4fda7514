import { pipeline, Readable } from 'node:stream'
import { stringify } from 'csv-stringify'
import { safeCell } from './safe-cell.ts'

/** Rows as CSV while they are read, no faster than the reader takes them. Whatever ends the rows early ends the text with it. */
export function csvOf(columns: readonly string[], rows: AsyncIterable<readonly string[]>): Readable {
  // The sign in front tells a spreadsheet that it is UTF-8.
  const csv = stringify({ header: true, columns: [...columns], bom: true })
  // A failure destroys the text, which is where its reader learns of it.
  pipeline(Readable.from(disarmed(rows)), csv, () => undefined)
  return csv
}

async function* disarmed(rows: AsyncIterable<readonly string[]>): AsyncGenerator<string[]> {
  for await (const row of rows) yield row.map(safeCell)
}
