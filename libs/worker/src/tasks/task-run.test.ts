import { describe, expect, it } from 'vitest'
import { connectRecordStore } from '@chasqui/mongo'
import type { TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import { logger } from '@chasqui/telemetry'
import type { Deps } from '../deps.ts'
import { StoreWait } from '../store-wait.ts'
import type { TaskContext } from './context.ts'
import { NotNow, type TaskOutcome } from './outcome.ts'
import { TaskRun } from './task-run.ts'

const log = logger('test', { level: 'silent' })
const TASK = { _id: 'k1', tenantId: 't1', type: 'a.b', epoch: 1, tries: 0, owner: 'w/1' } as TaskRecord

/** What the driver says when nobody is there. */
const AWAY: unknown = await connectRecordStore({ url: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50', database: 'none', name: 'test' }).catch((error: unknown) => error)

/** A record in which every effect can be begun and the claim stands. @param goneFor so many calls of each kind find nobody there */
function aStore({ goneFor = 0, breakers = {} }: { goneFor?: number; breakers?: Record<string, unknown> } = {}): TaskStore {
  const answers = <T>(value: T): () => Promise<T> => {
    let asked = 0
    return async () => { if (asked++ < goneFor) throw AWAY; return value }
  }
  return {
    effects: { begin: answers({ kind: 'fresh' }), done: answers(true) }, claims: { stands: answers(true), passNoReturn: answers(true) },
    breakers: { admit: async () => ({ kind: 'closed' }), ...breakers },
  } as unknown as TaskStore
}

/** What a run came to whose work is this. */
function outcomeOf(store: TaskStore, work: (ctx: TaskContext) => Promise<unknown>): Promise<TaskOutcome> {
  const run = new TaskRun(TASK, { store, deps: {} as Deps, log, storeWait: new StoreWait(log, new AbortController().signal), secrets: [] }, { softMs: 5_000, hardMs: 10_000, killAfterMs: 10, breaker: { threshold: 5, openMs: 1_000 } }, () => undefined)
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

describe('a call of an outside service', () => {
  it('within which the task asks to wait says nothing about the service, and makes room for another that finds out', async () => {
    const noted: string[] = []
    const breakers = { worked: async () => { noted.push('worked') }, failed: async () => { noted.push('failed'); return false }, saidNothing: async () => { noted.push('said nothing') } }
    const outcome = await outcomeOf(aStore({ breakers }), ({ outside }) => outside('sii', async () => { throw new NotNow('QUOTA_USED', 'no more for now', 5_000) }))
    expect(outcome).toEqual({ kind: 'deferred', code: 'QUOTA_USED', message: 'no more for now', afterMs: 5_000 })
    expect(noted).toEqual(['said nothing'])
  })
})

describe('while the record store is away', () => {
  it('an effect that was done is noted when it is back: its result is not lost, and it is not done again', async () => {
    let done = 0
    const outcome = await outcomeOf(aStore({ goneFor: 1 }), async ({ once, passNoReturn }) => {
      await passNoReturn()
      return once('pay', async () => ++done)
    })
    expect(outcome).toEqual({ kind: 'success', result: 1 })
    expect(done).toBe(1)
  })

  it('a task that cannot go on without it waits, and no try is used up', async () => {
    expect(await outcomeOf(aStore(), async () => { throw AWAY })).toMatchObject({ kind: 'deferred', code: 'STORE_AWAY' })
  })

  it('no outside service is blamed, and what it answered is kept', async () => {
    let blamed = 0
    const breakers = { worked: async () => { throw AWAY }, failed: async () => { blamed++; return false }, saidNothing: async () => { throw AWAY } }
    expect(await outcomeOf(aStore({ breakers }), ({ outside }) => outside('sii', async () => 'an answer'))).toEqual({ kind: 'success', result: 'an answer' })
    expect(await outcomeOf(aStore({ breakers }), ({ outside }) => outside('sii', async () => { throw AWAY }))).toMatchObject({ kind: 'deferred', code: 'STORE_AWAY' })
    expect(blamed).toBe(0)
  })

  it('but a socket that somebody else refused is a failure of the task, and of the service that it asked', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    let blamed = 0
    const breakers = { worked: async () => undefined, failed: async () => { blamed++; return false } }
    expect(await outcomeOf(aStore({ breakers }), ({ outside }) => outside('sii', async () => { throw refused }, () => true))).toMatchObject({ kind: 'failed' })
    expect(blamed).toBe(1)
  })
})
