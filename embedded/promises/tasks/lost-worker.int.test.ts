import { describe, expect, it } from 'vitest'
import { waitFor, withServers } from '@chasqui/testkit'
import { newPlace } from '../place.ts'
import { keepAlive, startProcess } from '../processes.ts'
import { openPlatform, startScheduler, startWorker, taskProgram } from './platform.ts'

const servers = withServers()

describe('promise 4: the task of a killed worker', () => {
  it('runs elsewhere within 45 s under the lease of production, whatever its length', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    const production = { TASK_LEASE_MS: '30000', TASK_ACK_WAIT_MS: '30000', RECONCILE_EVERY_MS: '5000', REST_AFTER_MS: '15000' }
    await startScheduler(where, production)
    const worker = await startProcess(taskProgram(where, 'worker', production))
    const long = await platform.launch('test.slow', { params: { ms: 50_000 } })
    await platform.reaches(long, 'STARTED')
    worker.kill('SIGKILL')
    const killedAt = Date.now()
    await startWorker(where, { settings: production })
    const again = await waitFor(async () => {
      const task = await platform.task(long)
      return task.epoch === 2 ? task : undefined
    }, { what: 'another worker to have it', limitMs: 45_000, pollMs: 200 })
    expect(Date.now() - killedAt).toBeLessThan(45_000)
    expect(again).toMatchObject({ state: 'STARTED', crashes: 1, attempts: [{ outcome: 'lost', code: 'WORKER_LOST', epoch: 1 }] })
    await platform.revoke(long)
  }, 120_000)

  it('and so do all that it had, however long each of them takes', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    const worker = await startProcess(taskProgram(where, 'worker'))
    const long = await platform.launchMany('test.slow', 3, { params: { ms: 55_000 } })
    await Promise.all(long.map((id) => platform.reaches(id, 'STARTED')))
    worker.kill('SIGKILL')
    await startWorker(where)
    await waitFor(async () => (await platform.store.tasks.findMany(long)).every(({ epoch, state }) => epoch === 2 && state === 'STARTED'), { what: 'all three elsewhere', limitMs: 30_000 })
    for (const id of long) await platform.revoke(id)
  }, 60_000)

  it('work that blocks its thread keeps its lease', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    // Two processes: whoever has not got it would take it over.
    await Promise.all([1, 2].map(() => startProcess(taskProgram(where, 'worker'))))
    const busy = await platform.launch('test.cpu', { params: { ms: 8_000 } })
    const [ended] = await platform.ended([busy])
    expect(ended).toMatchObject({ state: 'SUCCESS', epoch: 1, crashes: 0 })
    expect(await platform.doneBy(busy)).toHaveLength(1)
  }, 60_000)

  it('so do its neighbours, which were claimed with it and have not begun', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    await startProcess(taskProgram(where, 'worker'))
    const both = await platform.launchMany('test.cpu', 2, { params: { ms: 7_000, fromTheFirstLine: true } })
    expect((await platform.ended(both)).map(({ state, epoch, crashes }) => [state, epoch, crashes])).toEqual(both.map(() => ['SUCCESS', 1, 0]))
  }, 60_000)

  it('one that kills every worker fails after three, with one dead letter; what ran beside it ends well', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    const workers = await Promise.all([1, 2].map(() => keepAlive(taskProgram(where, 'worker'))))
    const innocents = await platform.launchMany('test.slow', 12, { params: { ms: 1_000 } })
    const poison = await platform.launch('test.poison')
    const ended = await platform.ended([poison, ...innocents], 90_000)
    await Promise.all(workers.map((worker) => worker.end()))
    const of = ended.find(({ _id }) => _id === poison)
    expect(of).toMatchObject({ state: 'FAILURE', crashes: 3, tries: 0, error: { code: 'WORKER_LOST' } })
    expect(of?.attempts.map(({ outcome }) => outcome)).toEqual(['lost', 'lost', 'lost'])
    expect((await platform.doneBy(poison)).length).toBe(3)
    expect(ended.filter(({ _id, state }) => _id !== poison && state !== 'SUCCESS')).toEqual([])
    expect(await platform.deps.deadLetters.count()).toBe(1)
    expect(await platform.deps.deadLetters.count({ errorCode: 'WORKER_LOST' })).toBe(1)
  }, 120_000)
})
