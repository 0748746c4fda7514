import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Lane } from '@chasqui/contracts'
import { withStore } from '../test-store.ts'
import { PlaceQueues } from './place-queues.ts'
import { TaskClaims } from './task-claims.ts'
import { TaskTurns } from './task-turns.ts'
import { Tasks } from './tasks.ts'

const store = withStore()
let tasks: Tasks
let queues: PlaceQueues
beforeAll(async () => {
  tasks = new Tasks(store.db)
  queues = new PlaceQueues(store.db)
  await tasks.ensureIndexes()
})
beforeEach(async () => { await tasks.collection().deleteMany({}) })

const NOW = new Date('2026-03-01T10:00:00Z')
const at = (ms: number): Date => new Date(NOW.getTime() + ms)

/** A task that found every place of a scope taken. */
async function waiting(taskId: string, since: Date, { scope = 'tenant t1', lane = 'low' as Lane, until = at(60_000) } = {}): Promise<void> {
  await tasks.insert({ _id: taskId, tenantId: 't1', type: 'a.b', queue: `a_${lane}`, lane, params: {}, maxAttempts: 4, createdBy: 'test' })
  await tasks.apply([{ tenantId: 't1', taskId, expect: { state: 'PENDING' }, to: 'PENDING', set: { dueAt: until, waitsFor: { scope, since, until } }, unset: ['waiting', 'inFlight'] }], 'test')
}

describe('those that wait for a place', () => {
  it('are counted by scope and lane, as long as they come again in their time', async () => {
    await waiting('first', at(0))
    await waiting('second', at(1))
    await waiting('elsewhere', at(0), { scope: 'tenant t2' })
    await waiting('urgent', at(0), { lane: 'high' })
    await waiting('held', at(0), { until: at(-1) })
    const ahead = (since: Date) => queues.ahead('tenant t1', 'low', since, NOW)
    expect([await ahead(at(0)), await ahead(at(1)), await ahead(at(2))]).toEqual([0, 1, 2])
  })

  it('come again at once when one comes free: the first of each lane, whatever their ids', async () => {
    await waiting('b', at(0))
    await waiting('a', at(1))
    await waiting('c', at(2), { lane: 'high' })
    expect((await queues.callFirst('tenant t1')).map(({ queue }) => queue)).toEqual(['a_high', 'a_low'])
    const called = await tasks.collection().find({ waiting: true }, { sort: { _id: 1 } }).toArray()
    expect(called.map(({ _id, dueAt }) => [_id, dueAt])).toEqual([['b', undefined], ['c', undefined]])
    expect((await queues.callFirst('tenant t1')).map(({ queue }) => queue)).toEqual(['a_low'])
    expect(await queues.callFirst('tenant t1')).toEqual([])
  })

  it('keep their turn until it comes, they have a place, or are at their end', async () => {
    await waiting('next', at(0))
    await queues.leave('next', 'tenant t2')
    expect(await queues.ahead('tenant t1', 'low', at(1), NOW)).toBe(1)
    await queues.leave('next', 'tenant t1')
    expect(await queues.ahead('tenant t1', 'low', at(1), NOW)).toBe(0)
    await waiting('claimed', at(0))
    await waiting('revoked', at(0))
    await queues.callFirst('tenant t1')
    await queues.callFirst('tenant t1')
    await new TaskTurns(store.db).release(['claimed', 'revoked'], 'test')
    expect(await queues.ahead('tenant t1', 'low', at(1), NOW)).toBe(2)
    await new TaskClaims(store.db).claim([{ tenantId: 't1', taskId: 'claimed', release: 1 }], { owner: 'w/1', worker: 'w', leaseUntil: at(60_000) })
    await tasks.revoke('t1', 'revoked', { by: 'x', terminate: false }, 'test')
    expect(await queues.ahead('tenant t1', 'low', at(1), NOW)).toBe(0)
  })
})
