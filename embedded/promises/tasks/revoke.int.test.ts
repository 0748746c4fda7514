import { describe, expect, it } from 'vitest'
import { waitFor, withServers } from '@chasqui/testkit'
import { newPlace } from '../place.ts'
import { isAlive, startProcess } from '../processes.ts'
import { openPlatform, startScheduler, startWorker, taskProgram, type TestPlatform } from './platform.ts'

const servers = withServers()

const did = async (platform: TestPlatform, taskId: string, what: string) => (await platform.doneBy(taskId)).find((one) => one.what === what)
const does = (platform: TestPlatform, taskId: string, what: string) => waitFor(() => did(platform, taskId, what), { what: `${taskId}: ${what}`, limitMs: 60_000 })

describe('promise 5: a task that is revoked', () => {
  it('in the queue never starts', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    const [waiting, later] = [await platform.launch('test.slow'), await platform.launch('test.slow', { eta: new Date(Date.now() + 1_000) })]
    for (const id of [waiting, later]) expect(await platform.revoke(id)).toMatchObject({ kind: 'revoked', task: { state: 'REVOKED' } })
    await startWorker(where)
    await platform.ended([await platform.launch('test.slow', { params: { ms: 1 }, eta: new Date(Date.now() + 1_500) })])
    expect([await platform.doneBy(waiting), await platform.doneBy(later)]).toEqual([[], []])
    expect(await platform.revoke(waiting)).toMatchObject({ kind: 'already_final' })
  }, 120_000)

  it('at work hears of it within 1 s, and is shown as REVOKED when it has stopped', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    await startProcess(taskProgram(where, 'worker', { TASK_LEASE_MS: '30000' }))
    const task = await platform.launch('test.deaf', { params: { ms: 1_500 } })
    await does(platform, task, 'started')
    const askedAt = Date.now()
    expect(await platform.revoke(task)).toMatchObject({ kind: 'revoking', task: { state: 'STARTED', substate: 'revoking' } })
    const heard = await does(platform, task, 'aborted')
    expect(heard.at.getTime() - askedAt).toBeLessThan(1_000)
    expect(await platform.task(task)).toMatchObject({ state: 'STARTED', substate: 'revoking' })
    const revoked = await platform.reaches(task, 'REVOKED')
    expect((revoked.endedAt?.getTime() ?? 0) - (await does(platform, task, 'stopped')).at.getTime()).toBeGreaterThanOrEqual(0)
    expect(await platform.deps.deadLetters.count()).toBe(0)
  }, 180_000)

  it('hears of it at the renewal of its lease when the broadcast was lost', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    await startProcess(taskProgram(where, 'worker'))
    const task = await platform.launch('test.slow', { params: { ms: 30_000 } })
    await does(platform, task, 'started')
    // On record alone: nobody broadcasts it.
    await platform.store.tasks.revoke(platform.tenant.id, task, { by: 'test', terminate: false }, 'test')
    await does(platform, task, 'aborted')
    await platform.reaches(task, 'REVOKED')
  }, 180_000)

  it('with terminate: what it started is killed after its time, without it goes on', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    await startProcess(taskProgram(where, 'worker', { TASK_KILL_AFTER_MS: '1000' }))
    const task = await platform.launch('test.never')
    const child = await waitFor(async () => Number((await platform.doneBy(task))[0]?.what.split(' ')[1]) || undefined, { what: 'its child', limitMs: 60_000 })
    await platform.revoke(task)
    await waitFor(async () => (await platform.task(task)).substate === 'revoking', { what: 'revoking', limitMs: 60_000 })
    // Longer at work than it takes to be killed.
    await platform.ended([await platform.launch('test.slow', { params: { ms: 2_000 } })])
    expect([isAlive(child), (await platform.task(task)).substate]).toEqual([true, 'revoking'])
    const askedAt = Date.now()
    await platform.revoke(task, { terminate: true })
    await platform.reaches(task, 'REVOKED')
    expect(Date.now() - askedAt).toBeGreaterThanOrEqual(900)
    expect(isAlive(child)).toBe(false)
  }, 180_000)

  it('whose worker died meanwhile is REVOKED, not run again', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    const worker = await startProcess(taskProgram(where, 'worker'))
    const task = await platform.launch('test.deaf', { params: { ms: 60_000 } })
    await does(platform, task, 'started')
    await platform.revoke(task)
    worker.kill('SIGKILL')
    await startWorker(where)
    expect(await platform.reaches(task, 'REVOKED')).toMatchObject({ crashes: 1, epoch: 1 })
  }, 180_000)
})
