import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimate, waitMs } from './rate-windows.ts'

const MINUTE = 60_000

describe('the sliding window', () => {
  it('counts the previous minute for the part that is still inside', () => {
    expect(estimate(80, 30, 15_000, MINUTE)).toBe(90)
  })

  it('says no wait while there is room', () => {
    expect(waitMs(80, 30, 15_000, MINUTE, 100)).toBe(0)
  })

  it('waits for the previous minute to fade', () => {
    expect(waitMs(100, 0, 0, MINUTE, 100)).toBe(600)
  })

  it('waits into the next minute when this one is full', () => {
    expect(waitMs(0, 30, 10_000, MINUTE, 30)).toBe(50_000 + 2_000)
  })

  it('always lets one in after the wait, and never a millisecond too early by much', () => {
    fc.assert(fc.property(fc.nat(200), fc.nat(200), fc.nat(MINUTE - 1), fc.integer({ min: 1, max: 200 }), (previous, current, into, limit) => {
      const wait = waitMs(previous, current, into, MINUTE, limit)
      const at = into + wait
      const after = at < MINUTE ? estimate(previous, current, at, MINUTE) : estimate(current, 0, Math.min(at - MINUTE, MINUTE), MINUTE)
      expect(after).toBeLessThanOrEqual(limit - 1 + 1e-6)
    }))
  })
})
