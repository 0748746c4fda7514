import { describe, expect, it } from 'vitest'
import { Windows } from '../release/windows.ts'
import { rulesOfTasks } from './rules-of-tasks.ts'

const of = { window: 500, tenantCap: 50 }

describe('the windows of tasks', () => {
  it('are the slots of the live workers while tasks are slow, for everybody', () => {
    const windows = new Windows(() => rulesOfTasks(8, of))
    expect([...windows.room([{ tenantId: 'heavy', waiting: 10_000, inFlight: 0 }], 0)]).toEqual([['heavy', 8]])
    expect([...windows.room([{ tenantId: 'heavy', waiting: 10_000, inFlight: 7 }], 50)]).toEqual([['heavy', 1]])
    expect(new Windows(() => rulesOfTasks(8, of)).room([{ tenantId: 'light', waiting: 30, inFlight: 0 }], 0).get('light')).toBe(8)
  })

  it('are shut while no live worker serves the queue', () => {
    const windows = new Windows(() => rulesOfTasks(0, of))
    for (const waiting of [1, 10_000]) expect(windows.room([{ tenantId: 'a', waiting, inFlight: 0 }], 0).get('a')).toBeLessThanOrEqual(0)
  })

  it('leave a light tenant the slots that it needs, and the heavy one the others', () => {
    const room = (waiting: number) => new Windows(() => rulesOfTasks(8, of)).room([{ tenantId: 'heavy', waiting: 10_000, inFlight: 0 }, { tenantId: 'light', waiting, inFlight: 0 }], 0)
    expect([...room(3)]).toEqual([['heavy', 5], ['light', 3]])
    expect([...room(20)]).toEqual([['heavy', 1], ['light', 8]])
  })

  it('are never wider than what a tenant may have at work at once', () => {
    expect(rulesOfTasks(200, of)).toMatchObject({ most: 50, light: 50, heavy: 50 })
  })
})
