import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pipeline as stages, type StageName } from '@chasqui/contracts'
import { invoiceRows } from '@chasqui/samples/invoice-rows'
import { aTenant, testDir, waitFor, withServers } from '@chasqui/testkit'
import { BOUNDARIES, type Boundary } from '@chasqui/worker'
import { v7 as uuidv7 } from 'uuid'
import { openPipeline, stageProgram, startHere } from './pipeline.ts'
import { newPlace, type Place } from './place.ts'
import { keepAlive } from './processes.ts'

const servers = withServers()
const SAMPLES = join(import.meta.dirname, '..', '..', 'samples', 'pe')

/** Which stage dies, with which item in hand, and when. */
type Death = { stage: StageName; itemId: string; boundary: Boundary }

describe('killed at any boundary', () => {
  it('of every stage, before and after each write, publish and ack: one record in the books for each item', async () => {
    const where = newPlace(servers)
    const pipeline = await openPipeline(where)
    const rounds = BOUNDARIES.map((boundary) => stages.map(({ name }): Death => ({ stage: name, itemId: uuidv7(), boundary })))
    const rows = invoiceRows(rounds.length * stages.length)
    const happened = await mortal(where, rounds.flat())
    await startHere(where, { only: ['scheduler'] })

    // In a round every stage dies once, so no death is lost because a neighbour died first.
    for (const [n, round] of rounds.entries()) {
      const batchId = await pipeline.ingest(rows.slice(n * stages.length, (n + 1) * stages.length), { ids: round.map((one) => one.itemId) })
      const ended = await pipeline.atRest(batchId)
      expect(ended.map((item) => item.status)).toEqual(round.map(() => 'published'))
      await happened(round)
    }

    const { records } = await pipeline.books.invoices.list(pipeline.tenant.id)
    expect(records.map((invoice) => invoice.number).sort()).toEqual(rows.map((row) => row['numero']).sort())
    expect(await pipeline.deps.deadLetters.count()).toBe(0)
  }, 480_000)

  it('of work that is claimed first, with a PDF, a scan or a table in hand: one record in the books for each document', async () => {
    const where = newPlace(servers)
    const pipeline = await openPipeline(where)
    const [pdf, scan] = await Promise.all(['factura-F002-00004512.pdf', 'escaneo-boleta-B001-00019034.jpg'].map((name) => readFile(join(SAMPLES, name))))
    const table = Buffer.from(tableOf(invoiceRows(3)))
    const one = (stage: StageName, name: string, bytes: Buffer, boundary: Boundary) => ({ stage, name, bytes, boundary, itemId: uuidv7() })
    const rounds = [
      ...BOUNDARIES.map((boundary) => [one('preprocess', 'a.pdf', pdf as Buffer, boundary), one('ocr', 'a.jpg', scan as Buffer, boundary)]),
      // When it dies here, the items of the other rows are on record and the item itself has not moved.
      [one('preprocess', 'a.csv', table, 'handled')],
    ]
    const happened = await mortal(where, rounds.flat())
    await startHere(where, { only: ['classify', 'extract', 'validate', 'publish', 'scheduler'] })

    // The same bytes are nobody's duplicate in the books of another tenant.
    for (const [n, round] of rounds.entries()) {
      const tenant = aTenant({ id: `of-round-${n}`, taxIds: ['20600000021'] })
      await pipeline.deps.tenants.save(tenant)
      const ended = await pipeline.atRest(await pipeline.upload(round, { tenant, ids: round.map((one) => one.itemId) }))
      await happened(round)
      const { boundary } = round[0] as Death
      expect(ended.map((item) => [boundary, item.status])).toEqual(ended.map(() => [boundary, 'published']))
      expect(ended.length, boundary).toBe(round.length === 1 ? 3 : 2)
      const [invoices, expenses] = await Promise.all([pipeline.books.invoices.list(tenant.id), pipeline.books.expenses.list(tenant.id)])
      expect([invoices.records.length, expenses.records.length], boundary).toEqual(round.length === 1 ? [3, 0] : [1, 1])
      for (const { itemId, stage } of round) {
        // Taken over from the dead, or done once: never two results of a stage.
        const { attempts } = ended.find((item) => item._id === itemId) ?? { attempts: [] }
        expect(attempts.filter((one) => one.stage === stage && one.ok), `${stage}, ${boundary}`).toHaveLength(1)
      }
    }
    expect(await pipeline.deps.deadLetters.count()).toBe(0)
  }, 480_000)
})

function tableOf(rows: ReturnType<typeof invoiceRows>): string {
  const columns = Object.keys(rows[0] ?? {})
  return [columns.join(';'), ...rows.map((row) => columns.map((column) => String(row[column])).join(';')), ''].join('\n')
}

/**
 * Starts each stage that is to die as a process of its own, and again whenever it has died, until the test is over.
 * @returns waits until these deaths have happened
 */
async function mortal(where: Place, deaths: readonly Death[]): Promise<(some: readonly Death[]) => Promise<unknown>> {
  const dir = await testDir()
  const marks = join(dir, 'marks')
  await mkdir(marks)
  await Promise.all([...Map.groupBy(deaths, (one) => one.stage)].map(async ([stage, own]) => {
    const plan = join(dir, `${stage}.json`)
    await writeFile(plan, JSON.stringify(Object.fromEntries(own.map(({ itemId, boundary }) => [itemId, boundary]))))
    await keepAlive(stageProgram(where, stage, { DIE_PLAN: plan, DIE_MARKS: marks }))
  }))
  return (some) => waitFor(async () => {
    const marked = new Set(await readdir(marks))
    return some.every(({ stage, itemId }) => marked.has(`${stage}.${itemId}`))
  }, { what: `the deaths of ${some.map(({ stage, boundary }) => `${stage} at ${boundary}`).join(', ')}`, limitMs: 90_000 })
}
