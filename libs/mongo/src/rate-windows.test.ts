import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { roomInMs } from './rate-windows.ts'

const WINDOW = 60_000

/** When places were taken by those who ask at these times. */
function takenAt(asked: readonly number[], limit: number): number[] {
  const taken: number[] = []
  for (const at of [...asked].sort((one, other) => one - other)) if (roomInMs(taken, limit, WINDOW, at) === 0) taken.push(at)
  return taken
}

const asks = fc.array(fc.nat(5 * WINDOW), { maxLength: 200 })
const limits = fc.integer({ min: 1, max: 40 })

describe('the sliding window', () => {
  it('never has more in it than its limit, wherever it begins', () => {
    fc.assert(fc.property(asks, limits, (asked, limit) => {
      const taken = takenAt(asked, limit)
      for (const begin of taken) expect(taken.filter((at) => at >= begin && at < begin + WINDOW).length).toBeLessThanOrEqual(limit)
    }))
  })

  it('lets one in after the wait that it said, and not a millisecond before', () => {
    fc.assert(fc.property(asks, limits, fc.nat(5 * WINDOW), (asked, limit, now) => {
      const taken = takenAt(asked.filter((at) => at <= now), limit)
      const waitMs = roomInMs(taken, limit, WINDOW, now)
      expect(roomInMs(taken, limit, WINDOW, now + waitMs)).toBe(0)
      if (waitMs > 0) expect(roomInMs(taken, limit, WINDOW, now + waitMs - 1)).toBe(1)
    }))
  })

  it('tells who stands behind others when it is their turn, as if each of them came as soon as it can', () => {
    fc.assert(fc.property(asks, limits, fc.nat(5 * WINDOW), fc.nat(100), (asked, limit, now, ahead) => {
      const taken = takenAt(asked.filter((at) => at <= now), limit)
      const after = [...taken]
      let at = now
      for (let n = 0; n < ahead; n++) after.push(at += roomInMs(after, limit, WINDOW, at))
      expect(roomInMs(taken, limit, WINDOW, now, ahead)).toBe(at - now + roomInMs(after, limit, WINDOW, at))
    }))
  })
})
