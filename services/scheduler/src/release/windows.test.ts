import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LEAST, rulesOfItems } from '../items/rules-of-items.ts'
import { ASIDE, LIGHT, Windows, type Load } from './windows.ts'

/** A tenant whose items end at a steady pace, as long as its window lets them. */
function run(windows: Windows, perSecond: number, seconds: number, others: readonly Load[] = [another]): number {
  let inFlight = 0
  let window = 0
  for (let ms = 0; ms < seconds * 1000; ms += 50) {
    inFlight = Math.max(0, inFlight - (perSecond * 50) / 1000)
    const room = Math.floor(windows.room([{ tenantId: 'a', waiting: 10_000, inFlight: Math.ceil(inFlight) }, ...others], ms).get('a') ?? 0)
    if (room > 0) {
      windows.released('a', room)
      inFlight += room
    }
    window = Math.ceil(inFlight)
  }
  return window
}

const windowsOf = (most: number): Windows => new Windows(() => rulesOfItems(most))

const another: Load = { tenantId: 'b', waiting: 10_000, inFlight: LEAST }

describe('the window of a tenant', () => {
  it('follows its pace: a third of a second of work, within its bounds', () => {
    expect(run(windowsOf(250), 600, 20)).toBeGreaterThan(140)
    expect(run(windowsOf(250), 600, 20)).toBeLessThan(230)
    expect(run(windowsOf(250), 5_000, 20)).toBeGreaterThan(200)
    expect(run(windowsOf(250), 2, 20)).toBe(LEAST)
  })

  it('is twice as large while nobody else is there', () => {
    expect(run(windowsOf(1_000), 600, 20, [])).toBeGreaterThan(270)
    expect(run(windowsOf(1_000), 600, 20, [])).toBeLessThan(400)
  })

  it('is filled a quarter at a time, so that what starts together stays together', () => {
    const windows = windowsOf(250)
    run(windows, 5_000, 20)
    const room = (inFlight: number): number => windows.room([{ tenantId: 'a', waiting: 1_000, inFlight }, another], 20_000).get('a') ?? 0
    expect(room(200)).toBe(0)
    expect(room(150)).toBe(100)
  })

  it('lets a light tenant through at once, and the heavy one stands aside meanwhile', () => {
    const windows = windowsOf(250)
    const room = windows.room([{ tenantId: 'heavy', waiting: 2_000, inFlight: 16 }, { tenantId: 'light', waiting: 20, inFlight: 0 }], 0)
    expect(room.get('light')).toBe(20)
    expect(room.get('heavy')).toBeLessThanOrEqual(0)
    expect(windows.room([{ tenantId: 'heavy', waiting: 2_000, inFlight: 0 }, { tenantId: 'light', waiting: 0, inFlight: 20 }], 50).get('heavy')).toBe(ASIDE)
    expect(windows.room([{ tenantId: 'heavy', waiting: 2_000, inFlight: 0 }], 1_000).get('heavy')).toBe(ASIDE)
    expect(windows.room([{ tenantId: 'heavy', waiting: 2_000, inFlight: 0 }], 4_000).get('heavy')).toBe(LEAST)
  })

  it('keeps nobody aside for ever: a light tenant whose scans take minutes is passed after a while', () => {
    const windows = windowsOf(250)
    const loads = [{ tenantId: 'heavy', waiting: 2_000, inFlight: 0 }, { tenantId: 'slow', waiting: 0, inFlight: 1 }]
    expect(windows.room(loads, 0).get('heavy')).toBe(ASIDE)
    for (let ms = 0; ms <= 31_000; ms += 500) windows.room(loads, ms)
    expect(windows.room(loads, 31_100).get('heavy')).toBe(LEAST)
  })

  it('begins with the least window', () => {
    expect(windowsOf(250).room([{ tenantId: 'heavy', waiting: 2_000, inFlight: 0 }], 0).get('heavy')).toBe(LEAST)
  })

  it('never gives more than waits, nor more than the largest window', () => {
    const loads = fc.uniqueArray(fc.record({ tenantId: fc.string({ minLength: 1 }), waiting: fc.nat(5_000), inFlight: fc.nat(300) }), { selector: (load) => load.tenantId, maxLength: 8 })
    fc.assert(fc.property(loads, fc.integer({ min: LIGHT, max: 400 }), (all, most) => {
      for (const [tenantId, room] of windowsOf(most).room(all, 0)) {
        const load = all.find((one) => one.tenantId === tenantId)
        expect(room).toBeLessThanOrEqual(load?.waiting ?? 0)
        expect(room + (load?.inFlight ?? 0)).toBeLessThanOrEqual(Math.max(most, LIGHT, load?.inFlight ?? 0))
      }
    }))
  })
})
