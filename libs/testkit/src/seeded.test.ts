import { describe, expect, it } from 'vitest'
import { seeded } from './seeded.ts'

describe('seeded numbers', () => {
  const first = (seed: number, count: number): number[] => {
    const next = seeded(seed)
    return Array.from({ length: count }, next)
  }

  it('come the same for a seed, and others for another', () => {
    expect(first(7, 20)).toEqual(first(7, 20))
    expect(first(8, 20)).not.toEqual(first(7, 20))
  })

  it('are spread over [0, 1), also from small seeds in a row', () => {
    const tenths = Array.from({ length: 10 }, () => 0)
    for (let seed = 0; seed < 200; seed++) for (const number of first(seed, 10)) tenths[Math.floor(number * 10)] = (tenths[Math.floor(number * 10)] ?? 0) + 1
    expect(tenths).toHaveLength(10)
    for (const count of tenths) expect(count).toBeGreaterThan(140)
  })
})
