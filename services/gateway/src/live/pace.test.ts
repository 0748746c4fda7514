import { describe, expect, it } from 'vitest'
import { Pace, QUIET_MS } from './pace.ts'

describe('the pace of a watcher', () => {
  it('looks at once, then every two seconds while nothing comes', () => {
    const pace = new Pace(0)
    expect(pace.waitMs(0)).toBe(0)
    pace.looked(10, false)
    expect(pace.waitMs(10)).toBe(2_000)
    expect(pace.waitMs(1_510)).toBe(500)
    expect(pace.waitMs(9_000)).toBe(0)
  })

  it('looks no more than once a second while facts come', () => {
    const pace = new Pace(0)
    pace.looked(0, false)
    for (let now = 1; now < 900; now += 50) {
      pace.factCame(now)
      expect(pace.waitMs(now)).toBe(1_000 - now)
    }
    pace.looked(1_000, false)
    expect(pace.waitMs(1_000)).toBe(2_000)
  })

  it('believes in the end only when it has seen it twice and no fact came meanwhile', () => {
    const pace = new Pace(0)
    expect(pace.looked(0, true)).toBe(false)
    expect(pace.waitMs(0)).toBe(QUIET_MS)
    pace.factCame(400)
    expect(pace.waitMs(500)).toBe(400)
    expect(pace.looked(500, true)).toBe(false)
    expect(pace.waitMs(500)).toBe(QUIET_MS)
    expect(pace.looked(1_000, true)).toBe(true)
  })

  it('does not believe in an end that was taken back', () => {
    const pace = new Pace(0)
    pace.looked(0, true)
    expect(pace.looked(600, false)).toBe(false)
    expect(pace.looked(1_600, true)).toBe(false)
    expect(pace.looked(2_200, true)).toBe(true)
  })
})
