import { describe, expect, it } from 'vitest'
import { ItemLists, type Item } from '@chasqui/mongo/items'
import { ItemStatements } from '@chasqui/worker'
import { withTasks } from '@chasqui/worker/test-tasks'
import { itemsOf } from '../test-items.ts'
import { FailureWatch } from './failure-watch.ts'

const bench = withTasks('scheduler', [])
const { batch, item, read } = itemsOf(bench)
const look = () => new FailureWatch(bench.deps, new ItemStatements(bench.deps, new AbortController().signal), { everyMs: 1_000 }).look()
const failure = { stage: 'extract' as const, code: 'NO_TEXT', message: 'm', hint: 'h', retryable: false, at: new Date() }

/** An item, and in other batches items that came with the same bytes. */
async function given(status: Item['status'], fields: Partial<Item>, copies: number) {
  const tenantId = await bench.tenant()
  const original = await item(tenantId, await batch(tenantId), status, fields, 0)
  const made: { id: string; batchId: string }[] = []
  for (let n = 0; n < copies; n++) {
    const batchId = await batch(tenantId)
    made.push({ batchId, id: await item(tenantId, batchId, 'duplicate', { duplicateOf: original }) })
  }
  return { tenantId, original, copies: made }
}

describe('the copies of an item that failed', () => {
  it('fail too, and say of which: none stays the duplicate of nothing', async () => {
    const { tenantId, original, copies } = await given('extraction_failed', { failure }, 2)
    const [one] = copies
    const lists = new ItemLists(bench.deps.store.db)
    const summary = async () => lists.summary(tenantId, one?.batchId ?? '', new Date())
    expect(await summary()).toMatchObject({ breakdown: { duplicate: 1 }, undecided: 1 })
    await look()
    for (const { id } of copies) {
      expect(await read(id)).toMatchObject({ status: 'preprocessing_failed', failure: { stage: 'preprocess', code: 'ORIGINAL_FAILED', message: expect.stringContaining(`item ${original}, with NO_TEXT`) } })
      expect(await read(id)).not.toHaveProperty('duplicateOf')
      expect((await bench.deps.bus.jsm.streams.getMessage('IMPORTS', { last_by_subj: `imports.failed.${tenantId}.*.${id}` }))?.json()).toMatchObject({ itemId: id, code: 'ORIGINAL_FAILED' })
    }
    expect(await summary()).toMatchObject({ breakdown: { preprocessing_failed: 1 }, undecided: 0 })
  })

  it('stay what they are while the broker is away, since nobody could be told; the next look finds them', async () => {
    const { copies: [copy] } = await given('extraction_failed', { failure }, 1)
    let isAway = true
    const deps = { ...bench.deps, bus: { ...bench.deps.bus, isConnected: () => !isAway } }
    const watch = new FailureWatch(deps, new ItemStatements(bench.deps, new AbortController().signal), { everyMs: 1_000 })
    await watch.look()
    expect((await read(copy?.id ?? '')).status).toBe('duplicate')
    isAway = false
    await watch.look()
    expect((await read(copy?.id ?? '')).status).toBe('preprocessing_failed')
  })

  it('count for the alarm of their batch at once', async () => {
    const tenantId = await bench.tenant()
    const batchId = await batch(tenantId)
    const original = await item(tenantId, batchId, 'extraction_failed', { failure }, 0)
    for (let n = 0; n < 2; n++) await item(tenantId, batchId, 'duplicate', { duplicateOf: original })
    await look()
    expect(await bench.deps.batches.find(tenantId, batchId)).toHaveProperty('alarmedAt')
  })

  it.each<[string, Item['status'], Partial<Item>]>([
    ['is tried again', 'classified', { failure, nextRetryAt: new Date() }], ['waits for a person', 'validated', { needsReview: true }], ['is in the books', 'published', {}],
  ])('stay what they are while that item %s', async (_what, status, fields) => {
    const { copies: [copy] } = await given(status, fields, 1)
    await look()
    expect((await read(copy?.id ?? '')).status).toBe('duplicate')
  })
})
