import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectRecordStore, type RecordStore } from '@chasqui/mongo'
import { Tasks, WaitingLines, WaitingTasks, type NewTask } from '@chasqui/mongo/tasks'
import { withServers } from '@chasqui/testkit'
import type { CappedType } from './readiness.ts'
import { taskSource } from './task-source.ts'

const servers = withServers({ nats: false })
let store: RecordStore
let tasks: Tasks
let waitingTasks: WaitingTasks
beforeAll(async () => {
  store = await connectRecordStore({ url: servers.mongoUrl, database: servers.freshDb(), name: 'test' })
  tasks = new Tasks(store.db)
  waitingTasks = new WaitingTasks(store.db)
  await tasks.ensureIndexes()
})
beforeEach(async () => { await tasks.collection().deleteMany({}) })
afterAll(() => store.close())

const BY_TENANT: CappedType = { type: 'a.capped', limit: 2, by: 'tenant' }
const scheduler = (name = 'one', capped = [BY_TENANT]) => taskSource({ waiting: waitingTasks, lines: new WaitingLines(store.db) }, { heldOf: () => [], cappedOf: () => capped }, { say: async () => undefined }, 'a_low', name)

let made = 0
/** So many more tasks that wait, oldest first. */
async function waiting(count: number, rest: Partial<NewTask> = {}): Promise<string[]> {
  const ids = Array.from({ length: count }, () => `task-${String(++made).padStart(6, '0')}`)
  await tasks.insertAll(ids.map((_id) => ({ _id, tenantId: 't1', type: 'a.capped', queue: 'a_low', lane: 'low', params: {}, maxAttempts: 4, createdBy: 'test', ...rest })))
  return ids
}
const end = (id: string) => tasks.collection().updateOne({ _id: id }, { $set: { state: 'SUCCESS' }, $unset: { inFlight: '', open: '' } })
const released = async (source: ReturnType<typeof scheduler>, room = 10, tenantId = 't1') => (await source.release(tenantId, room)).map(({ _id }) => _id)

describe('tasks of which only so many are at once', () => {
  it('are handed over in the order in which they came, as places come free, whoever comes meanwhile', async () => {
    const came = await waiting(5)
    const source = scheduler()
    const handedOver: string[] = []
    for (let n = 0; n < 8; n++) {
      handedOver.push(...await released(source))
      expect(await waitingTasks.countInFlight('a.capped', 'a_low', 't1')).toBe(2)
      // Now the older of the two ends first, now the younger.
      const inFlight = await tasks.collection().find({ inFlight: true }, { sort: { _id: n % 2 === 0 ? 1 : -1 }, limit: 1 }).toArray()
      for (const { _id } of inFlight) await end(_id)
      came.push(...await waiting(1))
    }
    expect(handedOver).toEqual(came.slice(0, handedOver.length))
  })

  it.each([[BY_TENANT, 'at-once a.capped t1'], [{ ...BY_TENANT, by: 'type' }, 'at-once a.capped']] as const)('do not follow one that found every place taken all the same into its line, %o', async (capped, scope) => {
    const [first = '', second = '', third = ''] = await waiting(3)
    const source = scheduler('one', [capped])
    expect(await released(source)).toEqual([first, second])
    const until = new Date(Date.now() + 500)
    const waitsFor = { scope, since: new Date(), until }
    await tasks.apply([{ tenantId: 't1', taskId: second, expect: { state: 'PENDING' }, to: 'PENDING', set: { dueAt: until, waitsFor }, unset: ['inFlight'] }], 'worker')
    await end(first)
    expect(await released(source)).toEqual([])
    await waitingTasks.promoteDue(until, 10)
    expect(await released(source)).toEqual([second, third])
  })

  it('by tenant leave every tenant its own; by type they share them', async () => {
    const [mine, others] = [await waiting(3), await waiting(3, { tenantId: 't2' })]
    expect(await released(scheduler())).toEqual(mine.slice(0, 2))
    expect(await released(scheduler(), 10, 't2')).toEqual(others.slice(0, 2))
    const shared = scheduler('one', [{ ...BY_TENANT, limit: 5, by: 'type' }])
    expect(await released(shared)).toEqual(mine.slice(2))
    expect(await released(shared, 10, 't2')).toEqual([])
  })

  it('keep no others of their queue waiting, nor these them where there is room for one', async () => {
    const [capped, others] = [await waiting(2), await waiting(2, { type: 'a.other' })]
    const source = scheduler()
    const order: string[] = []
    for (let n = 0; n < 4; n++) order.push(...await released(source, 1))
    expect(order).toEqual([capped[0], others[0], capped[1], others[1]])
    await waiting(3)
    const more = await waiting(3, { type: 'a.other' })
    expect(await released(source)).toEqual(more)
  })

  it('are handed over once by two schedulers', async () => {
    const ids = await waiting(6)
    const both = await Promise.all([released(scheduler('one')), released(scheduler('two'))])
    expect(new Set(both.flat())).toEqual(new Set(ids.slice(0, both.flat().length)))
    expect(both.flat().length).toBe(new Set(both.flat()).size)
  })
})
