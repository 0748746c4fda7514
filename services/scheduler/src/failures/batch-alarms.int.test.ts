import { describe, expect, it } from 'vitest'
import { batchAlertSubject } from '@chasqui/contracts'
import { processMetrics } from '@chasqui/telemetry'
import { ItemStatements, type Deps } from '@chasqui/worker'
import { withTasks } from '@chasqui/worker/test-tasks'
import { itemsOf } from '../test-items.ts'
import { FailureWatch } from './failure-watch.ts'

const bench = withTasks('scheduler', [])
const { batch, item } = itemsOf(bench)
const watch = () => new FailureWatch(bench.deps, new ItemStatements(bench.deps, new AbortController().signal), { everyMs: 1_000 })
const failure = (code: string) => ({ failure: { stage: 'validate' as const, code, message: 'm', hint: 'h', retryable: false, at: new Date() } })

/** A batch of which this much has failed; the rest is in the books. */
async function given(failed: number, published: number) {
  const tenantId = await bench.tenant()
  const batchId = await batch(tenantId)
  const ids: string[] = []
  for (let n = 0; n < failed; n++) ids.push(await item(tenantId, batchId, 'validation_failed', failure(n === 0 ? 'INVALID_TAX_RATE' : 'TOTALS_MISMATCH')))
  for (let n = 0; n < published; n++) await item(tenantId, batchId, 'published')
  return {
    tenantId, batchId, ids,
    batch: async () => await bench.deps.batches.find(tenantId, batchId),
    /** Sends failed items round again, and lets them come out like this. */
    retried: async (count: number, status: 'published' | 'validation_failed') => {
      await bench.deps.batches.touch(tenantId, batchId)
      await bench.deps.items.collection().updateMany({ _id: { $in: ids.slice(0, count) } }, { $set: { status, movedAt: new Date() } })
    },
    alerts: async () => Object.values((await bench.deps.bus.jsm.streams.info('IMPORTS', { subjects_filter: batchAlertSubject(tenantId, batchId) })).state.subjects ?? {})[0] ?? 0,
    counted: async () => Number(new RegExp(`imports_batch_alerts_total\\{service="scheduler",tenant_id="${tenantId}"\\} (\\d+)`).exec(await processMetrics().text())?.[1] ?? 0),
  }
}

describe('a batch of which too much has failed', () => {
  it('raises its alarm once: on its record, on the stream with what it failed with, and in the metrics', async () => {
    const one = await given(3, 9)
    for (let n = 0; n < 2; n++) await Promise.all([watch().look(), watch().look()])
    expect(await one.batch()).toMatchObject({ alarmedAt: expect.any(Date), alerts: 1 })
    expect([await one.alerts(), await one.counted()]).toEqual([1, 1])
    const said = await bench.deps.bus.jsm.streams.getMessage('IMPORTS', { last_by_subj: batchAlertSubject(one.tenantId, one.batchId) })
    expect(said?.json()).toEqual({
      tenantId: one.tenantId, batchId: one.batchId, failed: 3, total: 12, ratio: 0.25, topCodes: [{ code: 'TOTALS_MISMATCH', count: 2 }, { code: 'INVALID_TAX_RATE', count: 1 }],
    })
  })

  it('calls again only after it had recovered', async () => {
    const one = await given(3, 22)
    const look = (): Promise<void> => watch().look()
    await look()
    await one.retried(1, 'published')
    await look()
    expect(await one.batch()).toHaveProperty('alarmedAt')
    await one.retried(3, 'published')
    await look()
    expect(await one.batch()).not.toHaveProperty('alarmedAt')
    await one.retried(3, 'validation_failed')
    await look()
    expect(await one.batch()).toMatchObject({ alarmedAt: expect.any(Date), alerts: 2 })
    expect([await one.alerts(), await one.counted()]).toEqual([2, 2])
  })

  it('is said once also when who raised it died before noting it', async () => {
    const one = await given(4, 1)
    const { batches } = bench.deps
    const dying = { ...bench.deps, batches: { alarmed: () => Promise.resolve([]), noteAlarmSeen: () => Promise.resolve(), findMany: (ids: string[]) => batches.findMany(ids), setAlarm: () => Promise.reject(new Error('the process dies')) } } as unknown as Deps
    await expect(new FailureWatch(dying, new ItemStatements(bench.deps, new AbortController().signal), { everyMs: 1_000 }).look()).rejects.toThrow('the process dies')
    await watch().look()
    expect(await one.batch()).toMatchObject({ alerts: 1 })
    expect(await one.alerts()).toBe(1)
  })

  it('is seen by the next look also when its failures were written with a time before the last one', async () => {
    const one = watch()
    const lookedAt = new Date()
    await one.look(lookedAt)
    const late = await given(3, 3)
    await bench.deps.items.collection().updateMany({ _id: { $in: late.ids } }, { $set: { movedAt: new Date(lookedAt.getTime() - 30_000) } })
    await one.look(new Date(lookedAt.getTime() + 1_000))
    expect(await late.batch()).toHaveProperty('alarmedAt')
  })

  it('says nothing at a tenth, or after a cancel', async () => {
    const [few, cancelled] = [await given(1, 9), await given(5, 5)]
    await bench.deps.batches.cancel(cancelled.tenantId, cancelled.batchId)
    await watch().look()
    expect([await few.alerts(), await cancelled.alerts()]).toEqual([0, 0])
  })

  it('of which nothing moves is not looked at again and again', async () => {
    const one = await given(3, 3)
    for (let n = 0; n < 2; n++) await watch().look()
    expect((await bench.deps.batches.alarmed()).map(({ _id }) => _id)).not.toContain(one.batchId)
  })
})
