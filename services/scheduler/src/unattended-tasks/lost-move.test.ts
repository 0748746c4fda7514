import { describe, expect, it } from 'vitest'
import type { TaskRecord } from '@chasqui/mongo/tasks'
import { exhaustedMove } from './exhausted-move.ts'
import { lostMove } from './lost-move.ts'

const NOW = new Date('2026-03-01T10:00:00Z')
const LATER = new Date('2026-04-01T10:00:00Z')
const task = (rest: Partial<TaskRecord> = {}): TaskRecord => ({
  _id: 'k1', tenantId: 't1', type: 'test.noop', queue: 'test_low', lane: 'low', params: {}, priority: 5, state: 'STARTED', released: 1, tries: 1, maxAttempts: 4, crashes: 0, epoch: 7,
  worker: 'w1', leaseUntil: new Date(NOW.getTime() - 1), attempts: [], createdBy: 'test', createdAt: NOW, movedAt: NOW, version: 12, ...rest,
})
const lost = (rest?: Partial<TaskRecord>) => lostMove(task(rest), { now: NOW, crashBudget: 3 })

describe('a task whose worker was not heard of', () => {
  it('waits for another: no try is used up, the crash is counted, and a worker that renews at this moment keeps it', () => {
    expect(lost()).toMatchObject({ to: 'PENDING', set: { waiting: true }, count: { crashes: 1 }, attempt: { n: 2, outcome: 'lost', worker: 'w1', epoch: 7 }, expect: { state: 'STARTED', epoch: 7, leaseBefore: NOW } })
  })
  it('was started in time: it does not expire while it waits for another', () => {
    expect(lost({ expiresAt: NOW }).unset).toContain('expiresAt')
  })
  it('fails with the third death', () => {
    expect(lost({ crashes: 1 })).toMatchObject({ to: 'PENDING' })
    expect(lost({ crashes: 2 })).toMatchObject({ to: 'FAILURE', set: { error: { code: 'WORKER_LOST', retryable: false } } })
  })
  it('is revoked when somebody had asked for that', () => {
    expect(lost({ crashes: 2, cancelRequested: { at: NOW, by: 'a', terminate: false } })).toMatchObject({ to: 'REVOKED' })
  })
})

describe('a task whose message the broker gave up', () => {
  it('fails when nobody has it', () => {
    const { leaseUntil: _, ...handed } = task({ state: 'PENDING', inFlight: true })
    expect(exhaustedMove(handed, '50 deliveries', NOW)).toMatchObject({ to: 'FAILURE', set: { error: { code: 'DELIVERIES_EXHAUSTED' } } })
    expect(exhaustedMove(task(), '50 deliveries', NOW)).toMatchObject({ to: 'FAILURE' })
  })
  it('is revoked when somebody had asked for that', () => {
    expect(exhaustedMove(task({ cancelRequested: { at: NOW, by: 'a', terminate: false } }), '50 deliveries', NOW)).toMatchObject({ to: 'REVOKED' })
  })
  it('is left alone when somebody has it, or it has moved on', () => {
    expect(exhaustedMove(task({ leaseUntil: LATER }), '', NOW)).toBeUndefined()
    expect(exhaustedMove(task({ state: 'PENDING', waiting: true }), '', NOW)).toBeUndefined()
    expect(exhaustedMove(task({ state: 'SUCCESS' }), '', NOW)).toBeUndefined()
  })
})
