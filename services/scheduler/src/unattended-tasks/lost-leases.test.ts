import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import { LostLeases } from './lost-leases.ts'
import type { TaskEnds } from './task-ends.ts'

const LEASE_MS = 6_000
const GRACE_MS = LEASE_MS / 2
const refused = (): Error => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })

/** Looks for lost leases at a store that answers what it is told to; every answer names one task whose lease is over. */
function looking() {
  const task = { _id: 'k1', tenantId: 't1', queue: 'test_default', state: 'STARTED', crashes: 0, tries: 0, maxAttempts: 3, epoch: 1, version: 1, movedAt: new Date() } as TaskRecord
  const answers = { of: (): Promise<TaskRecord[]> => Promise.resolve([task]) }
  const judged: number[] = []
  const move: Pick<TaskEnds, 'move'> = { move: (moves) => { judged.push(Date.now()); return Promise.resolve(moves.length > 0 ? [task] : []) } }
  const leases = new LostLeases({ log: { warn: vi.fn() } as never, taskStore: { unattended: { lost: () => answers.of() } as unknown as TaskStore['unattended'] } }, move as TaskEnds, vi.fn(), { leaseMs: LEASE_MS, crashBudget: 3 })
  return { leases, answers, judged, theTask: () => Promise.resolve([task]) }
}

describe('a lease that is over', () => {
  beforeEach(() => { vi.useFakeTimers({ now: 1_000_000 }) })
  afterEach(() => { vi.useRealTimers() })

  it('is judged at once while the store answers', async () => {
    const { leases, judged } = looking()
    leases.start()
    await vi.advanceTimersByTimeAsync(0)
    expect(judged).toEqual([1_000_000])
    await leases.stop()
  })

  it.each<[string, () => Promise<TaskRecord[]>]>([
    ['refuses', () => Promise.reject(refused())],
    ['does not answer', () => new Promise((_answer, refuse) => { setTimeout(() => { refuse(refused()) }, 4_000) })],
  ])('is left to its worker for half a lease after a store is back that %s for a while', async (_what, meanwhile) => {
    const { leases, answers, judged, theTask } = looking()
    answers.of = meanwhile
    leases.start()
    await vi.advanceTimersByTimeAsync(30_000)
    let backAt: number | undefined
    answers.of = () => { backAt ??= Date.now(); return theTask() }
    await vi.advanceTimersByTimeAsync(20_000)
    expect(judged[0]).toBeGreaterThanOrEqual((backAt ?? Infinity) + GRACE_MS)
    expect(judged[0]).toBeLessThan((backAt ?? 0) + GRACE_MS + LEASE_MS)
    await leases.stop()
  })

  it('is left to its worker too when the question itself had to wait until the store was back', async () => {
    const { leases, answers, judged, theTask } = looking()
    answers.of = () => Promise.resolve([])
    leases.start()
    await vi.advanceTimersByTimeAsync(1_500)
    const asked = Promise.withResolvers<TaskRecord[]>()
    answers.of = () => asked.promise
    await vi.advanceTimersByTimeAsync(15_000)
    const backAt = Date.now()
    answers.of = theTask
    asked.resolve(await theTask())
    await vi.advanceTimersByTimeAsync(GRACE_MS - 1)
    expect(judged).toEqual([])
    await vi.advanceTimersByTimeAsync(LEASE_MS)
    expect(judged[0]).toBeGreaterThanOrEqual(backAt + GRACE_MS)
    await leases.stop()
  })
})
