import { describe, expect, it } from 'vitest'
import { waitFor, withServers } from '@chasqui/testkit'
import { newPlace } from '../place.ts'
import { startProcess } from '../processes.ts'
import { openPlatform, startScheduler, taskProgram } from './platform.ts'
import { open } from './test-tasks.ts'

const servers = withServers()
const LONG = 3

describe('a worker that is told to stop under load', () => {
  it('ends what it can, hands back what takes longer, and leaves within 30 s: no try is used up, nothing is lost or done twice', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    // What is not handed back would wait for a lease to end, longer than the test.
    const settings = { TASK_LEASE_MS: '300000' }
    await startScheduler(where, settings)
    const leaving = await startProcess(taskProgram(where, 'worker', settings))
    const long = await platform.launchMany('test.gated', LONG, { params: { gate: 'gate' } })
    /** How many of the long ones a process has begun, beyond their effect. */
    const startedBy = async (pid: number | undefined) => (await Promise.all(long.map((id) => platform.doneBy(id)))).filter((done) => done.some(({ what }) => what === 'effect') && done.some((one) => one.what === 'started' && one.pid === pid)).length
    await waitFor(async () => await startedBy(leaving.pid) === LONG, { what: 'the long ones at work', limitMs: 60_000 })
    const staying = await startProcess(taskProgram(where, 'worker', settings))
    const short = await platform.launchMany('test.effect', 40, { params: { ms: 500 } })
    await waitFor(async () => await platform.store.tasks.collection().countDocuments({ _id: { $in: short }, state: 'STARTED', worker: { $regex: `:${leaving.pid}\\.` } }) > 0, { what: 'a short one at work in the one that is to stop', limitMs: 60_000 })

    const askedAt = Date.now()
    leaving.kill('SIGTERM')
    await leaving.ended
    expect(Date.now() - askedAt).toBeLessThan(30_000)
    await waitFor(async () => await startedBy(staying.pid) === LONG, { what: 'the long ones at work elsewhere', limitMs: 60_000 })
    await open(platform.deps.store, 'gate')
    const ended = await platform.ended([...long, ...short], 120_000)
    expect(new Set(ended.map(({ state, tries, crashes }) => `${state} ${tries} ${crashes}`))).toEqual(new Set(['SUCCESS 0 0']))
    expect(ended.filter(({ type }) => type === 'test.gated').map(({ attempts }) => attempts.map(({ outcome }) => outcome))).toEqual(long.map(() => ['handed back', 'success']))
    const effects = await Promise.all(ended.map(async ({ _id }) => (await platform.doneBy(_id)).filter(({ what }) => what === 'effect').length))
    expect(new Set(effects)).toEqual(new Set([1]))
    expect(await platform.deps.deadLetters.count()).toBe(0)
  }, 300_000)
})
