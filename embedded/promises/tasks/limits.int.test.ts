import { describe, expect, it } from 'vitest'
import { waitFor, withServers } from '@chasqui/testkit'
import { newPlace } from '../place.ts'
import { isAlive, keepAlive, startProcess } from '../processes.ts'
import { openPlatform, startScheduler, taskProgram } from './platform.ts'

const servers = withServers()
const ONE_SLOT = { TASK_SLOTS: '1', TASK_SLOTS_HIGH: '0', TASK_SLOTS_DEFAULT: '0' }

describe('a task that takes longer than it may', () => {
  it('past its soft limit is told by its signal; the try is used up and the next one made', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    await startProcess(taskProgram(where, 'worker'))
    const task = await platform.launch('test.dallying')
    const [ended] = await platform.ended([task])
    expect(ended).toMatchObject({ state: 'FAILURE', tries: 2, crashes: 0, error: { code: 'TASK_SOFT_LIMIT', retryable: true } })
    expect(ended?.attempts.map(({ outcome, code }) => [outcome, code])).toEqual([['retry', 'TASK_SOFT_LIMIT'], ['failure', 'TASK_SOFT_LIMIT']])
    expect((await platform.doneBy(task)).map(({ what }) => what)).toEqual(['told: TASK_SOFT_LIMIT', 'told: TASK_SOFT_LIMIT'])
  }, 120_000)

  it('past its hard limit is not waited for: what it started is killed, its slot is free, its process goes on', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    const worker = await startProcess(taskProgram(where, 'worker', ONE_SLOT))
    const task = await platform.launch('test.stubborn')
    const [ended] = await platform.ended([task])
    expect(ended).toMatchObject({ state: 'FAILURE', tries: 1, crashes: 0, error: { code: 'TASK_HARD_LIMIT' } })
    const child = Number((await platform.doneBy(task))[0]?.what.split(' ')[1])
    await waitFor(() => !isAlive(child), { what: 'the end of what it started', limitMs: 60_000 })
    const next = await platform.launch('test.slow', { params: { ms: 1 } })
    await platform.ended([next])
    expect(new Set((await platform.doneBy(next)).map(({ pid }) => pid))).toEqual(new Set([worker.pid]))
  }, 120_000)

  it('and lets nothing else of its process run: the process ends itself, the task is given up, the next one runs', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    const settings = { ...ONE_SLOT, TASK_STUCK_AFTER_MS: '1000', TASK_CRASH_BUDGET: '1' }
    await startScheduler(where, settings)
    const worker = await keepAlive(taskProgram(where, 'worker', settings))
    const [ended] = await platform.ended([await platform.launch('test.blocked')], 90_000)
    expect(ended).toMatchObject({ state: 'FAILURE', tries: 0, crashes: 1, error: { code: 'WORKER_LOST' } })
    await platform.ended([await platform.launch('test.noop')])
    expect(worker.deaths()).toBe(1)
  }, 180_000)
})
