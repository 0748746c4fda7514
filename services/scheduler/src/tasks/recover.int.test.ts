import { describe, expect, it } from 'vitest'
import { PLATFORM_TENANT, subjectOf, factNamed, type Fact } from '@chasqui/contracts'
import { ItemStatements } from '@chasqui/worker'
import { withTasks } from '@chasqui/worker/test-tasks'
import { idsOf } from '@chasqui/mongo/items'
import { tasks } from '../tasks.ts'
import { itemsOf } from '../test-items.ts'
import { backfillPending } from './backfill-pending.ts'
import { recoverStuck } from './recover-stuck.ts'

const bench = withTasks('scheduler', tasks)
const { batch, item, read } = itemsOf(bench)
const MINUTE_MS = 60_000

const lastSaid = async (id: string, fact: string) => {
  const { deps } = bench
  return deps.bus.jsm.streams.getMessage('IMPORTS', { last_by_subj: subjectOf(factNamed(fact) as Fact, idsOf(await read(id))) }).catch(() => null)
}

describe('recovering what is stuck', () => {
  it('says again the fact of what was handed over and has rested, and of what is in nobody\'s hands', async () => {
    const tenantId = await bench.tenant()
    const batchId = await batch(tenantId)
    const stuck = await item(tenantId, batchId, 'classified', { inFlight: true, kind: 'row', docType: 'invoice' })
    const adrift = await item(tenantId, batchId, 'extracted')
    const lapsed = await item(tenantId, batchId, 'publishing', { inFlight: true, owner: 'gone', leaseUntil: new Date(Date.now() - 50 * MINUTE_MS) })
    const overdue = await item(tenantId, batchId, 'validated', { inFlight: true, nextRetryAt: new Date(Date.now() - 45 * MINUTE_MS) })
    const task = await bench.run(recoverStuck, tenantId)
    expect(task.result).toEqual({ success: true, restated: 4, adrift: 1, moved_meanwhile: 0, by_stage: { extract: 1, validate: 1, publish: 2 } })
    expect([await lastSaid(stuck, 'classified'), await lastSaid(adrift, 'extracted'), await lastSaid(lapsed, 'validated'), await lastSaid(overdue, 'validated')].map((message) => message?.header.get('ce-id'))).toEqual([`${stuck}:classified:0:r1`, `${adrift}:extracted:0:r1`, `${lapsed}:validated:0:r1`, `${overdue}:validated:0:r1`])
    expect((await bench.run(recoverStuck, tenantId)).result).toMatchObject({ restated: 0 })
  })

  it('leaves alone what is at work, on its way, waits, or rests rightly', async () => {
    const tenantId = await bench.tenant()
    const batchId = await batch(tenantId)
    const kept = [
      await item(tenantId, batchId, 'ocr_processing', { inFlight: true, owner: 'alive', leaseUntil: new Date(Date.now() + MINUTE_MS) }), await item(tenantId, batchId, 'classified', { inFlight: true }, MINUTE_MS),
      await item(tenantId, batchId, 'pending', { waiting: true }), await item(tenantId, batchId, 'validated', { needsReview: true }), await item(tenantId, batchId, 'published'), await item(tenantId, batchId, 'ocr_failed'),
      await item(tenantId, batchId, 'extracted', { inFlight: true, nextRetryAt: new Date(Date.now() + MINUTE_MS) }),
    ]
    const before = await Promise.all(kept.map(read))
    expect((await bench.run(recoverStuck, tenantId)).result).toMatchObject({ restated: 0 })
    expect(await Promise.all(kept.map(read))).toEqual(before)
  })

  it('stops at its limit', async () => {
    const tenantId = await bench.tenant()
    const batchId = await batch(tenantId)
    for (let n = 0; n < 4; n++) await item(tenantId, batchId, 'extracted')
    expect((await bench.run(recoverStuck, tenantId, { limit: 3 })).result).toMatchObject({ restated: 3 })
    expect((await bench.run(recoverStuck, tenantId)).result).toMatchObject({ restated: 1 })
  })

  it('is of the own tenant, and of all when the platform asks', async () => {
    const [one, other] = [await bench.tenant(), await bench.tenant()]
    const mine = await item(one, await batch(one), 'classified', { inFlight: true, kind: 'row', docType: 'invoice' })
    const theirs = await item(other, await batch(other), 'extracted')
    expect((await bench.run(recoverStuck, one)).result).toMatchObject({ restated: 1 })
    expect([(await read(mine)).restated, (await read(theirs)).restated]).toEqual([1, 0])
    expect((await bench.run(recoverStuck, PLATFORM_TENANT)).result).toMatchObject({ restated: 1, adrift: 1 })
  })
})

describe('pending items', () => {
  it('without a message go the way of new ones again; those with one stay', async () => {
    const tenantId = await bench.tenant()
    const batchId = await batch(tenantId)
    const lost = await item(tenantId, batchId, 'pending', { inFlight: true })
    const nobodys = await item(tenantId, batchId, 'pending')
    const told = await item(tenantId, batchId, 'pending', { inFlight: true })
    const young = await item(tenantId, batchId, 'pending', { inFlight: true }, 4 * MINUTE_MS)
    await new ItemStatements(bench.deps, new AbortController().signal).state(idsOf(await read(told)), await read(told), undefined)
    const task = await bench.run(backfillPending, tenantId)
    expect(task.result).toEqual({ success: true, released: 2, adrift: 1, have_a_message: 1 })
    expect(await Promise.all([lost, nobodys, told, young].map(async (id) => [(await read(id)).waiting, (await read(id)).inFlight]))).toEqual([[true, undefined], [true, undefined], [undefined, true], [undefined, true]])
  })

  it('of another tenant are not touched', async () => {
    const [one, other] = [await bench.tenant(), await bench.tenant()]
    const theirs = await item(other, await batch(other), 'pending')
    expect((await bench.run(backfillPending, one)).result).toMatchObject({ released: 0 })
    expect((await read(theirs)).waiting).toBeUndefined()
  })
})
