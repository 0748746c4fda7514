import fc from 'fast-check'
import { version } from 'uuid'
import { describe, expect, it } from 'vitest'
import { repeatableId } from './repeatable-id.ts'

const place = fc.nat(100_000)
const atMs = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2200, 0, 1) })

describe('the id of what may be made again', () => {
  it('is the same each time, and another for another maker', () => {
    fc.assert(fc.property(fc.string(), fc.string(), atMs, place, (key, other, at, n) => {
      const id = repeatableId({ key, atMs: at }, n)
      expect(version(id)).toBe(7)
      expect(repeatableId({ key, atMs: at }, n)).toBe(id)
      if (key !== other) expect(repeatableId({ key: other, atMs: at }, n)).not.toBe(id)
    }))
  })

  it('is in the order of time, then of place', () => {
    fc.assert(fc.property(fc.string(), atMs, fc.nat(10_000), place, place, (key, at, later, a, b) => {
      const [first, second] = [repeatableId({ key, atMs: at }, a), repeatableId({ key, atMs: at + later }, b)]
      if (later > 0 || a < b) expect(first < second).toBe(true)
    }))
  })
})
