import { describe, expect, it, vi } from 'vitest'
import { PLATFORM_TENANT } from '@chasqui/contracts'
import { withTasks } from '@chasqui/worker/test-tasks'
import { errors } from '../errors.ts'
import { tasks } from '../tasks.ts'
import { itemsOf } from '../test-items.ts'
import { reprocessBatch } from './reprocess-batch.ts'

const bench = withTasks('scheduler', tasks)
const { batch, item, read, all } = itemsOf(bench)

async function mixedBatch() {
  const tenantId = await bench.tenant()
  const batchId = await batch(tenantId)
  return {
    tenantId, batchId, failed: await item(tenantId, batchId, 'extraction_failed', { failure: { stage: 'extract', code: 'NO_TEXT', message: 'm', hint: 'h', retryable: false, at: new Date() } }),
    review: await item(tenantId, batchId, 'validated', { needsReview: true }), moving: await item(tenantId, batchId, 'extracted', { inFlight: true }),
    published: await item(tenantId, batchId, 'published'), atWork: await item(tenantId, batchId, 'ocr_processing', { inFlight: true, owner: 'w' }),
  }
}

describe('reprocessing a batch', () => {
  it('sends what failed round again in a new run, and nothing else', async () => {
    const { tenantId, batchId, failed, published, moving } = await mixedBatch()
    const before = [await read(published), await read(moving)]
    await bench.deps.deadLetters.write({ _id: `${failed}:extract:0`, kind: 'item', service: 'extract', tenantId, batchId, itemId: failed, stage: 'extract', errorCode: 'NO_TEXT', errorMessage: 'm', attempts: [], payload: {}, subject: 's', msgSeq: 1, deliveries: 1 })
    const task = await bench.run(reprocessBatch, tenantId, { batch_id: batchId })
    expect(task.result).toEqual({ success: true, batch_id: batchId, sent: 1, moved_meanwhile: 0, by_stage: { extract: 1 }, stayed: { out_of_scope: 2, final: 1, at_work: 1 } })
    expect(await read(failed)).toMatchObject({ status: 'classified', run: 1, waiting: true })
    expect(await read(failed)).not.toHaveProperty('failure')
    expect([await read(published), await read(moving)]).toEqual(before)
    expect((await bench.deps.deadLetters.ofItem(tenantId, failed))[0]?.resolved).toMatchObject({ by: 'test', how: 'requeued' })
    expect(await bench.deps.audit.list({ tenantId, action: 'batch.reprocess' }, { limit: 1 })).toMatchObject([{ by: 'test', after: { sent: 1 } }])
  })

  it('of all that is not published goes back to a stage; run twice it sends nothing twice', async () => {
    const { tenantId, batchId, failed, review, moving } = await mixedBatch()
    const params = { batch_id: batchId, scope: 'all_not_published', from: 'classify' }
    expect((await bench.run(reprocessBatch, tenantId, params)).result).toMatchObject({ sent: 3, by_stage: { classify: 3 }, stayed: { final: 1, at_work: 1 } })
    for (const id of [failed, review, moving]) expect(await read(id)).toMatchObject({ status: 'ocr_completed', run: 1, waiting: true })
    expect((await bench.run(reprocessBatch, tenantId, params)).result).toMatchObject({ sent: 0 })
  })

  it('of another tenant is not found and changes nothing; the platform finds it', async () => {
    const { tenantId, batchId } = await mixedBatch()
    const before = await all(tenantId)
    expect(await bench.run(reprocessBatch, await bench.tenant(), { batch_id: batchId })).toMatchObject({ state: 'FAILURE', error: { code: 'REPROCESS_UNKNOWN_BATCH' } })
    expect(await all(tenantId)).toBe(before)
    expect((await bench.run(reprocessBatch, PLATFORM_TENANT, { batch_id: batchId, scope: 'review' })).result).toMatchObject({ sent: 1 })
  })

  it('that is stopped half-way tells what it sent', async () => {
    const { tenantId, batchId } = await mixedBatch()
    const stopped = vi.spyOn(bench.deps.deadLetters, 'resolveItems').mockRejectedValue(errors.fault('REPROCESS_CANCELLED_BATCH'))
    expect((await bench.run(reprocessBatch, tenantId, { batch_id: batchId })).state).toBe('FAILURE')
    stopped.mockRestore()
    expect(await bench.deps.audit.list({ tenantId, action: 'batch.reprocess' }, { limit: 5 })).toMatchObject([{ after: { sent: 1, by_stage: { extract: 1 } } }])
  })

  it('that was cancelled is refused', async () => {
    const { tenantId, batchId } = await mixedBatch()
    await bench.deps.batches.cancel(tenantId, batchId)
    expect(await bench.run(reprocessBatch, tenantId, { batch_id: batchId })).toMatchObject({ state: 'FAILURE', error: { code: 'REPROCESS_CANCELLED_BATCH' } })
  })
})
