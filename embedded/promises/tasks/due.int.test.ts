import { describe, expect, it } from 'vitest'
import { EVERYONE } from '@chasqui/mongo/tasks'
import { control } from '@chasqui/contracts'
import { waitFor, withServers } from '@chasqui/testkit'
import { newPlace } from '../place.ts'
import { openPlatform, startPlatform, startScheduler, startWorker } from './platform.ts'
import { testTasks } from './test-tasks.ts'

const servers = withServers()

/** Longer than the test takes on any machine. */
const LONG_MS = 600_000

describe('an ETA', () => {
  it('is never early, and at most 1.5 s late', async () => {
    const platform = await startPlatform(newPlace(servers))
    await platform.ended([await platform.launch('test.noop')])
    const base = Date.now() + 2_000
    const etas = Array.from({ length: 20 }, (_, n) => new Date(base + n * 237))
    const ids = await Promise.all(etas.map((eta) => platform.launch('test.noop', { eta })))
    // What a start takes on this machine at this moment, whatever else it does.
    const plain = await platform.ended(await Promise.all(etas.map(() => platform.launch('test.noop'))))
    const usual = Math.max(...plain.map(({ startedAt, createdAt }) => (startedAt?.getTime() ?? 0) - createdAt.getTime()))
    const tasks = new Map((await platform.ended(ids)).map((task) => [task._id, task]))
    const late = ids.map((id, n) => (tasks.get(id)?.startedAt?.getTime() ?? 0) - (etas[n]?.getTime() ?? 0)).sort((a, b) => a - b)
    process.stderr.write(`late by ${late[0]} to ${late.at(-1)} ms, median ${late[10]} ms; a start takes up to ${usual} ms\n`)
    expect(late[0]).toBeGreaterThanOrEqual(0)
    expect(late.at(-1)).toBeLessThanOrEqual(1_500 + usual)
  }, 180_000)
})

describe('promise 6: what waits holds no slot', () => {
  it('an ETA, a retry, a task that is put off, one over its limits, a paused one: another runs at once in the only slot', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    const one = { TASK_SLOTS: '1', TASK_SLOTS_HIGH: '0', TASK_SLOTS_DEFAULT: '0', TASK_RETRY_BASE_MS: String(LONG_MS) }
    // Before the start, which reads it.
    await platform.store.holds.set({ tenantId: EVERYONE, kind: 'type', name: 'test.slow', reason: 'a test', by: 'test', at: new Date() })
    await startScheduler(where)
    await startWorker(where, { settings: one })
    const waiting = [
      await platform.launch('test.noop', { eta: new Date(Date.now() + LONG_MS) }),
      await platform.launch('test.failing', { params: { times: 9 } }),
      await platform.launch('test.not_now', { params: { times: 9, ms: LONG_MS } }),
      await platform.launch('test.slow'),
    ]
    const limited = await platform.launchMany('test.limited', 12)
    await waitFor(async () => (await platform.task(waiting[1] ?? '')).state === 'RETRY' && (await platform.task(waiting[2] ?? '')).deferred !== undefined, { what: 'a retry and a deferral', limitMs: 60_000 })
    await platform.ended([await platform.launch('test.noop')])
    const tasks = await platform.store.tasks.findMany(waiting)
    expect(tasks.map(({ inFlight, owner }) => [inFlight, owner])).toEqual(waiting.map(() => [undefined, undefined]))
    expect(await platform.doneBy(waiting[3] ?? '')).toEqual([])
    // Limits use up no try, and are kept.
    const ended = await platform.ended(limited)
    expect(new Set(ended.map(({ state, tries }) => `${state} ${tries}`))).toEqual(new Set(['SUCCESS 0']))
    const starts = (await Promise.all(limited.map((id) => platform.doneBy(id)))).flat().map(({ at }) => at.getTime()).sort((a, b) => a - b)
    for (let n = 6; n < starts.length; n++) expect((starts[n] ?? 0) - (starts[n - 6] ?? 0), `start ${n}`).toBeGreaterThan(500)
    // The pause ends: it runs.
    await platform.store.holds.lift(EVERYONE, 'type', 'test.slow')
    platform.deps.bus.nc.publish(control.holds)
    await platform.ended([waiting[3] ?? ''])
  }, 180_000)

  it('tasks that no live worker serves wait on the record, not in the broker', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    const ofAnotherLane = await startWorker(where, { tasks: testTasks.filter(({ type }) => type === 'test.high') })
    const ids = await platform.launchMany('test.noop', 5)
    // What came after them and has a worker has been handed over, three times one after the other.
    for (let n = 0; n < 3; n++) await platform.ended([await platform.launch('test.high')])
    expect((await platform.store.tasks.findMany(ids)).map(({ waiting, released }) => [waiting, released])).toEqual(ids.map(() => [true, 0]))
    await ofAnotherLane.stop()
    await startWorker(where)
    await platform.ended(ids)
  }, 180_000)
})

describe('a task that was not started in time', () => {
  it('is EXPIRED, whether it waits for a worker or for its time; one that was started in time is not', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    const waiting = await platform.launch('test.noop', { expiresAt: new Date(Date.now() + 500) })
    const later = await platform.launch('test.noop', { expiresAt: new Date(Date.now() + 500), eta: new Date(Date.now() + 60_000) })
    const expired = await platform.ended([waiting, later])
    expect(expired.map(({ state, keepUntil, open }) => [state, keepUntil !== undefined, open])).toEqual([['EXPIRED', true, undefined], ['EXPIRED', true, undefined]])
    await startWorker(where, { settings: { TASK_RETRY_BASE_MS: '60000' } })
    const expiresAt = new Date(Date.now() + 4_000)
    const retried = await platform.launch('test.failing', { params: { times: 9 }, expiresAt })
    await platform.reaches(retried, 'RETRY')
    const after = await platform.launch('test.noop', { expiresAt: new Date(expiresAt.getTime() + 500), eta: new Date(Date.now() + 60_000) })
    await platform.reaches(after, 'EXPIRED')
    expect(await platform.task(retried)).toMatchObject({ state: 'RETRY' })
    expect(await platform.doneBy(retried)).toHaveLength(1)
    expect(await platform.deps.deadLetters.count()).toBe(0)
  }, 180_000)
})
