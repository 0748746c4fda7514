import { describe, expect, it } from 'vitest'
import { RunsAtWork } from './runs-at-work.ts'

/** A run that notes what it is told. */
function aRun() {
  const told: string[] = []
  return { told, revoke: (terminate: boolean) => { told.push(terminate ? 'terminate' : 'revoke') }, processStops: () => { told.push('stop') } }
}

describe('a revoke', () => {
  it('reaches the run of its task, and one that begins after it', () => {
    const [atWork, early, late] = [new RunsAtWork(), aRun(), aRun()]
    atWork.begin('k1', early)
    atWork.revoke('k1', false)
    atWork.revoke('k2', true)
    atWork.begin('k2', late)
    expect([early.told, late.told]).toEqual([['revoke'], ['terminate']])
  })

  it('that came before its task is kept in mind while not too many others came, and then forgotten', () => {
    const atWork = new RunsAtWork()
    for (let n = 0; n <= 1_000; n++) atWork.revoke(`k${n}`, false)
    const told = ['k0', 'k1', 'k1000'].map((taskId) => {
      const run = aRun()
      atWork.begin(taskId, run)
      return run.told
    })
    expect(told).toEqual([[], ['revoke'], ['revoke']])
  })

  it('reaches the later run of a task whose earlier one has not ended yet', () => {
    const [atWork, earlier, later] = [new RunsAtWork(), aRun(), aRun()]
    atWork.begin('k1', earlier)
    atWork.begin('k1', later)
    atWork.end('k1', earlier)
    atWork.revoke('k1', false)
    expect([earlier.told, later.told]).toEqual([[], ['revoke']])
  })
})

it('only runs that have not ended hear that the process stops', () => {
  const [atWork, ended, going] = [new RunsAtWork(), aRun(), aRun()]
  atWork.begin('k1', ended)
  atWork.begin('k2', going)
  atWork.end('k1', ended)
  atWork.processStops()
  expect([ended.told, going.told]).toEqual([[], ['stop']])
})
