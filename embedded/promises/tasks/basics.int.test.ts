import { describe, expect, it } from 'vitest'
import { waitFor, withServers } from '@chasqui/testkit'
import { newPlace } from '../place.ts'
import { startPlatform } from './platform.ts'

const servers = withServers()

describe('a task that is launched', () => {
  it('runs on a worker, and says on record how it went', async () => {
    const platform = await startPlatform(newPlace(servers))
    const ids = await Promise.all([platform.launch('test.noop'), platform.launch('test.failing', { params: { times: 2 } }), platform.launch('test.failing', { params: { times: 9 } }), platform.launch('test.not_now'), platform.launch('test.failing', { params: { forGood: true } })])
    const ended = new Map((await platform.ended(ids)).map((task) => [task._id, task]))
    const seen = ids.map((id) => { const task = ended.get(id); return [task?.state, task?.tries, task?.attempts.map(({ outcome }) => outcome).join(' '), task?.error?.code] })
    expect(seen).toEqual([
      ['SUCCESS', 0, 'success', undefined],
      ['SUCCESS', 2, 'retry retry success', undefined],
      ['FAILURE', 4, 'retry retry retry failure', 'TEST_FAILED'],
      ['SUCCESS', 0, 'deferred success', undefined],
      ['FAILURE', 1, 'failure', 'TEST_REFUSED'],
    ])
    // Written after the state: a kill in between is made good by the redelivery.
    await waitFor(async () => await platform.deps.deadLetters.count() === 2, { what: 'two dead letters' })
  })
})
