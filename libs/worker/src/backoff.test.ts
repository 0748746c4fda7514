import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_RETRIES, retryDelayMs } from './backoff.ts'

describe('the delay before a retry', () => {
  it.each([[1, 15_000, 45_000], [2, 60_000, 180_000], [3, 240_000, 600_000]])('retry %i waits between %i and %i ms', (n, least, most) => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
      const delay = retryDelayMs(n, DEFAULT_RETRIES, random)
      expect(delay).toBeGreaterThanOrEqual(least)
      expect(delay).toBeLessThanOrEqual(most)
    }))
  })

  it('is spread at the cap too, so that what failed together does not come back together', () => {
    const delays = [0, 0.25, 0.5, 0.75, 0.99].map((random) => retryDelayMs(4, DEFAULT_RETRIES, random))
    expect(delays).toEqual([300_000, 375_000, 450_000, 525_000, 597_000])
  })

  it('is as short as the settings say', () => {
    expect(retryDelayMs(1, { maxRetries: 3, baseMs: 10, capMs: 600_000 }, 0.5)).toBe(10)
  })
})
