import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { testDir, waitFor, withServers } from '@chasqui/testkit'
import { newPlace, type Place } from '../place.ts'
import { startProcess, type TestProcess } from '../processes.ts'
import { openPlatform, startScheduler, taskProgram } from './platform.ts'
import { open, shut } from './test-tasks.ts'

const servers = withServers()

/** Nobody but the one that is paused loses it, however busy the machine is. */
const LEASE_MS = '10000'

describe('promise 3: a worker that was paused for longer than its lease, and resumed', () => {
  it('with its work done and its end not written changes nothing while another is at work: the claim is no longer its own', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    const { store } = platform.deps
    await startScheduler(where)
    await open(store, 'gate')
    const { late, taskId } = await pausedAt('handled', where, (id) => platform.launch('test.gated', { taskId: id, params: { gate: 'gate' } }))
    await shut(store, 'gate')

    const other = await startProcess(taskProgram(where, 'worker', { TASK_LEASE_MS: LEASE_MS }))
    await waitFor(async () => (await platform.doneBy(taskId)).some(({ what, pid }) => what === 'started' && pid === other.pid), { what: 'another at work on it', limitMs: 90_000 })
    // The other renews its lease all the while.
    const withoutLease = async () => ({ ...await platform.task(taskId), leaseUntil: undefined })
    const held = await withoutLease()
    expect(held).toMatchObject({ state: 'STARTED', epoch: 2, crashes: 1 })
    const doneBefore = await platform.doneBy(taskId)

    // It ends in order: by then it has tried to write what it had in hand.
    late.kill('SIGCONT')
    late.kill('SIGTERM')
    await late.ended
    expect(await withoutLease()).toEqual(held)
    expect(await platform.doneBy(taskId)).toEqual(doneBefore)

    await open(store, 'gate')
    const [ended] = await platform.ended([taskId])
    expect(ended).toMatchObject({ state: 'SUCCESS', epoch: 2, crashes: 1, tries: 0, result: { pid: other.pid } })
    expect(ended?.attempts.map(({ outcome }) => outcome)).toEqual(['lost', 'success'])
    expect((await platform.doneBy(taskId)).map(({ what, pid }) => [what, pid])).toEqual([['started', late.pid], ['effect', late.pid], ['ended', late.pid], ['started', other.pid], ['ended', other.pid]])
  }, 240_000)

  it('between its claim and its start begins nothing: another has it', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    const { late, taskId } = await pausedAt('admitted', where, (id) => platform.launch('test.slow', { taskId: id, params: { ms: 1 } }))
    const other = await startProcess(taskProgram(where, 'worker', { TASK_LEASE_MS: LEASE_MS }))
    const [ended] = await platform.ended([taskId])
    expect(ended).toMatchObject({ state: 'SUCCESS', epoch: 2, crashes: 1 })

    late.kill('SIGCONT')
    late.kill('SIGTERM')
    await late.ended
    expect((await platform.doneBy(taskId)).map(({ what, pid }) => [what, pid])).toEqual([['started', other.pid], ['ended', other.pid]])
    expect(await platform.task(taskId)).toEqual(ended)
  }, 240_000)

  it('changes nothing: its writes carry an old epoch', async () => {
    const where = newPlace(servers)
    const platform = await openPlatform(where)
    await startScheduler(where)
    const paused = await startProcess(taskProgram(where, 'worker'))
    const ids = await Promise.all([platform.launch('test.slow', { params: { ms: 3_000 } }), platform.launch('test.effect', { params: { ms: 3_000 } }), platform.launch('test.slow', { params: { ms: 3_000 } })])
    await Promise.all(ids.map((id) => platform.reaches(id, 'STARTED')))
    paused.kill('SIGSTOP')

    const other = await startProcess(taskProgram(where, 'worker'))
    const ended = await platform.ended(ids)
    expect(ended.map(({ state, crashes, epoch }) => [state, crashes, epoch])).toEqual(ids.map(() => ['SUCCESS', 1, 2]))
    paused.kill('SIGCONT')
    // The late one has come to its end, or heard that it is late, when it can take another task: the other worker is gone.
    other.kill('SIGTERM')
    await other.ended
    const next = await platform.launch('test.slow', { params: { ms: 1 } })
    await platform.ended([next])
    await waitFor(async () => (await platform.doneBy(ids[0] ?? '')).filter(({ what }) => what === 'aborted' || what === 'ended').length === 2, { what: 'the late run to end', limitMs: 60_000 })

    const after = await platform.store.tasks.findMany(ids)
    expect(after.sort(byId)).toEqual(ended.sort(byId))
    expect((await platform.doneBy(ids[1] ?? '')).filter(({ what }) => what === 'effect')).toHaveLength(1)
  }, 240_000)
})

/** A worker that stops itself at this moment of the task that is launched, and stands still. */
async function pausedAt(boundary: string, where: Place, launch: (taskId: string) => Promise<unknown>): Promise<{ late: TestProcess; taskId: string }> {
  const dir = await testDir()
  const marks = join(dir, 'marks')
  await mkdir(marks)
  const taskId = uuidv7()
  await writeFile(join(dir, 'plan.json'), JSON.stringify({ [taskId]: boundary }))
  const late = await startProcess(taskProgram(where, 'worker', { TASK_LEASE_MS: LEASE_MS, DIE_PLAN: join(dir, 'plan.json'), DIE_MARKS: marks, DIE_BY: 'pause' }))
  await launch(taskId)
  await waitFor(async () => (await readdir(marks)).includes(taskId), { what: 'the pause', limitMs: 60_000 })
  return { late, taskId }
}

const byId = (a: { _id: string }, b: { _id: string }): number => a._id < b._id ? -1 : 1
