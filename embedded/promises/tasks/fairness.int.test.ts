import { describe, expect, it } from 'vitest'
import { startRecordStoreForTest, waitFor, withServers } from '@chasqui/testkit'
import { newPlace } from '../place.ts'
import { openPlatform, startScheduler, startWorker } from './platform.ts'
import { started } from './test-tasks.ts'

const servers = withServers()
const ROUNDS = 5
const SMALL = 10

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

describe('promise 9: nobody starves', () => {
  it('10 tasks of a small tenant beside 10,000 waiting of a large one: while they wait and run, at most as many of the large one start', async () => {
    // The large tenant was there first, on a store of its own: while thousands are put on record, whoever reads them makes the stand-in stand still for
    // minutes. Its engine lets a reader, who holds the lock of the whole store, sleep before each page that a transaction has not let go of yet.
    const { url: mongoUrl } = await startRecordStoreForTest()
    const where = { ...newPlace(servers), mongoUrl }
    const platform = await openPlatform(where)
    for (let n = 0; n < 10; n++) await platform.launchMany('test.low', 1_000, { tenant: 'large', params: { ms: 100 }, silently: true })
    await startScheduler(where)
    await startWorker(where)
    const startedOf = (tenant: string): number => started.get(tenant) ?? 0
    await waitFor(() => startedOf('large') > 20, { what: 'the large tenant at work', limitMs: 180_000 })
    const overtook: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const [before, own] = [startedOf('large'), startedOf('small')]
      const ids = await platform.launchMany('test.low', SMALL, { tenant: 'small', params: { ms: 100 } })
      await waitFor(() => startedOf('small') - own >= SMALL, { what: 'the small tenant served', limitMs: 60_000 })
      overtook.push(startedOf('large') - before)
      await platform.ended(ids)
    }
    process.stderr.write(`tasks of the large tenant that started meanwhile: ${overtook.join(' ')}\n`)
    expect(await platform.store.waiting.countWaiting('test_low', 'large', 1)).toBe(1)
    expect(median(overtook)).toBeLessThanOrEqual(SMALL)
  }, 480_000)

  it('a lane full of long tasks keeps nobody out of the lane above it', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    await startWorker(where, { settings: { TASK_SLOTS: '3' } })
    await platform.launchMany('test.low', 20, { params: { ms: 45_000 } })
    await waitFor(async () => await platform.store.tasks.collection().countDocuments({ type: 'test.low', state: 'STARTED' }) > 0, { what: 'the low lane full' })
    const low = await platform.store.tasks.collection().find({ type: 'test.low', state: 'STARTED' }).toArray()
    await platform.ended([await platform.launch('test.high'), await platform.launch('test.noop')])
    // None of the long ones had to end for it.
    expect((await platform.store.tasks.findMany(low.map(({ _id }) => _id))).map(({ state }) => state)).toEqual(low.map(() => 'STARTED'))
  }, 60_000)

  it('while a light tenant has less to do than there are slots, the heavy one uses the others', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    await startWorker(where, { settings: { TASK_SLOTS: '4', TASK_SLOTS_HIGH: '0', TASK_SLOTS_DEFAULT: '0' } })
    await platform.launch('test.low', { tenant: 'light', params: { ms: 30_000 } })
    await platform.launchMany('test.low', 200, { tenant: 'heavy', params: { ms: 200 } })
    const working = (): Promise<number> => platform.store.tasks.collection().countDocuments({ tenantId: 'heavy', state: 'STARTED' })
    await waitFor(async () => await working() === 3, { what: 'three of the heavy tenant at work', limitMs: 20_000 })
  }, 60_000)

  it('nothing waits in a process whose slots another lane has taken while another process has free ones', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    const slots = { TASK_SLOTS: '2', TASK_SLOTS_HIGH: '0', TASK_SLOTS_DEFAULT: '0' }
    await startWorker(where, { settings: slots })
    const busy = await platform.launchMany('test.slow', 2, { params: { ms: 55_000 } })
    await Promise.all(busy.map((id) => platform.reaches(id, 'STARTED')))
    await startWorker(where, { settings: slots })
    await platform.ended(await platform.launchMany('test.low', 20, { params: { ms: 10 } }), 20_000)
    expect((await platform.store.tasks.findMany(busy)).map(({ state }) => state)).toEqual(['STARTED', 'STARTED'])
    for (const id of busy) await platform.revoke(id)
  }, 60_000)
})
