import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectRecordStore, type RecordStore } from '@chasqui/mongo'
import { ensureTaskIndexes, openTaskStore, type TaskRecord, type TaskStore } from '@chasqui/mongo/tasks'
import { logger } from '@chasqui/telemetry'
import { waitFor, withServers } from '@chasqui/testkit'
import type { Deps, TaskDeps } from '../deps.ts'
import { StoreWait } from '../store-wait.ts'
import { FollowUps } from './follow-ups.ts'
import { revokeTask } from './task-families.ts'
import type { ObservedTask, TaskObserver } from './task-observer.ts'

const servers = withServers({ nats: false })
const database = servers.freshDb()
const log = logger('test', { level: 'silent' })
const CHILDREN = 50
let record: RecordStore
let store: TaskStore

beforeAll(async () => {
  record = await connectRecordStore({ url: servers.mongoUrl, database, name: 'test' })
  store = openTaskStore(record.db)
  await ensureTaskIndexes(store)
})
afterAll(() => record.close())

/** The broker is away: nothing is taken, and what must be said is waited for. */
const depsOf = () => ({ bus: { isConnected: () => false, hint: () => undefined }, log, service: 'test', taskStore: store }) as unknown as Deps & TaskDeps<'tasks' | 'families'>
const observed = { trace: { headers: {} } } as unknown as ObservedTask

function aWorker(): FollowUps {
  const statements = { say: () => new Promise(() => undefined) } as never
  return new FollowUps(depsOf(), { storeWait: new StoreWait(log, new AbortController().signal), statements, observer: {} as TaskObserver })
}

/** A parent as it stands after the write that ends its run, with its children planned. */
async function aPlannedParent(_id: string): Promise<TaskRecord> {
  const of = { tenantId: 't1', type: 'a.b', queue: 'a_low', lane: 'low' as const, params: {}, maxAttempts: 4 }
  await store.tasks.insert({ ...of, _id, createdBy: 'test' })
  await store.waiting.release([_id], 'test')
  await store.claims.claim([{ tenantId: 't1', taskId: _id, release: 1 }], { owner: `w/${_id}`, worker: 'w', leaseUntil: new Date(Date.now() + 60_000) })
  await store.tasks.apply([{
    tenantId: 't1', taskId: _id, expect: { state: 'STARTED', epoch: 1 }, to: 'STARTED', unset: ['owner', 'leaseUntil', 'worker', 'inFlight'],
    set: { substate: 'children', children: { total: CHILDREN, ended: [], failed: [] }, plan: Array.from({ length: CHILDREN }, (_, n) => ({ ...of, _id: `${_id}-${n}` })) },
  }], 'w')
  return await store.tasks.find('t1', _id) as TaskRecord
}

const statesOf = async (parent: string): Promise<string[]> => (await store.families.childrenOf(parent)).map(({ state }) => state)

describe('a parent whose children are planned', () => {
  it('has them on record although the broker is away', async () => {
    const parent = await aPlannedParent('p1')
    void aWorker().of('spawned', parent, observed)
    await waitFor(async () => (await statesOf('p1')).length === CHILDREN, { what: 'its children', limitMs: 5_000 })
  })

  it('and is revoked before they are on record has none that goes on', async () => {
    const asTheWorkerKnowsIt = await aPlannedParent('p2')
    expect(await revokeTask(depsOf(), { tenantId: 't1', taskId: 'p2', by: 'test', terminate: false })).toMatchObject({ kind: 'revoking' })
    expect((await store.tasks.find('t1', 'p2'))?.state).toBe('REVOKED')
    await aWorker().closeFamily(asTheWorkerKnowsIt)
    await store.families.insertPlanned(asTheWorkerKnowsIt)
    expect(new Set(await statesOf('p2'))).toEqual(new Set(['REVOKED']))
    expect(await statesOf('p2')).toHaveLength(CHILDREN)
  })
})
