import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { invoiceRows } from '@chasqui/samples/invoice-rows'
import { testDir, waitFor, withServers } from '@chasqui/testkit'
import type { Probe } from '@chasqui/worker'
import { v7 as uuidv7 } from 'uuid'
import { openPipeline, stageProgram, startHere, type TestPipeline } from './pipeline.ts'
import { newPlace, type Place } from './place.ts'
import { startProcess } from './processes.ts'

const servers = withServers()

type Paused = {
  where: Place
  pipeline: TestPipeline
  itemId: string
  batchId: string
  /** Wakes the paused process and waits until it has ended in order: by then it has written what it had in hand, or tried to. */
  wakeAndEnd: () => Promise<void>
}

/** An item whose worker is paused just before it writes its result; everything but its stage runs here. */
async function pausedIn(stage: string): Promise<Paused> {
  const where = newPlace(servers)
  const pipeline = await openPipeline(where)
  const itemId = uuidv7()
  const dir = await testDir()
  const marks = join(dir, 'marks')
  await mkdir(marks)
  await writeFile(join(dir, 'plan.json'), JSON.stringify({ [itemId]: 'handled' }))
  const paused = await startProcess(stageProgram(where, stage, { DIE_PLAN: join(dir, 'plan.json'), DIE_MARKS: marks, DIE_BY: 'pause' }))
  await startHere(where, { only: ['preprocess', 'ocr', 'classify', 'extract', 'validate', 'publish', 'scheduler'].filter((name) => name !== stage) })
  const batchId = await pipeline.ingest(invoiceRows(1), { ids: [itemId] })
  await waitFor(async () => (await readdir(marks)).length === 1, { what: 'the pause', limitMs: 90_000 })
  return {
    where, pipeline, itemId, batchId,
    wakeAndEnd: async () => {
      paused.kill('SIGCONT')
      paused.kill('SIGTERM')
      await paused.ended
    },
  }
}

describe('a paused stage that wakes after its message went to another', () => {
  it.each(['classify', 'publish'])('%s changes nothing that the other has done', async (stage) => {
    const { where, pipeline, batchId, wakeAndEnd } = await pausedIn(stage)
    await startHere(where, { only: [stage] })
    const ended = await pipeline.atRest(batchId)
    expect(ended[0]?.status).toBe('published')

    await wakeAndEnd()
    expect(await pipeline.items(batchId)).toEqual(ended)
    expect((await pipeline.books.invoices.list(pipeline.tenant.id, { batchId })).records).toHaveLength(1)
  }, 330_000)

  it('publish changes nothing while the other is still at work: the claim is no longer its own', async () => {
    const { where, pipeline, itemId, batchId, wakeAndEnd } = await pausedIn('publish')
    const atWork = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const holds: Probe = async (boundary, ids) => {
      if (boundary !== 'handled' || ids.itemId !== itemId) return
      atWork.resolve()
      await goOn.promise
    }
    await startHere(where, { only: ['publish'], probe: holds })
    await atWork.promise
    const withoutLease = async () => (await pipeline.items(batchId)).map((item) => ({ ...item, leaseUntil: undefined }))
    const held = await withoutLease()
    expect(held).toMatchObject([{ status: 'publishing', crashes: 1 }])

    await wakeAndEnd()
    expect(await withoutLease()).toEqual(held)
    goOn.resolve()
    expect(await pipeline.atRest(batchId)).toMatchObject([{ status: 'published', epoch: 2, attempts: { length: 6 } }])
    expect((await pipeline.books.invoices.list(pipeline.tenant.id, { batchId })).records).toHaveLength(1)
  }, 330_000)
})
