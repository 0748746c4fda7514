import { describe, expect, it } from 'vitest'
import { waitFor, withServers } from '@chasqui/testkit'
import { startProcess } from '../processes.ts'
import { openPlatform, startScheduler, taskProgram } from './platform.ts'
import { newPlace } from './test-servers.ts'

const servers = withServers()

describe('promise 3: a worker that was paused for longer than its lease, and resumed', () => {
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
    await waitFor(async () => (await platform.doneBy(ids[0] ?? '')).filter(({ what }) => what === 'aborted' || what === 'ended').length === 2, { what: 'the late run to end' })

    const after = await platform.store.tasks.findMany(ids)
    expect(after.sort(byId)).toEqual(ended.sort(byId))
    expect((await platform.doneBy(ids[1] ?? '')).filter(({ what }) => what === 'effect')).toHaveLength(1)
  }, 120_000)
})

const byId = (a: { _id: string }, b: { _id: string }): number => a._id < b._id ? -1 : 1
