import { describe, expect, it } from 'vitest'
import type { TaskAttempt, TaskRecord } from '@chasqui/mongo/tasks'
import { brokenPromises, type Evidence } from './checker.ts'

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 1, 12, 0, seconds))

function aTask(overrides: Partial<TaskRecord> = {}): TaskRecord {
  return {
    _id: 'k1', tenantId: 't1', type: 'fault.quick', queue: 'fault_default', lane: 'default', params: {}, priority: 5, state: 'SUCCESS', released: 1, tries: 0, maxAttempts: 4, crashes: 0, epoch: 1,
    attempts: [anAttempt()], createdBy: 'x', createdAt: at(0), startedAt: at(1), endedAt: at(2), movedAt: at(2), version: 3, ...overrides,
  }
}

function anAttempt(overrides: Partial<TaskAttempt> = {}): TaskAttempt {
  return { n: 1, epoch: 1, worker: 'w', startedAt: at(1), endedAt: at(2), outcome: 'success', ...overrides }
}

/** A run in which every promise was kept. */
function evidence(overrides: Partial<Evidence> = {}): Evidence {
  return {
    accepted: [{ id: 'k1', tenant: 0, launch: { kind: 'quick' }, acceptedAt: at(0).getTime() }], revokes: [], tasks: [aTask()], firings: [], schedule: { id: 's', from: at(10), upTo: at(9) }, deadLetters: [],
    runs: [{ run: 'r1', taskId: 'k1', type: 'fault.quick', pid: 7, startedAt: at(1).getTime(), endedAt: at(2).getTime() }], effects: [{ effectId: 'k1:effect', taskId: 'k1', epoch: 1, at: at(1).getTime() }], doubled: [], lastFaultAt: at(0).getTime(),
    incarnations: [{ member: { role: 'worker', n: 0 }, pid: 7, startedAt: 0, pauses: [] }], cap: { type: 'fault.capped', limit: 2 }, retries: { baseMs: 500, capMs: 4_000 }, leaseMs: 5_000, ...overrides,
  }
}

const aRun = (second: number, forSeconds: number, pid = 7) => ({ run: `r${second}`, taskId: `c${second}`, type: 'fault.capped', pid, startedAt: at(second).getTime(), endedAt: at(second + forSeconds).getTime() })
const aFiring = (second: number) => ({ _id: `s@${second}`, scheduleId: 's', tenantId: 't1', nominalAt: at(second), firedAt: at(second), by: 'x', taskId: `f${second}`, outcome: 'launched' as const, expiresAt: at(59) })
const fired = (second: number) => aTask({ _id: `f${second}`, scheduleId: 's', nominalAt: at(second) })
const effectOf = (taskId: string) => ({ effectId: `${taskId}:effect`, taskId, epoch: 1, at: at(1).getTime() })

