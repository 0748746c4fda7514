import { describe, expect, it } from 'vitest'
import { waitFor, withServers } from '@chasqui/testkit'
import { newPlace, type Place } from '../place.ts'
import { startProcess } from '../processes.ts'
import { openPlatform, startScheduler, taskProgram, type TestPlatform } from './platform.ts'
import { BANK, open } from './test-tasks.ts'

const servers = withServers()

/** A scheduler and two workers, so that what is limited is limited over processes. */
async function startTwoWorkers(where: Place, settings: Record<string, string> = {}): Promise<void> {
  await startScheduler(where)
  await Promise.all([1, 2].map(() => startProcess(taskProgram(where, 'worker', settings))))
}

type Span = { from: number; to: number }

/** From one word of each of its runs to the next. */
async function spansOf(platform: TestPlatform, taskIds: readonly string[], begins: string): Promise<Span[]> {
  const spans = await Promise.all(taskIds.map(async (id) => {
    const done = await platform.doneBy(id)
    return done.flatMap(({ what, at }, n) => what === begins ? [{ from: at.getTime(), to: done[n + 1]?.at.getTime() ?? Number.POSITIVE_INFINITY }] : [])
  }))
  return spans.flat().sort((a, b) => a.from - b.from)
}

/** The most of them at one moment. */
function atOnce(spans: readonly Span[]): number {
  return Math.max(0, ...spans.map(({ from: moment }) => spans.filter(({ from, to }) => from <= moment && moment < to).length))
}

describe('promise 6: a closed service uses up no tries', () => {
  it('is called by one at a time until it answers; those who need it wait, say why and hold no slot', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    const [callers, threshold] = [6, 3]
    // Who failed before it closed comes again when all have called.
    await startTwoWorkers(where, { BREAKER_THRESHOLD: String(threshold), BREAKER_OPEN_MS: '1000', TASK_RETRY_BASE_MS: '4000', TASK_SLOTS: '3', TASK_SLOTS_HIGH: '0', TASK_SLOTS_DEFAULT: '0' })
    // All slots of both workers call it, and find it away.
    const ids = await platform.launchMany('test.bank', callers, { params: { callers } })
    await waitFor(async () => (await platform.store.holds.inForce()).find(({ kind, name }) => kind === 'service' && name === BANK), { what: 'the service closed', limitMs: 60_000 })
    await platform.ended([await platform.launch('test.noop')])

    const reasons = new Map<string, string>()
    await waitFor(async () => {
      for (const { _id, deferred } of await platform.store.tasks.findMany(ids)) if (deferred) reasons.set(_id, deferred.code)
      return reasons.size === callers
    }, { what: 'all to say why they wait', limitMs: 60_000 })
    expect([...reasons.values()].filter((code) => code !== 'SERVICE_CLOSED' && code !== 'HELD')).toEqual([])

    await waitFor(async () => (await spansOf(platform, ids, 'called')).length >= callers + 2, { what: 'two that ask whether it is back', limitMs: 60_000 })
    await open(platform.deps.store, BANK)
    const ended = await platform.ended(ids)
    expect(ended.map(({ state }) => state)).toEqual(ids.map(() => 'SUCCESS'))
    // The call that closes it is none.
    expect(ended.reduce((sum, { tries }) => sum + tries, 0)).toBeLessThan(threshold)
    const calls = await spansOf(platform, ids, 'called')
    const answeredAt = Math.min(...(await Promise.all(ids.map((id) => platform.doneBy(id)))).flat().flatMap(({ what, at }) => what === 'answered' ? [at.getTime()] : []))
    expect(atOnce(calls.slice(callers).filter(({ from }) => from < answeredAt))).toBe(1)
  }, 300_000)
})

/** One after the other, so that each finds the place taken by the first or wanted by those before it. */
async function launchedWhileOthersWait(platform: TestPlatform, type: string, params: Record<string, unknown>): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < 12; n++) {
    const id = await platform.launch(type, { params })
    ids.push(id)
    await waitFor(async () => { const task = await platform.task(id); return task.startedAt !== undefined || task.waitsFor !== undefined }, { what: 'the answer to its first hand-over', limitMs: 60_000 })
  }
  return ids
}

