import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import readXlsxFile from 'read-excel-file/node'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { TaskFiles } from '@chasqui/files'
import { amountOf, ensureBookIndexes, Invoices, openBooks, type Books } from '@chasqui/mongo/books'
import type { TaskRecord } from '@chasqui/mongo/tasks'
import { waitFor } from '@chasqui/testkit'
import { withTasks } from '@chasqui/worker/test-tasks'
import { anInvoiceOnRecord } from '../export/invoices.fixture.ts'
import { writeExport } from '../export/write-export.ts'
import { tasks } from '../tasks.ts'
import { booksExport, type ExportResult } from './books-export.ts'

/** EXPORT_TEST_ROWS=1000000 shows it for the most that a file may have; it takes minutes. */
const ROWS = Number(process.env['EXPORT_TEST_ROWS'] ?? 50_000)
const LONGEST_MS = 900_000

const bench = withTasks('publish', tasks)
let books: Books
let files: TaskFiles

beforeAll(async () => {
  books = openBooks(bench.deps.store.db)
  await ensureBookIndexes(books)
  files = new TaskFiles(bench.deps.store.db)
  await files.ensureIndexes()
})

const resultOf = ({ result }: TaskRecord): ExportResult => result as ExportResult
const bytesOf = async (task: TaskRecord): Promise<Buffer> => buffer(await files.open({ tenantId: task.tenantId, taskId: task._id, epoch: resultOf(task).run }, resultOf(task).file_id))
const textOf = async (task: TaskRecord): Promise<string> => (await bytesOf(task)).toString('utf8')
const filesOf = (tenantId: string) => bench.deps.store.db.collection('task_files').find({ tenantId: { $regex: `^${tenantId}/` } }).toArray()

async function tenantWith(invoices: number): Promise<string> {
  const tenantId = await bench.tenant()
  for (let from = 0; from < invoices; from += 5_000) await books.invoices.insertMany(Array.from({ length: Math.min(5_000, invoices - from) }, (_, n) => anInvoiceOnRecord(tenantId, from + n)))
  return tenantId
}

