import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OTHER, TopLabels } from './top-labels.ts'

function labels(max: number) {
  let now = 0
  const dropped: string[] = []
  const top = new TopLabels({ max, windowMs: 100, now: () => now, onDropped: (names) => dropped.push(...names) })
  return { top, dropped, nextWindow: () => { now += 100 }, use: (name: string, times: number) => Array.from({ length: times }, () => top.of(name)).at(-1) }
}

describe('top labels', () => {
  it('shows the first names and counts the rest together', () => {
    const { top } = labels(2)
    expect(['a', 'b', 'c', 'a', 'd'].map((name) => top.of(name))).toEqual(['a', 'b', OTHER, 'a', OTHER])
  })

  it('shows the busiest of the last window and tells who lost its place', () => {
    const { use, dropped, nextWindow } = labels(2)
    use('a', 5); use('b', 1); use('c', 3)
    nextWindow()
    expect([use('a', 1), use('b', 1), use('c', 1)]).toEqual(['a', OTHER, 'c'])
    expect(dropped).toEqual(['b'])
  })

  it('does not change places among equals', () => {
    const { use, dropped, nextWindow } = labels(1)
    use('b', 2); use('a', 2)
    nextWindow()
    expect(use('b', 1)).toBe('b')
    expect(dropped).toEqual([])
  })

  it('hides all when none may be shown', () => {
    expect(labels(0).top.of('a')).toBe(OTHER)
  })

  it('never shows more names than allowed within a window, whatever comes', () => {
    fc.assert(fc.property(fc.nat(5), fc.array(fc.string({ maxLength: 2 })), (max, names) => {
      const { top } = labels(max)
      expect(new Set(names.filter((name) => name !== OTHER).map((name) => top.of(name)).filter((label) => label !== OTHER)).size).toBeLessThanOrEqual(max)
    }))
  })
})
