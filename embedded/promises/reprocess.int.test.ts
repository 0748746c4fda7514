import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openTaskStore } from '@chasqui/mongo/tasks'
import { waitFor, withServers } from '@chasqui/testkit'
import { launch } from '@chasqui/worker'
import { openPipeline, startHere } from './pipeline.ts'
import { newPlace } from './place.ts'

const servers = withServers()

describe('a batch that is worked through anew', () => {
  it('from ocr on reads a digital PDF as it did before', async () => {
    const where = newPlace(servers)
    const pipeline = await openPipeline(where)
    await startHere(where)
    const bytes = await readFile(join(import.meta.dirname, '..', '..', 'samples', 'cl', 'factura-882.pdf'))
    const batchId = await pipeline.upload([{ name: 'factura-882.pdf', bytes }])
    const [before] = await pipeline.atRest(batchId)
    expect(before).toMatchObject({ status: 'validated', scans: 0, canonical: { number: '882' } })

    const store = openTaskStore(pipeline.deps.store.db)
    const type = await waitFor(() => store.types.find('imports.reprocess_batch'), { what: 'the announced type' })
    const { task } = await launch({ ...pipeline.deps, taskStore: store }, { type, tenantId: pipeline.tenant.id, params: { batch_id: batchId, scope: 'review', from: 'ocr' }, by: 'test' })
    await waitFor(async () => (await store.tasks.find(undefined, task._id))?.state === 'SUCCESS', { what: 'the end of the task', limitMs: 30_000 })
    const [after] = await pipeline.atRest(batchId)
    expect(after).toMatchObject({ status: 'validated', run: 1, textFileId: before?.textFileId, canonical: { number: '882' } })
  }, 180_000)
})
