import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { testDir, waitFor, withServers } from '@chasqui/testkit'
import { BOUNDARIES } from '@chasqui/worker'
import { newPlace } from '../place.ts'
import { keepAlive, type KeptProcess } from '../processes.ts'
import { openPlatform, startScheduler, taskProgram } from './platform.ts'

const servers = withServers()

const sumOf = (processes: readonly KeptProcess[]): number => processes.reduce((sum, one) => sum + one.deaths(), 0)

describe('promise 2: killed at any point', () => {
  it('a task has one final state, and its effect is applied once', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    const dir = await testDir()
    const marks = join(dir, 'marks')
    await mkdir(marks)
    const deaths = BOUNDARIES.map((boundary) => ({ taskId: uuidv7(), type: 'test.effect', boundary }))
    // One that is tried again dies between its retry and the fact of it.
    deaths.push({ taskId: uuidv7(), type: 'test.failing', boundary: 'written' })
    await writeFile(join(dir, 'plan.json'), JSON.stringify(Object.fromEntries(deaths.map(({ taskId, boundary }) => [taskId, boundary]))))
    const workers = await Promise.all([1, 2].map(() => keepAlive(taskProgram(where, 'worker', { DIE_PLAN: join(dir, 'plan.json'), DIE_MARKS: marks, TASK_CRASH_BUDGET: '20' }))))
    await startScheduler(where, { TASK_CRASH_BUDGET: '20' })

    // One after the other, so that no death is lost because a neighbour in the same process died first.
    for (const { taskId, type, boundary } of deaths) {
      await platform.launch(type, { taskId })
      await waitFor(async () => (await readdir(marks)).includes(taskId), { what: `the death at ${boundary}`, limitMs: 60_000, instead: () => platform.task(taskId) })
    }
    const ended = await platform.ended(deaths.map(({ taskId }) => taskId), 120_000)
    expect(sumOf(workers)).toBe(deaths.length)
    await Promise.all(workers.map((worker) => worker.end()))

    expect(new Set(ended.map(({ state }) => state))).toEqual(new Set(['SUCCESS']))
    const effects = await Promise.all(deaths.filter(({ type }) => type === 'test.effect').map(async ({ taskId }) => (await platform.doneBy(taskId)).filter(({ what }) => what === 'effect').length))
    expect(effects).toEqual(effects.map(() => 1))
    // A kill is no try.
    expect(ended.filter(({ type }) => type === 'test.failing').map(({ tries }) => tries)).toEqual([1])
    expect(await platform.deps.deadLetters.count()).toBe(0)
  }, 300_000)

  it('kill -9 at any moment under load: every accepted task ends well, once', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    const settings = { TASK_CRASH_BUDGET: '20' }
    const workers = await Promise.all([1, 2].map(() => keepAlive(taskProgram(where, 'worker', settings))))
    const schedulers = await Promise.all([1, 2].map(() => keepAlive(taskProgram(where, 'scheduler', settings))))
    const ids: string[] = []
    for (let round = 0; round < 6; round++) {
      ids.push(...await platform.launchMany('test.effect', 20, { params: { ms: 100 } }))
      const victims = [...workers, ...schedulers]
      await waitFor(async () => await platform.store.tasks.collection().countDocuments({ state: 'STARTED' }) > 0, { what: 'work', limitMs: 60_000 })
      victims[round % victims.length]?.kill('SIGKILL')
    }
    await waitFor(() => sumOf([...workers, ...schedulers]) === 6, { what: 'six deaths', limitMs: 60_000, instead: () => sumOf([...workers, ...schedulers]) })
    const ended = await platform.ended(ids, 120_000)
    await Promise.all([...workers, ...schedulers].map((one) => one.end()))
    expect(new Set(ended.map(({ state }) => state))).toEqual(new Set(['SUCCESS']))
    const effects = await Promise.all(ids.map(async (id) => (await platform.doneBy(id)).filter(({ what }) => what === 'effect').length))
    expect(new Set(effects)).toEqual(new Set([1]))
  }, 300_000)
})
