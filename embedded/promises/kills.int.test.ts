import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pipeline as stages } from '@chasqui/contracts'
import { testDir, waitFor, withServers } from '@chasqui/testkit'
import { BOUNDARIES } from '@chasqui/worker'
import { v7 as uuidv7 } from 'uuid'
import { invoiceRows, openPipeline, startHere, startProcess, type Servers } from './pipeline.ts'

const servers = withServers()

describe('killed at any boundary', () => {
  it('of every stage, before and after each write, publish and ack: one record in the books for each item', async () => {
    const where: Servers = { natsUrl: servers.natsUrl, mongoUrl: servers.mongoUrl, database: servers.freshDb() }
    const pipeline = await openPipeline(where)
    const rounds = BOUNDARIES.map((boundary) => ({ boundary, deaths: stages.map((stage) => ({ stage: stage.name, itemId: uuidv7() })) }))
    const rows = invoiceRows(rounds.length * stages.length)

    const dir = await testDir()
    const marks = join(dir, 'marks')
    await mkdir(marks)
    let isOver = false
    const kept = await Promise.all(stages.map(async ({ name }) => {
      const plan = join(dir, `${name}.json`)
      await writeFile(plan, JSON.stringify(Object.fromEntries(rounds.flatMap(({ boundary, deaths }) => deaths.filter((one) => one.stage === name).map((one) => [one.itemId, boundary])))))
      return keepAlive(where, name, { DIE_PLAN: plan, DIE_MARKS: marks }, () => isOver)
    }))
    await startHere(where, { only: ['scheduler'] })

    // In a round every stage dies once, so no death is lost because a neighbour died first.
    for (const [round, { deaths }] of rounds.entries()) {
      const batchId = await pipeline.ingest(rows.slice(round * stages.length, (round + 1) * stages.length), { ids: deaths.map((one) => one.itemId) })
      const ended = await pipeline.atRest(batchId)
      expect(ended.map((item) => item.status)).toEqual(deaths.map(() => 'published'))
      await waitFor(async () => (await readdir(marks)).length === (round + 1) * deaths.length, { what: 'the deaths of this round', limitMs: 30_000 })
    }
    isOver = true
    kept.forEach((one) => one.kill())

    const { records } = await pipeline.books.invoices.list(pipeline.tenant.id)
    expect(records.map((invoice) => invoice.number).sort()).toEqual(rows.map((row) => row['numero']).sort())
    expect(await pipeline.deps.deadLetters.count()).toBe(0)
  }, 240_000)
})

/** Starts the process again whenever it dies, as Kubernetes would. */
async function keepAlive(where: Servers, name: string, env: Record<string, string>, isOver: () => boolean): Promise<{ kill: () => void }> {
  let now = await startProcess(where, name, env)
  void (async () => {
    for (;;) {
      await now.ended
      if (isOver()) return
      now = await startProcess(where, name, env)
    }
  })()
  return { kill: () => now.kill('SIGKILL') }
}