function startOrder(ids: readonly string[], ended: readonly { _id: string; startedAt?: Date }[]): string[] {
  const startedAt = new Map(ended.map(({ _id, startedAt: at }) => [_id, at?.getTime() ?? 0]))
  return ids.toSorted((a, b) => (startedAt.get(a) ?? 0) - (startedAt.get(b) ?? 0))
}

describe('limits that are shared by two workers', () => {
  it('at once, by tenant: never more of one, whatever the others do, and each in its turn', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startTwoWorkers(where)
    const ofTenants = await Promise.all(['one', 'other'].map((tenant) => platform.launchMany('test.alone', 6, { tenant, params: { ms: 500 } })))
    const ended = await platform.ended(ofTenants.flat())
    expect(new Set(ended.map(({ state, tries }) => `${state} ${tries}`))).toEqual(new Set(['SUCCESS 0']))
    const spans = await Promise.all(ofTenants.map((ids) => spansOf(platform, ids, 'started')))
    expect(spans.map(atOnce)).toEqual([2, 2])
    expect(atOnce(spans.flat())).toBeGreaterThan(2)
    expect(new Set((await Promise.all(ofTenants.flat().map((id) => platform.doneBy(id)))).flat().map(({ pid }) => pid)).size).toBe(2)
    // Two that start together may be seen the other way round.
    const startedAt = new Map(ended.map(({ _id, startedAt: at }) => [_id, at?.getTime() ?? 0]))
    for (const ids of ofTenants) {
      const started = ids.toSorted((a, b) => (startedAt.get(a) ?? 0) - (startedAt.get(b) ?? 0))
      for (const [n, id] of ids.entries()) expect(Math.abs(started.indexOf(id) - n), `${n}`).toBeLessThanOrEqual(1)
    }
  }, 120_000)

  it('at once, by account: never more, and nobody who comes later passes those that wait', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startTwoWorkers(where)
    const ids = await launchedWhileOthersWait(platform, 'test.till', { account: 'one', ms: 150 })
    const ended = await platform.ended(ids)
    expect(new Set(ended.map(({ state, tries }) => `${state} ${tries}`))).toEqual(new Set(['SUCCESS 0']))
    expect(atOnce(await spansOf(platform, ids, 'started'))).toBe(1)
    expect(startOrder(ids, ended)).toEqual(ids)
  }, 120_000)

  it('a rate, by account: nobody who comes later passes those that wait for it', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startTwoWorkers(where)
    const ids = await launchedWhileOthersWait(platform, 'test.account', { account: 'one' })
    const started = startOrder(ids, await platform.ended(ids))
    // As many as the rate lets start may start at one moment, in whatever order they are seen.
    for (const [n, id] of ids.entries()) expect(Math.abs(started.indexOf(id) - n), `${n} of ${started.map((one) => ids.indexOf(one)).join(' ')}`).toBeLessThan(3)
  }, 120_000)

  it('a rate, by account: one that has used it up keeps no other waiting', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startTwoWorkers(where)
    const [limit, windowMs, many] = [3, 1_000, 18]
    const busy = await platform.launchMany('test.account', many, { params: { account: 'busy' } })
    await waitFor(async () => (await platform.store.tasks.findMany(busy)).some(({ deferred }) => deferred?.code === 'RATE_LIMIT'), { what: 'the limit of the first account reached', limitMs: 60_000 })
    const quiet = await platform.launchMany('test.account', limit, { params: { account: 'quiet' } })
    // Started when they were first handed over: none was told to come again.
    expect((await platform.ended(quiet)).map(({ state, released }) => [state, released])).toEqual(quiet.map(() => ['SUCCESS', 1]))
    expect((await platform.store.tasks.findMany(busy)).some(({ state }) => state === 'PENDING')).toBe(true)

    const ended = await platform.ended(busy)
    expect(new Set(ended.map(({ state, tries }) => `${state} ${tries}`))).toEqual(new Set(['SUCCESS 0']))
    const starts = (await spansOf(platform, busy, 'started')).map(({ from }) => from)
    // So many windows are full; of the first and the last one it may have seen a moment only.
    expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBeGreaterThan((many / limit - 2) * windowMs - SLACK_MS)
  }, 120_000)
})

/** From the place in a window to the word of the run. */
const SLACK_MS = 500
