import { describe, expect, it } from 'vitest'
import { idsOf } from '@chasqui/mongo/items'
import type { TaskStore } from '@chasqui/mongo/tasks'
import { processMetrics } from '@chasqui/telemetry'
import { ItemStatements } from '@chasqui/worker'
import { withTasks } from '@chasqui/worker/test-tasks'
import { Gauges } from './gauges.ts'
import { itemsOf } from './test-items.ts'

const bench = withTasks('scheduler', [])
const { batch, item, read } = itemsOf(bench)

const NOTHING = { waiting: { waitingByLane: () => Promise.resolve([]) }, workers: { live: () => Promise.resolve([]) } }
const counted = (store: object = NOTHING): Promise<void> => new Gauges({ ...bench.deps, taskStore: store as TaskStore }).count()
/** The series of a metric without the label that all have, and only those that hold this. */
async function series(metric: string, holding = ''): Promise<string[]> {
  const lines = (await processMetrics().text()).split('\n').filter((line) => line.startsWith(`${metric}{service="scheduler"`) && line.includes(holding))
  return lines.map((line) => line.slice(metric.length).replace('service="scheduler",', '')).sort()
}

describe('the gauges', () => {
  it('count the documents that wait for a person, by tenant', async () => {
    const tenantId = await bench.tenant()
    const batchId = await batch(tenantId)
    await item(tenantId, batchId, 'validated', { needsReview: true })
    await item(tenantId, batchId, 'validated', { needsReview: true })
    await item(tenantId, batchId, 'validated', { needsReview: false })
    await item(tenantId, batchId, 'rejected', { needsReview: true })
    await counted()
    expect(await series('imports_review_items', tenantId)).toEqual([`{tenant_id="${tenantId}"} 2`])
  })

  it('count what is on its way, by state and tenant, and drop what has ended', async () => {
    const tenantId = await bench.tenant()
    const batchId = await batch(tenantId)
    const one = await item(tenantId, batchId, 'classified', { inFlight: true })
    for (const status of ['classified', 'pending'] as const) await item(tenantId, batchId, status, { inFlight: true })
    await item(tenantId, batchId, 'extraction_failed')
    await counted()
    expect(await series('imports_items_current', tenantId)).toEqual([`{queue="classified",tenant_id="${tenantId}"} 2`, `{queue="pending",tenant_id="${tenantId}"} 1`])
    await bench.deps.items.collection().updateMany({ batchId, _id: { $ne: one } }, { $unset: { inFlight: '' } })
    await counted()
    expect(await series('imports_items_current', tenantId)).toEqual([`{queue="classified",tenant_id="${tenantId}"} 1`])
  })

  it('count open dead letters of items by stage, and of tasks by type, each in its own metric', async () => {
    const letter = (id: string, kind: 'item' | 'task' | 'message', stage: string): Promise<void> => bench.deps.deadLetters.write({
      _id: id, kind, tenantId: 't1', service: 'test', stage, errorCode: 'X', errorMessage: 'x', attempts: [], payload: {}, subject: 's', msgSeq: 1, deliveries: 1,
    })
    await letter('a', 'item', 'ocr')
    await letter('b', 'message', 'ocr')
    await letter('c', 'task', 'books.export')
    await letter('d', 'item', 'ocr')
    await bench.deps.deadLetters.resolve('d', { at: new Date(), by: 'test', how: 'discarded' })
    await counted()
    expect(await series('imports_dlq_items')).toEqual(['{task_name="ocr"} 2'])
    expect(await series('chasqui_task_dead_letters')).toEqual(['{type="books.export"} 1'])
  })

  it('count what each stage has still to do, and 0 where the broker knows no such consumer', async () => {
    const statements = new ItemStatements(bench.deps, new AbortController().signal)
    await statements.ensureTopology('classify', 30_000)
    const tenantId = await bench.tenant()
    const id = await item(tenantId, await batch(tenantId), 'ocr_completed', { kind: 'row' })
    await statements.state(idsOf(await read(id)), await read(id), undefined)
    await counted()
    expect(await series('imports_queue_lag')).toEqual(['classify', 'extract', 'ocr', 'preprocess', 'publish', 'validate'].map((stage) => `{stage="${stage}"} ${stage === 'classify' ? 1 : 0}`))
  })

  it('show every lane, also an empty one, with the age of what waits longest, and the slots of live workers', async () => {
    await counted({
      waiting: { waitingByLane: () => Promise.resolve([{ lane: 'low', tasks: 3, since: new Date(Date.now() - 20_000) }, { lane: 'high', tasks: 1, since: new Date(Date.now() + 5_000) }]) },
      workers: { live: () => Promise.resolve([{ service: 'publish', slots: 4, active: 1 }]) },
    })
    expect(await series('chasqui_lane_depth')).toEqual(['{lane="default"} 0', '{lane="high"} 1', '{lane="low"} 3'])
    const [none, future, low] = await series('chasqui_lane_oldest_seconds')
    // A clock that is ahead makes nothing younger than now.
    expect([none, future]).toEqual(['{lane="default"} 0', '{lane="high"} 0'])
    expect(Number(low?.split(' ')[1])).toBeCloseTo(20, -1)
    expect(await series('chasqui_task_slots_used')).toEqual(['{worker_service="publish"} 1'])
  })
})
