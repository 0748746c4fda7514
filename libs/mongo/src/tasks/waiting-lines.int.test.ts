import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Lane } from '@chasqui/contracts'
import { withStore } from '../test-store.ts'
import { TaskClaims } from './task-claims.ts'
import { Tasks } from './tasks.ts'
import { WaitingLines } from './waiting-lines.ts'
import { WaitingTasks } from './waiting-tasks.ts'

const store = withStore()
let tasks: Tasks
let lines: WaitingLines
beforeAll(async () => {
  tasks = new Tasks(store.db)
  lines = new WaitingLines(store.db)
  await tasks.ensureIndexes()
})
beforeEach(async () => { await tasks.collection().deleteMany({}) })

const NOW = new Date('2026-03-01T10:00:00Z')
const at = (ms: number): Date => new Date(NOW.getTime() + ms)

/** A task that stands in the line of a scope. */
async function waiting(taskId: string, since: Date, { scope = 'tenant t1', lane = 'low' as Lane, until = at(60_000) } = {}): Promise<void> {
  await tasks.insert({ _id: taskId, tenantId: 't1', type: 'a.b', queue: `a_${lane}`, lane, params: {}, maxAttempts: 4, createdBy: 'test' })
  await tasks.apply([{ tenantId: 't1', taskId, expect: { state: 'PENDING' }, to: 'PENDING', set: { dueAt: until, waitsFor: { scope, since, until } }, unset: ['waiting', 'inFlight'] }], 'test')
}

describe('those that stand in line', () => {
  it('are counted by scope and lane, as long as they come again in their time', async () => {
    await waiting('first', at(0))
    await waiting('second', at(1))
    await waiting('elsewhere', at(0), { scope: 'tenant t2' })
    await waiting('urgent', at(0), { lane: 'high' })
    await waiting('held', at(0), { until: at(-1) })
    const ahead = (since: Date) => lines.ahead('tenant t1', 'low', since, NOW)
    expect([await ahead(at(0)), await ahead(at(1)), await ahead(at(2))]).toEqual([0, 1, 2])
  })

  it('come again at once when a place comes free: the first of each lane, whatever their ids', async () => {
    await waiting('b', at(0))
    await waiting('a', at(1))
    await waiting('c', at(2), { lane: 'high' })
    expect((await lines.callFirst('tenant t1')).map(({ queue }) => queue)).toEqual(['a_high', 'a_low'])
    const called = await tasks.collection().find({ waiting: true }, { sort: { _id: 1 } }).toArray()
    expect(called.map(({ _id, dueAt }) => [_id, dueAt])).toEqual([['b', undefined], ['c', undefined]])
    expect((await lines.callFirst('tenant t1')).map(({ queue }) => queue)).toEqual(['a_low'])
    expect(await lines.callFirst('tenant t1')).toEqual([])
  })

  it('stay in it until they are let through, run, or are at their end', async () => {
    await waiting('next', at(0))
    await lines.leave('next', 'tenant t2')
    expect(await lines.ahead('tenant t1', 'low', at(1), NOW)).toBe(1)
    await lines.leave('next', 'tenant t1')
    expect(await lines.ahead('tenant t1', 'low', at(1), NOW)).toBe(0)
    await waiting('claimed', at(0))
    await waiting('revoked', at(0))
    await lines.callFirst('tenant t1')
    await lines.callFirst('tenant t1')
    await new WaitingTasks(store.db).release(['claimed', 'revoked'], 'test')
    expect(await lines.ahead('tenant t1', 'low', at(1), NOW)).toBe(2)
    await new TaskClaims(store.db).claim([{ tenantId: 't1', taskId: 'claimed', release: 1 }], { owner: 'w/1', worker: 'w', leaseUntil: at(60_000) })
    await tasks.revoke('t1', 'revoked', { by: 'x', terminate: false }, 'test')
    expect(await lines.ahead('tenant t1', 'low', at(1), NOW)).toBe(0)
  })
})
