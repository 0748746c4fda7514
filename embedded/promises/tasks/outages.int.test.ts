import { describe, expect, it } from 'vitest'
import { streams } from '@chasqui/contracts'
import { startRecordStoreForTest, waitFor, withServers } from '@chasqui/testkit'
import { newPlace } from '../place.ts'
import { openPlatform, startPlatform, startScheduler, startWorker } from './platform.ts'

const servers = withServers()

describe("the broker's data wiped in mid-run", () => {
  it('tasks that were handed over run, and a parent whose child ended meanwhile ends', async () => {
    const platform = await startPlatform(newPlace(servers))
    const ids = await platform.launchMany('test.effect', 60, { params: { ms: 300 } })
    const parent = await platform.launch('test.parent', { params: { children: Array.from({ length: 10 }, () => ({ type: 'test.effect', params: { ms: 300 } })) } })
    await waitFor(async () => await platform.store.tasks.collection().countDocuments({ state: 'SUCCESS' }) > 5, { what: 'the first ones done', limitMs: 30_000 })
    await servers.nats.wipe()
    const ended = await platform.ended([...ids, parent], 120_000)
    expect(new Set(ended.map(({ state }) => state))).toEqual(new Set(['SUCCESS']))
    const effects = await Promise.all(ids.map(async (id) => (await platform.doneBy(id)).filter(({ what }) => what === 'effect').length))
    expect(new Set(effects)).toEqual(new Set([1]))
  }, 180_000)
})

describe('promise 1: accepted is kept', () => {
  it('launched while the broker is down, it runs when it is back', async () => {
    const platform = await startPlatform(newPlace(servers))
    await servers.nats.kill()
    await waitFor(() => !platform.deps.bus.isConnected(), { what: 'the broker gone' })
    const ids = await platform.launchMany('test.effect', 10)
    await servers.nats.start()
    expect(new Set((await platform.ended(ids, 60_000)).map(({ state }) => state))).toEqual(new Set(['SUCCESS']))
  }, 120_000)

  it('a record store that is away for longer than a lease costs nobody a crash', async () => {
    const store = await startRecordStoreForTest()
    const where = { natsUrl: servers.natsUrl, mongoUrl: store.url, database: 'outage' }
    const platform = await openPlatform(where)
    // Half of it is what workers get to renew after the store is back: time enough on a busy machine too.
    const leaseMs = 6_000
    const settings = { TASK_LEASE_MS: String(leaseMs) }
    await startScheduler(where, settings)
    await startWorker(where, { settings })
    const ids = await platform.launchMany('test.effect', 4, { params: { ms: 25_000 } })
    await Promise.all(ids.map((id) => platform.reaches(id, 'STARTED')))
    const leases = (await platform.store.tasks.findMany(ids)).map(({ leaseUntil }) => leaseUntil?.getTime() ?? Number.POSITIVE_INFINITY)
    await store.kill()
    // Those on record, and those that a renewal has written since.
    await waitFor(() => Date.now() > Math.max(...leases) + leaseMs, { what: 'the leases over', limitMs: 60_000 })
    await store.start()
    const ended = await platform.ended(ids, 120_000)
    expect(ended.map(({ state, crashes }) => [state, crashes])).toEqual(ids.map(() => ['SUCCESS', 0]))
  }, 240_000)
})

describe('a task whose message the broker gave up', () => {
  it('fails with one dead letter when nobody has it, and is left alone when it has moved on', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    const worker = await startWorker(where)
    await worker.stop()
    await startScheduler(where)
    const [stuck, done] = [await platform.launch('test.noop'), await platform.launch('test.noop')]
    await platform.store.waiting.release([stuck, done], 'test')
    const advise = async (taskId: string): Promise<void> => {
      const task = await platform.task(taskId)
      const { seq } = await platform.deps.bus.js.publish(`tasks.default.test.noop.${task.tenantId}.${taskId}`, JSON.stringify({ tenantId: task.tenantId, taskId, type: 'test.noop', release: 1 }))
      platform.deps.bus.nc.publish(`$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.${streams.TASKS.name}.test_default`, JSON.stringify({
        type: 'io.nats.jetstream.advisory.v1.max_deliver', id: `a-${taskId}`, timestamp: new Date().toISOString(), stream: streams.TASKS.name, consumer: 'test_default', stream_seq: seq, deliveries: 50,
      }))
    }
    await platform.store.tasks.collection().updateOne({ _id: done }, { $set: { state: 'SUCCESS' }, $unset: { inFlight: '', open: '' } })
    await advise(done)
    await advise(stuck)
    expect(await platform.reaches(stuck, 'FAILURE')).toMatchObject({ error: { code: 'DELIVERIES_EXHAUSTED' } })
    expect((await platform.task(done)).state).toBe('SUCCESS')
    await waitFor(async () => await platform.deps.deadLetters.count() === 1, { what: 'one dead letter' })
  }, 60_000)
})
