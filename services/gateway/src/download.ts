import { create } from 'content-disposition'
import type { FastifyReply } from 'fastify'
import { csvOf } from '@chasqui/book-tables'
import { cleanFilename } from './ingest/filename.ts'

/** `Content-Disposition` of a download (RFC 6266), whatever the name holds. Pure. */
export function attachment(filename: string): string {
  return create(cleanFilename(filename))
}

/** Answers rows as CSV while they are read, no faster than the client takes them. */
export function csvStream(reply: FastifyReply, filename: string, columns: readonly string[], rows: AsyncIterable<readonly string[]>): FastifyReply {
  reply.headers({ 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': attachment(filename), 'X-Content-Type-Options': 'nosniff' })
  const csv = csvOf(columns, rows)
  // The head is long out: the connection is cut, by which the client learns that it has not got everything.
  csv.on('error', (error) => reply.log.warn({ err: error }, 'a CSV export was not finished'))
  return reply.send(csv)
}
