import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'
import type { FastifyReply } from 'fastify'

/**
 * Answers rows as CSV while they are read. A cell that a spreadsheet would take for a formula gets an apostrophe in
 * front; a plain number, negative or not, is none.
 */
export function csvStream(reply: FastifyReply, filename: string, columns: readonly string[], rows: AsyncIterable<readonly string[]>): FastifyReply {
  const csv = stringify({ header: true, columns: [...columns], bom: true })
  reply.headers({ 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': `attachment; filename="${filename}"` })
  pipeline(escaped(rows), csv).catch((error: unknown) => csv.destroy(error instanceof Error ? error : new Error(String(error))))
  return reply.send(csv)
}

async function* escaped(rows: AsyncIterable<readonly string[]>): AsyncGenerator<string[]> {
  for await (const row of rows) yield row.map(safeCell)
}

const FORMULA = /^[=+\-@\t\r]/
const NUMBER = /^-?\d+(\.\d+)?$/

/** A cell that no spreadsheet runs (OWASP, CSV injection). */
export function safeCell(cell: string): string {
  return FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
}
