import { describe, expect, it } from 'vitest'
import type { TaskState } from '@chasqui/contracts'
import { waitFor, withServers } from '@chasqui/testkit'
import { newPlace } from '../place.ts'
import { keepAlive, startProcess } from '../processes.ts'
import { openPlatform, startPlatform, startScheduler, startWorker, taskProgram } from './platform.ts'

const servers = withServers()

describe('promise 7: a parent', () => {
  it('ends whatever becomes of its children, and says what did', async () => {
    const platform = await startPlatform(newPlace(servers))
    const parent = await platform.launch('test.parent', { params: { joins: true, children: [
      { type: 'test.noop' }, { type: 'test.failing', params: { times: 1 } }, { type: 'test.failing', params: { forGood: true } }, { type: 'test.noop' },
      { type: 'test.noop', params: { n: 'not a number' } },
    ] } })
    const [ended] = await platform.ended([parent])
    expect(ended).toMatchObject({ state: 'SUCCESS', result: { total: 5, succeeded: 3, failed: 2, revoked: 0, expired: 0 }, children: { total: 5 } })
    expect([...ended?.children?.ended ?? []].sort()).toEqual([0, 1, 2, 3, 4])
    expect([...ended?.children?.failed ?? []].sort()).toEqual([2, 4])
    expect(await platform.doneBy(parent)).toHaveLength(1)
  }, 240_000)

  it('without children ends at once, and one with a child of an unknown type fails', async () => {
    const platform = await startPlatform(newPlace(servers))
    const [empty, unknown] = [await platform.launch('test.parent', { params: { children: [] } }), await platform.launch('test.parent', { params: { children: [{ type: 'test.nobody' }] } })]
    const ended = await platform.ended([empty, unknown])
    expect(ended.find(({ _id }) => _id === empty)).toMatchObject({ state: 'SUCCESS', result: { total: 0 } })
    expect(ended.find(({ _id }) => _id === unknown)).toMatchObject({ state: 'FAILURE', error: { code: 'TASK_CHILD_UNKNOWN' } })
  }, 240_000)

  it('of 50 ends once although workers are killed meanwhile', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    const settings = { TASK_CRASH_BUDGET: '20' }
    await startScheduler(where, settings)
    const workers = await Promise.all([1, 2].map(() => keepAlive(taskProgram(where, 'worker', settings))))
    const parent = await platform.launch('test.parent', { params: { joins: true, children: Array.from({ length: 50 }, () => ({ type: 'test.effect', params: { ms: 200 } })) } })
    const childrenIn = (state: TaskState) => platform.store.tasks.collection().countDocuments({ parentId: parent, state })
    for (const [n, worker] of workers.entries()) {
      await waitFor(async () => await childrenIn('STARTED') > 0 && await childrenIn('SUCCESS') >= n * 10, { what: `a child at work, ${n * 10} done`, limitMs: 60_000 })
      worker.kill('SIGKILL')
    }
    await waitFor(() => workers.every((worker) => worker.deaths() === 1), { what: 'both deaths', limitMs: 60_000 })
    const [ended] = await platform.ended([parent], 90_000)
    await Promise.all(workers.map((worker) => worker.end()))
    expect(ended).toMatchObject({ state: 'SUCCESS', result: { total: 50, succeeded: 50 } })
    expect([...ended?.children?.ended ?? []].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n))
    expect(ended?.attempts.filter(({ outcome }) => outcome === 'success')).toHaveLength(1)
    const children = await platform.store.families.childrenOf(parent)
    const effects = await Promise.all(children.map(async ({ _id }) => (await platform.doneBy(_id)).filter(({ what }) => what === 'effect').length))
    expect(effects).toEqual(Array.from({ length: 50 }, () => 1))
  }, 240_000)

  it('that is revoked revokes its children: those that wait never start, those at work stop', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    await startProcess(taskProgram(where, 'worker', { TASK_SLOTS: '3', TASK_LEASE_MS: '30000' }))
    const parent = await platform.launch('test.parent', { params: { children: Array.from({ length: 8 }, () => ({ type: 'test.slow', params: { ms: 60_000 } })) } })
    const done = async () => Promise.all((await platform.store.families.childrenOf(parent)).map(async ({ _id }) => (await platform.doneBy(_id)).map(({ what }) => what).join(' ')))
    await waitFor(async () => (await done()).includes('started'), { what: 'a child at work', limitMs: 60_000 })
    await platform.revoke(parent)
    await platform.reaches(parent, 'REVOKED', 60_000)
    expect((await platform.store.families.childrenOf(parent)).map(({ state }) => state)).toEqual(Array.from({ length: 8 }, () => 'REVOKED'))
    const ended = await done()
    // More than the slots of the worker never started.
    expect(new Set(ended)).toEqual(new Set(['', 'started aborted']))
    expect(ended.filter((one) => one === '').length).toBeGreaterThanOrEqual(5)
  }, 240_000)

  it('that was revoked by somebody who died before he told the children: a scheduler tells them', async () => {
    const platform = await startPlatform(newPlace(servers))
    const parent = await platform.launch('test.parent', { params: { children: [{ type: 'test.slow', params: { ms: 60_000 } }, { type: 'test.parent', params: { children: [{ type: 'test.slow', params: { ms: 60_000 } }] } }] } })
    const grandchild = await waitFor(async () => {
      const [, nested] = await platform.store.families.childrenOf(parent)
      return nested ? (await platform.store.families.childrenOf(nested._id))[0] : undefined
    }, { what: 'a grandchild' })
    await platform.reaches(grandchild._id, 'STARTED')
    await platform.store.tasks.revoke(platform.tenant.id, parent, { by: 'test', terminate: false }, 'test')
    await platform.reaches(parent, 'REVOKED')
    expect((await platform.task(grandchild._id)).state).toBe('REVOKED')
  }, 240_000)

  it('counts children that expire, and goes on when the last one was ended by somebody who died before he said so', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    const worker = await startWorker(where)
    const parent = await platform.launch('test.parent', { params: { children: [{ type: 'test.slow', params: { ms: 60_000 } }, { type: 'test.slow', params: { ms: 60_000 } }] } })
    const [one, other] = await waitFor(async () => { const all = await platform.store.families.childrenOf(parent); return all.length === 2 && all.every(({ state }) => state === 'STARTED') ? all : undefined }, { what: 'two at work' })
    // Ended on record by somebody who tells nobody.
    await platform.store.tasks.collection().updateOne({ _id: one?._id ?? '' }, { $set: { state: 'SUCCESS', endedAt: new Date() }, $unset: { leaseUntil: '', owner: '', open: '', inFlight: '' }, $inc: { epoch: 1 } })
    await worker.stop()
    await startWorker(where, { settings: { TASK_SLOTS: '2' } })
    await platform.store.tasks.collection().updateOne({ _id: other?._id ?? '' }, { $set: { state: 'PENDING', waiting: true, expiresAt: new Date(), version: 1_000 }, $unset: { leaseUntil: '', owner: '', inFlight: '' } })
    const [ended] = await platform.ended([parent])
    expect(ended).toMatchObject({ state: 'SUCCESS', result: { total: 2, succeeded: 1, expired: 1 } })
  }, 240_000)
})
