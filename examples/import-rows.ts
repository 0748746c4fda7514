/**
 * Imports the rows of a JSON file, once, however often it is run and whatever breaks in between.
 *
 *     node examples/import-rows.ts ROWS.json [invoices|bank|receipts|expenses]
 *
 * The keys of its requests follow from the content: a repetition gets the first answer instead of a second import.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { call, json, Refused } from './chasqui.ts'
import './say-why.ts'
import { jsonOf } from './typed-json.ts'

type Status = { status: string; total_items: number; completed: number; failed: number; needs_review: number; moving: number }

const ROWS_AT_ONCE = 500
const TRIES = 6

const [file, sourceType = 'invoices'] = process.argv.slice(2)
if (file === undefined) throw new Error('No file was named. Type: node examples/import-rows.ts ROWS.json')

const content = await readFile(file, 'utf8')
const SUCH = '[{"numero":"F001-1"}]'
const rows = jsonOf(content, `What ${file} holds`, SUCH)
if (!Array.isArray(rows)) throw new Error(`What ${file} holds must be a list of rows, such as '${SUCH}'`)
const keyOf = (part: string): string => createHash('sha256').update(`${sourceType} ${part} ${content}`).digest('hex')

const { id } = await send<{ id: string }>('/imports/batches', { source_type: sourceType }, keyOf('batch'))
for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
  await send(`/imports/batches/${id}/ingest`, { rows: rows.slice(at, at + ROWS_AT_ONCE) }, keyOf(`rows from ${at}`))
}
const { total_items: total, completed, failed, needs_review: waiting } = await atRest(id)
console.log(`batch ${id}: ${total} rows, ${completed} in the books, ${waiting} wait for a person, ${failed} failed`)
if (failed > 0 || waiting > 0) console.log(await (await call(`/imports/batches/${id}/errors.csv`)).text())

/** Sends until it is answered: what is too much now, or cannot be answered, is sent again under the same key. */
async function send<Answer>(path: string, body: unknown, key: string): Promise<Answer> {
  for (let n = 1; ; n++) {
    try {
      return await (await call(path, json(body, { 'idempotency-key': key }))).json() as Answer
    } catch (error) {
      const waitMs = waitAfter(error)
      if (waitMs === undefined || n === TRIES) throw error
      console.log(`${error instanceof Error ? error.message : String(error)}; again in ${waitMs / 1000} s`)
      await delay(waitMs)
    }
  }
}

/** How long to wait before the same request may succeed; undefined when it never will. */
function waitAfter(error: unknown): number | undefined {
  if (error instanceof TypeError) return 2_000
  if (!(error instanceof Refused)) return undefined
  return error.status === 429 || error.status >= 500 || error.code === 'IDEMPOTENCY_IN_PROGRESS' ? error.retryAfterMs : undefined
}

async function atRest(batchId: string): Promise<Status> {
  for (;;) {
    const status = await (await call(`/imports/batches/${batchId}/status`)).json() as Status
    if (status.moving === 0) return status
    await delay(500)
  }
}