describe('the checker of a fault run', () => {
  it('finds nothing where every promise was kept', () => expect(brokenPromises(evidence())).toEqual([]))

  it.each<[string, Partial<Evidence>, RegExp]>([
    ['an accepted task that is not on record', { tasks: [] }, /not on record/],
    ['a task that does not end', { tasks: [aTask({ state: 'STARTED' })] }, /is still STARTED/],
    ['an end that is still marked as moving', { tasks: [aTask({ waiting: true })] }, /still marked as moving/],
    ['two ends', { tasks: [aTask({ attempts: [anAttempt(), anAttempt({ epoch: 2 })], epoch: 2 })] }, /ended more than once/],
    ['a run that begins after the end', { runs: [{ run: 'r2', taskId: 'k1', type: 'fault.quick', pid: 7, startedAt: at(5).getTime() }] }, /after its end/],
    ['an effect after the end', { effects: [{ effectId: 'e', taskId: 'k1', epoch: 1, at: at(5).getTime() }] }, /effect after its end/],
    ['a late worker that ended a task', { tasks: [aTask({ epoch: 2 })] }, /claimed 2 times, and its attempts are of the claims 1/],
    ['a claim of what another held', { tasks: [aTask({ epoch: 2, attempts: [anAttempt({ epoch: 2 })] })] }, /claimed 2 times, and its attempts are of the claims 2/],
    ['a run that wrote twice', { tasks: [aTask({ attempts: [anAttempt({ outcome: 'deferred' }), anAttempt()] })] }, /are of the claims 1, 1/],
    ['an effect done again without asking', { doubled: [effectOf('k1')] }, /k1:effect was done again/],
    ['what still moves a minute later', { lastFaultAt: at(2).getTime() - 61_000 }, /k1 \(fault.quick\) was SUCCESS only 61 s after the last fault; its runs: 1 success 60…61/],
    ['a success without its effect', { effects: [] }, /without its effect/],
    ['a run after an answered revoke', { tasks: [aTask({ state: 'REVOKED' })], revokes: [{ id: 'k1', answeredAt: at(0).getTime(), status: 200, state: 'REVOKED' }] }, /started after its revoke/],
    ['too many tries', { tasks: [aTask({ attempts: Array.from({ length: 5 }, (_, n) => anAttempt({ outcome: n === 4 ? 'failure' : 'retry', startedAt: at(n * 3), endedAt: at(n * 3 + 1) })), state: 'FAILURE' })] }, /5 tries of 4/],
    ['a try that came too soon', { tasks: [aTask({ epoch: 2, attempts: [anAttempt({ outcome: 'retry', endedAt: at(2) }), anAttempt({ epoch: 2, startedAt: at(2) })] })] }, /tried again after 0 ms/],
    ['a third try that came as soon as the second', { tasks: [aTask({ epoch: 2, attempts: [anAttempt({ n: 2, outcome: 'retry', endedAt: at(2) }), anAttempt({ epoch: 2, startedAt: new Date(at(2).getTime() + 600) })] })] }, /tried again after 600 ms/],
    ['a failure without a dead letter', { tasks: [aTask({ state: 'FAILURE', attempts: [anAttempt({ outcome: 'failure' })] })] }, /0 dead letters/],
    ['a nominal time that did not fire', { schedule: { id: 's', from: at(1), upTo: at(2) }, firings: [aFiring(1)], tasks: [aTask(), fired(1)], effects: ['k1', 'f1'].map(effectOf) }, /did not fire for 2026-11-01T12:00:02/],
    ['a nominal time that fired twice', { schedule: { id: 's', from: at(1), upTo: at(1) }, firings: [aFiring(1)], tasks: [aTask(), fired(1), { ...fired(1), _id: 'f1b' }], effects: ['k1', 'f1', 'f1b'].map(effectOf) }, /2 tasks were launched/],
    ['a cap that was passed', { runs: [aRun(1, 5), aRun(2, 5), aRun(3, 5)], tasks: [aTask()] }, /3 of fault.capped/],
    ['a parent that ended before a child', { tasks: [aTask(), aTask({ _id: 'p', type: 'fault.parent', params: { children: 1 }, endedAt: at(2), result: { succeeded: 1 } }), aTask({ _id: 'ch', parentId: 'p', endedAt: at(3) })], effects: ['k1', 'ch'].map(effectOf) }, /ended before 1 of its children/],
  ])('finds %s', (_what, overrides, says) => expect(brokenPromises(evidence(overrides)).join('\n')).toMatch(says))

  it('does not count a worker that was paused past its lease against the cap', () => {
    const runs = [aRun(1, 5), aRun(2, 5), aRun(3, 5, 8)]
    const incarnations = [...evidence().incarnations, { member: { role: 'worker' as const, n: 1 }, pid: 8, startedAt: 0, pauses: [{ from: at(3).getTime(), to: at(30).getTime() }] }]
    expect(brokenPromises(evidence({ runs, incarnations }))).toEqual([])
  })

  it('does not blame a worker for a run that began after the end when it stood still until then', () => {
    const late = { run: 'r2', taskId: 'k1', type: 'fault.quick', pid: 8, startedAt: at(31).getTime() }
    const paused = (until: number) => [...evidence().incarnations, { member: { role: 'worker' as const, n: 1 }, pid: 8, startedAt: 0, pauses: [{ from: at(0).getTime(), to: until }] }]
    expect(brokenPromises(evidence({ runs: [...evidence().runs, late], incarnations: paused(at(30).getTime()) }))).toEqual([])
    expect(brokenPromises(evidence({ runs: [...evidence().runs, late], incarnations: paused(at(0).getTime() - 1) }))).toEqual(['k1 began run r2 after its end'])
  })
})
