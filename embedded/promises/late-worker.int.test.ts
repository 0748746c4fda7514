import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { testDir, waitFor, withServers } from '@chasqui/testkit'
import { v7 as uuidv7 } from 'uuid'
import { invoiceRows, openPipeline, startHere, startProcess } from './pipeline.ts'

const servers = withServers()

describe('a paused stage that wakes after its message went to another', () => {
  it.each(['classify', 'publish'])('%s changes nothing', async (stage) => {
    const where = { natsUrl: servers.natsUrl, mongoUrl: servers.mongoUrl, database: servers.freshDb() }
    const pipeline = await openPipeline(where)
    const itemId = uuidv7()
    const dir = await testDir()
    const marks = join(dir, 'marks')
    await mkdir(marks)
    await writeFile(join(dir, 'plan.json'), JSON.stringify({ [itemId]: 'handled' }))
    const paused = await startProcess(where, stage, { DIE_PLAN: join(dir, 'plan.json'), DIE_MARKS: marks, DIE_BY: 'pause' })
    await startHere(where, { only: ['preprocess', 'ocr', 'classify', 'extract', 'validate', 'publish', 'scheduler'].filter((name) => name !== stage) })

    const batchId = await pipeline.ingest(invoiceRows(1), { ids: [itemId] })
    await waitFor(async () => (await readdir(marks)).length === 1, { what: 'the pause', limitMs: 30_000 })
    await startHere(where, { only: [stage] })
    const ended = await pipeline.atRest(batchId)
    expect(ended[0]?.status).toBe('published')

    paused.kill('SIGCONT')
    // It has written, or tried to, when it takes the next item: then it is heard of again.
    const next = await pipeline.ingest(invoiceRows(1, 50))
    await pipeline.atRest(next)
    expect(await pipeline.items(batchId)).toEqual(ended)
    expect((await pipeline.books.invoices.list(pipeline.tenant.id, { batchId })).records).toHaveLength(1)
  }, 120_000)
})