describe('an export of a book', () => {
  it('is a file of exactly the rows of the tenant in the period, and the result says how it is got', async () => {
    const tenantId = await tenantWith(30)
    await tenantWith(5)
    const task = await bench.run(booksExport, tenantId, { kind: 'invoices', from: '2026-03-02', to: '2026-03-03', format: 'csv' })
    expect(task).toMatchObject({ state: 'SUCCESS', progress: { done: 3, total: 3 } })
    const text = await textOf(task)
    expect(text.split('\n').slice(1, -1).map((line) => line.split(',')[0])).toEqual(['0000002', '0000001', '0000029'].map((n) => `${tenantId}-${n}`))
    expect(task.result).toEqual({
      rows: 3, bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex'), filename: 'invoices_2026-03-02_2026-03-03.csv', mime_type: 'text/csv; charset=utf-8',
      file_id: expect.any(String), run: 1, link: `/api/tasks/${task._id}/result-file`,
    })
  })

  it.each(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\tx', '\rx', '=HYPERLINK("http://x","y")'])('as CSV runs nothing in a spreadsheet: %o', async (name) => {
    const tenantId = await bench.tenant()
    await books.invoices.insertMany([anInvoiceOnRecord(tenantId, 1, { vendor: { name, taxId: '-5' } })])
    const text = await textOf(await bench.run(booksExport, tenantId, { kind: 'invoices' }))
    expect(text).toContain(`,-5,${/[",\r\t]/.test(name) && /[",\r]/.test(name) ? `"'${name.replaceAll('"', '""')}"` : `'${name}`},`)
  })

  it('as XLSX is read back by a spreadsheet library: text, exact money and days', async () => {
    const tenantId = await bench.tenant()
    await books.invoices.insertMany([
      anInvoiceOnRecord(tenantId, 1, { total: amountOf('9999999999999.99'), vendor: { name: '=1+1 & <x>', taxId: '000123' } }),
      anInvoiceOnRecord(tenantId, 2, { total: amountOf('12345678901234567.89'), subtotal: amountOf('-0.01') }),
    ])
    const task = await bench.run(booksExport, tenantId, { kind: 'invoices', format: 'xlsx' })
    expect(task.state).toBe('SUCCESS')
    const [sheet] = await readXlsxFile(await bytesOf(task))
    const [header = [], second = [], first = []] = sheet?.data ?? []
    const cell = (row: unknown[], name: string): unknown => row[header.indexOf(name as never)]
    expect([cell(first, 'total'), cell(first, 'vendor.name'), cell(first, 'vendor.taxId'), cell(first, 'dueDate')]).toEqual([9999999999999.99, '=1+1 & <x>', '000123', null])
    expect([cell(second, 'total'), cell(second, 'subtotal'), cell(second, 'issueDate')]).toEqual(['12345678901234567.89', -0.01, new Date('2026-03-03T00:00:00Z')])
  })

  it('is the same file whenever the same rows are written', async () => {
    const tenantId = await tenantWith(3)
    const twice = [await bench.run(booksExport, tenantId, { kind: 'invoices', format: 'xlsx' }), await bench.run(booksExport, tenantId, { kind: 'invoices', format: 'xlsx' })]
    expect(new Set(twice.map((task) => resultOf(task).sha256)).size).toBe(1)
  })

  it.each(['expenses', 'bank-transactions', 'vendors'])('of %s that is empty has its header', async (kind) => {
    const task = await bench.run(booksExport, await bench.tenant(), { kind })
    expect(task).toMatchObject({ state: 'SUCCESS', result: { rows: 0 } })
    expect((await textOf(task)).trim().split('\n')).toHaveLength(1)
  })

  it('that is revoked in the middle leaves no file and no bytes', async () => {
    const chunks = () => bench.deps.store.db.collection('task_files_bytes.chunks').countDocuments()
    const before = await chunks()
    const tenantId = await bench.tenant()
    // A book without an end: whenever the revoke comes, it comes in the middle.
    const endless = vi.spyOn(Invoices.prototype, 'stream').mockImplementation(async function* () {
      for (let n = 0; ; n++) {
        if (n % 100 === 0) await setImmediate()
        yield anInvoiceOnRecord(tenantId, n)
      }
    })
    onTestFinished(() => { endless.mockRestore() })
    const taskId = await bench.launch(booksExport, tenantId, { kind: 'invoices' })
    await waitFor(async () => (await bench.task(taskId)).progress !== undefined, { what: 'the first rows' })
    expect(await bench.revoke(tenantId, taskId)).toBe('revoking')
    expect((await bench.ended(taskId)).state).toBe('REVOKED')
    expect(await filesOf(tenantId)).toEqual([])
    expect(await chunks()).toBe(before)
  })

  it('whose worker died with the file ended makes one file', async () => {
    const tenantId = await tenantWith(10)
    const taskId = await bench.launch(booksExport, tenantId, { kind: 'invoices' })
    // The worker before: it began the effect under an earlier epoch, ended the file, and died before saying so.
    const died = await bench.ended(taskId)
    await bench.deps.store.db.collection('tasks').updateOne({ _id: taskId as never }, { $set: { state: 'PENDING', waiting: true, open: true }, $unset: { result: '', endedAt: '', keepUntil: '' } })
    await bench.deps.store.db.collection('task_effects').updateOne({ _id: `${taskId}:file` as never }, { $unset: { done: '', result: '' } })
    const again = await bench.ended(taskId)
    expect(again).toMatchObject({ state: 'SUCCESS', epoch: 2, result: { rows: 10, run: 2, sha256: resultOf(died).sha256 } })
    expect(await filesOf(tenantId)).toMatchObject([{ tenantId: `${tenantId}/${taskId}/2` }])
  })

  it.each([[{ kind: 'invoices', from: '2026-03-03', to: '2026-03-02' }, 'TASK_PARAMS_REFUSED'], [{ kind: 'salaries' }, 'TASK_PARAMS_REFUSED'], [{ kind: 'invoices', from: 'March' }, 'TASK_PARAMS_REFUSED']])('of %o is refused: %s', async (params, code) => {
    const task = await bench.run(booksExport, await bench.tenant(), params)
    expect(task).toMatchObject({ state: 'FAILURE', error: { code, retryable: false }, attempts: [{ n: 1 }] })
  })

  it.each(['csv', 'xlsx'] as const)('as %s takes memory for its pages, not for its rows', async (format) => {
    const run = { tenantId: 'many', taskId: 'rows', epoch: 1 }
    const growth = await growthOf(async (look) => {
      const page = Array.from({ length: 1_000 }, (_, n) => anInvoiceOnRecord('many', n))
      const many = { ...books, invoices: { stream: async function* () { for (let n = 0; n < ROWS / 1_000; n++) { look(); yield* page } } } } as unknown as Books
      const written = await writeExport(many, files, run, { kind: 'invoices', format }, { signal: AbortSignal.timeout(LONGEST_MS), onRow: () => undefined })
      expect(written.rows).toBe(ROWS)
    })
    if (ROWS > 50_000) console.log(`${ROWS} rows as ${format}: ${Math.round(growth)} MB more`)
    expect(growth).toBeLessThan(200)
    await files.removeOf(run)
  }, LONGEST_MS)
})

/** By how many MB the process grew at most while it worked. */
async function growthOf(work: (look: () => void) => Promise<void>): Promise<number> {
  const before = process.memoryUsage().rss
  let peak = before
  await work(() => { peak = Math.max(peak, process.memoryUsage().rss) })
  return (peak - before) / 1e6
}
