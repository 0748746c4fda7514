import { describe, expect, it } from 'vitest'
import { taskFactSubject } from '@chasqui/contracts'
import { withServers } from '@chasqui/testkit'
import { newPlace } from '../place.ts'
import { startPlatform } from './platform.ts'

const servers = withServers()

describe('the progress of a task', () => {
  it('is written and stated at most once a second however often it is shown, and the last of it is kept', async () => {
    const platform = await startPlatform(newPlace(servers))
    let stated = 0
    platform.deps.bus.nc.subscribe(taskFactSubject('progressed', platform.tenant.id, '*'), { callback: () => { stated++ } })
    const task = await platform.launch('test.counting', { params: { ms: 4_000 } })
    const [ended] = await platform.ended([task])
    if (!ended) throw new Error('it is gone')
    const { calls } = ended.result as { calls: number }
    expect(ended.progress).toMatchObject({ done: calls, total: 1_000_000, note: 'the last' })
    const seconds = ((ended.endedAt?.getTime() ?? 0) - (ended.startedAt?.getTime() ?? 0)) / 1_000
    expect(stated).toBeGreaterThan(1)
    // One a second and the last one.
    expect(stated).toBeLessThanOrEqual(Math.ceil(seconds) + 1)
    expect(calls).toBeGreaterThan(stated * 3)
  }, 120_000)

  it('of a task that ends at once is kept too', async () => {
    const platform = await startPlatform(newPlace(servers))
    const [ended] = await platform.ended([await platform.launch('test.counting', { params: { ms: 0 } })])
    expect(ended?.progress).toMatchObject({ done: 2, note: 'the last' })
  }, 120_000)
})
