import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FINAL_TASK_STATES, isLegalTaskMove } from '@chasqui/contracts'
import { codes } from '@chasqui/errors'
import type { TaskRecord } from '@chasqui/mongo/tasks'
import type { TaskOutcome } from './outcome.ts'
import { revokedVerdict, taskVerdictOf, type TaskVerdictContext } from './task-verdict.ts'

const faults = codes('test', {
  BUSY: { say: 'busy', hint: 'wait', retry: true },
  BROKEN: { say: 'broken', hint: 'mend it', retry: false },
})

function aClaimedTask(overrides: Partial<TaskRecord> = {}): TaskRecord {
  return {
    _id: 'k1', tenantId: 't1', type: 'a.b', queue: 'a_low', lane: 'low', params: {}, priority: 5, state: 'STARTED', open: true, inFlight: true, released: 1, tries: 0, maxAttempts: 4,
    crashes: 0, epoch: 3, owner: 'me', worker: 'w', attempts: [], createdBy: 'key', createdAt: new Date(0), movedAt: new Date(0), version: 9, ...overrides,
  }
}

function context(overrides: Partial<TaskVerdictContext> = {}): TaskVerdictContext {
  return { task: aClaimedTask(), worker: 'w', retries: { baseMs: 1_000, capMs: 60_000 }, startedAt: new Date(1_000), endedAt: new Date(1_250), random: 0.5, planned: [], ...overrides }
}

describe('the verdict on a run', () => {
  it('names the epoch of the claim in every write, so that a late worker changes nothing', () => {
    for (const outcome of outcomes) expect(taskVerdictOf(outcome, context()).move.expect).toMatchObject({ state: 'STARTED', epoch: 3 })
  })

  it('keeps the result of a success', () => {
    expect(taskVerdictOf({ kind: 'success', result: { rows: 2 } }, context())).toMatchObject({ fact: 'succeeded', move: { to: 'SUCCESS', set: { result: { rows: 2 } } } })
  })

  it('lets nobody succeed who was told to stop', () => {
    expect(taskVerdictOf({ kind: 'success', result: 1 }, context()).move.expect.notCancelled).toBe(true)
    expect(revokedVerdict(context()).move).toMatchObject({ to: 'REVOKED', expect: { epoch: 3 } })
  })

  it('asks of every end but a revoked one that nobody has asked to stop, so that what was told to stop is revoked', () => {
    for (const outcome of outcomes.filter(({ kind }) => kind !== 'revoked')) expect(taskVerdictOf(outcome, context()).move.expect).toMatchObject({ notCancelled: true })
    expect(revokedVerdict(context()).move.expect).not.toHaveProperty('notCancelled')
  })

  it('lets nothing expire that was started in time, whatever it waits for next', () => {
    const goesOn = outcomes.map((outcome) => taskVerdictOf(outcome, context()).move).filter(({ to }) => !FINAL_TASK_STATES.has(to))
    expect(new Set(goesOn.map(({ to }) => to))).toEqual(new Set(['STARTED', 'RETRY', 'PENDING']))
    for (const { unset } of goesOn) expect(unset).toContain('expiresAt')
  })

  it.each([[0, 1_000], [1, 4_000], [2, 16_000]])('waits longer after each try that failed: %i before it, %i ms', (tries, afterMs) => {
    const { fact, move } = taskVerdictOf({ kind: 'failed', fault: faults.fault('BUSY') }, context({ task: aClaimedTask({ tries }) }))
    expect(fact).toBe('retrying')
    expect(move).toMatchObject({ to: 'RETRY', count: { tries: 1 }, set: { dueAt: new Date(1_250 + afterMs) } })
  })

  it('holds no slot and no place in the broker while a retry waits', () => {
    const { move } = taskVerdictOf({ kind: 'failed', fault: faults.fault('BUSY') }, context())
    expect(move.unset).toEqual(expect.arrayContaining(['inFlight', 'owner', 'leaseUntil']))
  })

  it('gives up after the last try, with a dead letter', () => {
    expect(taskVerdictOf({ kind: 'failed', fault: faults.fault('BUSY') }, context({ task: aClaimedTask({ tries: 3 }) }))).toMatchObject({ fact: 'failed', move: { to: 'FAILURE' } })
  })

  it('never tries again what is permanent', () => {
    expect(taskVerdictOf({ kind: 'failed', fault: faults.fault('BROKEN') }, context()).move.to).toBe('FAILURE')
  })

  it('uses up no try when it was not the task that failed', () => {
    for (const outcome of [{ kind: 'deferred', code: 'RATE_LIMIT', message: 'later', afterMs: 5_000 }, { kind: 'handed back' }] as const) {
      const { move } = taskVerdictOf(outcome, context())
      expect(move.to).toBe('PENDING')
      expect(move.count?.tries).toBeUndefined()
    }
  })

  it('takes secrets out of what is kept of an error', () => {
    const fault = faults.fault('BROKEN', { detail: 'could not open mongodb://user:hunter2@host/db?token=abc' })
    const { move } = taskVerdictOf({ kind: 'failed', fault, stack: `Error: ${fault.message}\n at x` }, context())
    expect(JSON.stringify(move)).not.toMatch(/hunter2|token=abc/)
  })

  it('takes the secrets of its parameters out of all that is kept of an error', () => {
    const secrets = ['hunter2 of ours']
    for (const outcome of [{ kind: 'failed', fault: faults.fault('BUSY', { detail: 'hunter2 of ours was refused' }), stack: 'Error: hunter2 of ours' }, { kind: 'refused', fault: faults.fault('BROKEN', { detail: 'hunter2 of ours' }) },
      { kind: 'deferred', code: 'X', message: 'not with hunter2 of ours', afterMs: 1 }] as const) expect(JSON.stringify(taskVerdictOf(outcome, context({ secrets })))).not.toContain('hunter2')
  })

  it('takes the secrets of its parameters out of its result and of the names of its children, who keep their parameters', () => {
    const secrets = ['hunter2 of ours']
    expect(taskVerdictOf({ kind: 'success', result: { login: ['ana: hunter2 of ours'] } }, context({ secrets })).move.set).toEqual({ result: { login: ['ana: [redacted]'] } })
    const child = { _id: 'c', tenantId: 't1', type: 'a.c', queue: 'a_low', lane: 'low', maxAttempts: 1, label: 'with hunter2 of ours', params: { password: 'hunter2 of ours' } } as const
    expect(taskVerdictOf({ kind: 'children', children: [] }, context({ secrets, planned: [child] })).move.set?.plan).toEqual([{ ...child, label: 'with [redacted]' }])
  })

  it('only ever makes legal moves', () => {
    fc.assert(fc.property(fc.constantFrom(...outcomes), fc.nat(5), fc.double({ min: 0, max: 0.999, noNaN: true }), (outcome, tries, random) => {
      const { move } = taskVerdictOf(outcome, context({ task: aClaimedTask({ tries }), random }))
      expect(isLegalTaskMove(move.expect.state, move.to)).toBe(true)
    }))
  })
})

const outcomes: readonly TaskOutcome[] = [
  { kind: 'success', result: null }, { kind: 'children', children: [] }, { kind: 'failed', fault: faults.fault('BUSY') }, { kind: 'failed', fault: faults.fault('BROKEN') },
  { kind: 'refused', fault: faults.fault('BROKEN') }, { kind: 'revoked' }, { kind: 'deferred', code: 'X', message: 'x', afterMs: 1 }, { kind: 'handed back' },
]
