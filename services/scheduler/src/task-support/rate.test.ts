import { describe, expect, it } from 'vitest'
import { Rate } from './rate.ts'

const { signal } = new AbortController()

/** A clock that moves only while somebody waits. */
function aClock() {
  const clock = { at: 1_000, now: () => clock.at, wait: async (ms: number) => { clock.at += ms } }
  return clock
}

describe('a rate', () => {
  it('gives turns evenly, the first at once', async () => {
    const clock = aClock()
    const rate = new Rate(10, clock)
    const turns: number[] = []
    for (let n = 0; n < 4; n++) {
      await rate.turn(signal)
      turns.push(clock.at - 1_000)
    }
    expect(turns).toEqual([0, 100, 200, 300])
  })

  it('never makes up for a stall', async () => {
    const clock = aClock()
    const rate = new Rate(10, clock)
    await rate.turn(signal)
    clock.at += 60_000
    const turns: number[] = []
    for (let n = 0; n < 3; n++) {
      await rate.turn(signal)
      turns.push(clock.at - 61_000)
    }
    expect(turns).toEqual([0, 100, 200])
  })

  it('counts the time that the work between two turns takes', async () => {
    const clock = aClock()
    const rate = new Rate(10, clock)
    await rate.turn(signal)
    clock.at += 70
    await rate.turn(signal)
    expect(clock.at).toBe(1_100)
  })

  it('ends with whoever waits', async () => {
    const rate = new Rate(0.001)
    const stop = new AbortController()
    await rate.turn(stop.signal)
    const turn = rate.turn(stop.signal)
    stop.abort()
    await expect(turn).rejects.toMatchObject({ name: 'AbortError' })
  })
})
