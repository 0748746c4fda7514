import { describe, expect, it } from 'vitest'
import type { TaskRecord, TaskStore } from '@chasqui/mongo'
import { logger } from '@chasqui/telemetry'
import type { Deps } from '../stage.ts'
import type { TaskContext } from './context.ts'
import type { TaskOutcome } from './outcome.ts'
import { TaskRun } from './task-run.ts'

const log = logger('test', { level: 'silent' })
const TASK = { _id: 'k1', tenantId: 't1', type: 'a.b', epoch: 1, tries: 0, owner: 'w/1' } as TaskRecord

/** A record in which every effect can be begun and the claim stands. */
function aStore(): TaskStore {
  const effects = { begin: async () => ({ kind: 'fresh' }), done: async () => true }
  return { effects, tasks: { stands: async () => true, passNoReturn: async () => true } } as unknown as TaskStore
}

/** What a run came to whose work is this. */
function outcomeOf(store: TaskStore, work: (ctx: TaskContext) => Promise<unknown>): Promise<TaskOutcome> {
  const run = new TaskRun(TASK, store, {} as Deps, log, { softMs: 5_000, hardMs: 10_000, killAfterMs: 10, breaker: { threshold: 5, openMs: 1_000 } }, () => undefined)
  return run.outcome(async (ctx) => ({ kind: 'success', result: await work(ctx) }))
}

describe('an effect outside the record', () => {
  it('that a run asks for twice at once is done once, for both', async () => {
    let done = 0
    const outcome = await outcomeOf(aStore(), ({ once }) => Promise.all([once('pay', async () => ++done), once('pay', async () => ++done)]))
    expect(outcome).toEqual({ kind: 'success', result: [1, 1] })
    expect(done).toBe(1)
  })

  it('that failed may be asked for again by the same run', async () => {
    let asked = 0
    const outcome = await outcomeOf(aStore(), async ({ once }) => {
      await once('pay', async () => { asked++; throw new Error('not now') }).catch(() => undefined)
      return once('pay', async () => ++asked)
    })
    expect(outcome).toEqual({ kind: 'success', result: 2 })
  })
})
