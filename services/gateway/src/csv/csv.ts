import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'
import type { FastifyReply } from 'fastify'
import { attachment } from '../ingest/filename.ts'

/**
 * Answers rows as CSV while they are read, no faster than the client takes them. A cell that a spreadsheet would take
 * for a formula gets an apostrophe in front; a plain number, negative or not, is none.
 */
export function csvStream(reply: FastifyReply, filename: string, columns: readonly string[], rows: AsyncIterable<readonly string[]>): FastifyReply {
  const csv = stringify({ header: true, columns: [...columns], bom: true })
  reply.headers({ 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': attachment(filename), 'X-Content-Type-Options': 'nosniff' })
  pipeline(Readable.from(disarmed(rows)), csv).catch((error: unknown) => {
    reply.log.warn({ err: error }, 'a CSV export was not finished')
    // The head is long out: the connection is cut with it, by which the client learns that it has not got everything.
    csv.destroy()
  })
  return reply.send(csv)
}

async function* disarmed(rows: AsyncIterable<readonly string[]>): AsyncGenerator<string[]> {
  for await (const row of rows) yield row.map(safeCell)
}

/** With the wide forms of the signs: spreadsheets of East Asia read them alike. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/
const NUMBER = /^-?\d+(\.\d+)?$/

/** A cell that no spreadsheet runs (OWASP, CSV injection). Pure. */
export function safeCell(cell: string): string {
  return FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
}
