import { describe, expect, it } from 'vitest'
import { planOf } from './plan.ts'

describe('the plan of a fault run', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planOf(7, 180_000)).toEqual(planOf(7, 180_000))
    expect(planOf(8, 180_000)).not.toEqual(planOf(7, 180_000))
  })

  it.each([1, 2, 3, 4, 5])('has at least 34 kills, and every server down once, in three minutes (seed %i)', (seed) => {
    const { faults } = planOf(seed, 180_000)
    expect(faults.filter(({ kind }) => kind === 'kill').length).toBeGreaterThanOrEqual(34)
    for (const kind of ['broker restarted', 'broker wiped', 'store restarted']) expect(faults.filter((fault) => fault.kind === kind)).toHaveLength(1)
  })

  it('launches every kind of task', () => {
    const kinds = (['all', 'late workers'] as const).flatMap((of) => planOf(1, 180_000, of).launches.map(({ launch }) => launch.kind))
    expect(new Set(kinds).size).toBe(12)
  })
})
