import { describe, expect, it } from 'vitest'
import type { ListedLetter } from '@chasqui/mongo'
import { waitFor } from '@chasqui/testkit'
import { withTasks } from '@chasqui/worker/test-tasks'
import { tasks } from '../tasks.ts'
import { itemsOf } from '../test-items.ts'
import { deadLettersBulk } from './dead-letters-bulk.ts'

const bench = withTasks('scheduler', tasks)
const { batch, item, read } = itemsOf(bench)

async function letterOf(tenantId: string, batchId: string, stage: 'extract' | 'ocr', errorCode: string): Promise<string> {
  const itemId = await item(tenantId, batchId, stage === 'ocr' ? 'ocr_failed' : 'extraction_failed')
  await bench.deps.deadLetters.write({ _id: `${itemId}:${stage}:0`, kind: 'item', service: stage, tenantId, batchId, itemId, stage, errorCode, errorMessage: 'm', attempts: [], payload: {}, subject: 's', msgSeq: 1, deliveries: 1 })
  return itemId
}
const openOf = async (tenantId: string): Promise<ListedLetter[]> => (await bench.deps.deadLetters.list({ tenantId }, {})).records

describe('dead letters in bulk', () => {
  it('are retried by filter, no faster than asked, of the own tenant only', async () => {
    const [tenantId, other] = [await bench.tenant(), await bench.tenant()]
    const batchId = await batch(tenantId)
    const items = [await letterOf(tenantId, batchId, 'extract', 'NO_TEXT'), await letterOf(tenantId, batchId, 'extract', 'NO_TEXT')]
    await letterOf(tenantId, batchId, 'ocr', 'OCR_TIMEOUT')
    await letterOf(other, await batch(other), 'extract', 'NO_TEXT')
    const startedAt = Date.now()
    const task = await bench.run(deadLettersBulk, tenantId, { action: 'retry', filter: { stage: 'extract', code: 'NO_TEXT' }, rate_per_second: 2 })
    expect(task.result).toEqual({ success: true, action: 'retry', matched: 2, retried: 2, discarded: 0, refused: {} })
    expect(Date.now() - startedAt).toBeGreaterThan(450)
    for (const id of items) expect(await read(id)).toMatchObject({ status: 'classified', run: 1, waiting: true })
    expect([(await openOf(tenantId)).map(({ errorCode }) => errorCode), (await openOf(other)).length]).toEqual([['OCR_TIMEOUT'], 1])
  })

  it('are discarded with a reason, never without', async () => {
    const tenantId = await bench.tenant()
    const itemId = await letterOf(tenantId, await batch(tenantId), 'ocr', 'OCR_TIMEOUT')
    expect(await bench.run(deadLettersBulk, tenantId, { action: 'discard', reason: ' ' })).toMatchObject({ state: 'FAILURE', error: { code: 'REASON_MISSING' } })
    // The task that failed is a letter of its own.
    expect((await openOf(tenantId)).filter(({ kind }) => kind === 'item')).toHaveLength(1)
    expect((await bench.run(deadLettersBulk, tenantId, { action: 'discard', reason: 'scanned anew', filter: { kind: 'item' } })).result).toMatchObject({ discarded: 1 })
    expect((await bench.deps.deadLetters.ofItem(tenantId, itemId))[0]?.resolved).toMatchObject({ how: 'discarded', reason: 'scanned anew', by: 'test' })
    expect((await read(itemId)).status).toBe('ocr_failed')
  })

  it('that cannot be retried are told by code, and keep nobody from the others', async () => {
    const tenantId = await bench.tenant()
    const batchId = await batch(tenantId)
    const moved = await letterOf(tenantId, batchId, 'ocr', 'X')
    await bench.deps.items.collection().updateOne({ _id: moved }, { $set: { status: 'rejected' } })
    await letterOf(tenantId, batchId, 'extract', 'X')
    expect((await bench.run(deadLettersBulk, tenantId, { action: 'retry', rate_per_second: 100 })).result).toEqual({ success: false, action: 'retry', matched: 2, retried: 1, discarded: 0, refused: { DEAD_LETTER_STALE: 1 } })
  })

  it('tell what they did also when they are stopped half-way', async () => {
    const tenantId = await bench.tenant()
    const batchId = await batch(tenantId)
    for (let n = 0; n < 10; n++) await letterOf(tenantId, batchId, 'ocr', 'OCR_TIMEOUT')
    const taskId = await bench.launch(deadLettersBulk, tenantId, { action: 'discard', reason: 'scanned anew', rate_per_second: 1 })
    await waitFor(async () => ((await bench.task(taskId)).progress?.done ?? 0) >= 1, { what: 'the first ones', limitMs: 30_000 })
    await bench.revoke(tenantId, taskId)
    expect((await bench.ended(taskId)).state).toBe('REVOKED')
    const discarded = 10 - (await openOf(tenantId)).length
    expect(await bench.deps.audit.list({ tenantId, action: 'dead_letter.bulk_discard' }, { limit: 5 })).toMatchObject([{ target: { id: taskId }, reason: 'scanned anew', after: { discarded } }])
    expect(discarded).toBeLessThan(10)
  })

  it('of tasks that only admins may launch are left to them: the task does not know what who launched it may', async () => {
    const tenantId = await bench.tenant()
    await bench.deps.deadLetters.write({ _id: `task:purge-of-${tenantId}`, kind: 'task', service: 'scheduler', stage: 'imports.purge', type: 'imports.purge', taskId: 'old', tenantId, errorCode: 'X', errorMessage: 'm', attempts: [], payload: { class: 'rows' }, subject: 's', msgSeq: 0, deliveries: 1 })
    expect((await bench.run(deadLettersBulk, tenantId, { action: 'retry' })).result).toMatchObject({ success: false, matched: 1, retried: 0, refused: { FORBIDDEN: 1 } })
    expect(await bench.store.tasks.collection().countDocuments({ tenantId, type: 'imports.purge' })).toBe(0)
    expect((await bench.run(deadLettersBulk, tenantId, { action: 'discard', reason: 'not wanted' })).result).toMatchObject({ discarded: 1, refused: {} })
  })

  it('of a filter that names what there is not are refused by name', async () => {
    expect(await bench.run(deadLettersBulk, await bench.tenant(), { action: 'retry', filter: { colour: 'red' } })).toMatchObject({ state: 'FAILURE', error: { code: 'TASK_PARAMS_REFUSED' } })
  })
})
