import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firingsBetween } from '@chasqui/schedules'
import { firingPlan } from './firing-plan.ts'

const LIMA = 'America/Lima'
const plan = (misfire: 'latest' | 'all' | 'skip', firedUpTo: string, now: string, cron = '*/10 * * * *') => {
  const { firings } = firingPlan({ cron, zone: LIMA, misfire, firedUpTo: new Date(firedUpTo) }, new Date(now), 60_000)
  return firings.map(({ nominalAt, isSkipped }) => `${nominalAt.toISOString().slice(11, 16)}${isSkipped ? ' skipped' : ''}`)
}

describe('what a schedule fires', () => {
  it.each(['latest', 'all', 'skip'] as const)('on time, under %s: its one time', (misfire) => {
    expect(plan(misfire, '2026-03-01T10:00:00Z', '2026-03-01T10:10:00.040Z')).toEqual(['10:10'])
    expect(plan(misfire, '2026-03-01T10:10:00Z', '2026-03-01T10:10:01Z')).toEqual([])
    expect(plan(misfire, '2026-03-01T10:00:00Z', '2026-03-01T10:11:00Z')).toEqual(['10:10'])
  })

  it('after an outage: the last, every one, or none', () => {
    expect(plan('latest', '2026-03-01T10:00:00Z', '2026-03-01T10:35:00Z')).toEqual(['10:10 skipped', '10:20 skipped', '10:30'])
    expect(plan('all', '2026-03-01T10:00:00Z', '2026-03-01T10:35:00Z')).toEqual(['10:10', '10:20', '10:30'])
    expect(plan('skip', '2026-03-01T10:00:00Z', '2026-03-01T10:35:00Z')).toEqual(['10:10 skipped', '10:20 skipped', '10:30 skipped'])
  })

  it('after an outage that ends with one on time: that one stands for the missed, but for those who want all', () => {
    expect(plan('latest', '2026-03-01T10:00:00Z', '2026-03-01T10:30:01Z')).toEqual(['10:10 skipped', '10:20 skipped', '10:30'])
    expect(plan('skip', '2026-03-01T10:00:00Z', '2026-03-01T10:30:01Z')).toEqual(['10:10 skipped', '10:20 skipped', '10:30'])
  })

  it('after a year of every second: the last, at once', () => {
    const { firings } = firingPlan({ cron: '* * * * * *', zone: LIMA, misfire: 'latest', firedUpTo: new Date('2025-03-01T10:00:00Z') }, new Date('2026-03-01T10:00:00.500Z'), 60_000)
    expect(firings.filter(({ isSkipped }) => !isSkipped).length).toBe(60)
    expect(firings.at(-1)?.nominalAt.toISOString()).toBe('2026-03-01T10:00:00.000Z')
  })

  it('nothing twice and, for those who want all, nothing never, however time is cut', () => {
    const start = Date.parse('2026-09-05T00:00:00Z')
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 6 * 3_600_000 }), { minLength: 1, maxLength: 20 }), fc.constantFrom('*/15 * * * *', '30 0 * * *', '0 */2 * * *'), fc.constantFrom('America/Santiago', LIMA), (steps, cron, zone) => {
      let firedUpTo = new Date(start)
      let now = start
      const fired: number[] = []
      for (const step of steps) {
        now += step
        for (let isMore = true; isMore;) {
          const due = firingPlan({ cron, zone, misfire: 'all', firedUpTo }, new Date(now), 60_000)
          fired.push(...due.firings.map(({ nominalAt }) => nominalAt.getTime()))
          firedUpTo = due.firings.at(-1)?.nominalAt ?? firedUpTo
          isMore = due.isMore
        }
      }
      expect(fired).toEqual(firingsBetween(cron, zone, new Date(start), new Date(now), 10_000).map((at) => at.getTime()))
    }), { numRuns: 40 })
  })
})
