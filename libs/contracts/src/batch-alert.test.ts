import { describe, expect, it } from 'vitest'
import { isAlarmed } from './batch-alert.ts'
import { batchAlertSubject, readSubject, subjectsOfBatch } from './topology.ts'

describe('the alarm of a batch', () => {
  it.each([[2, 10], [3, 5], [11, 100], [1_000, 5_000]])('is raised by %d of %d', (failed, total) => expect(isAlarmed({ failed, total }, false)).toBe(true))

  it.each([
    ['exactly a tenth', 1, 10], ['exactly a tenth', 500, 5_000], ['few of a small batch', 2, 9], ['one of one', 1, 1], ['none', 0, 20], ['a batch without items', 0, 0],
  ])('is not raised by %s: %d of %d', (_what, failed, total) => expect(isAlarmed({ failed, total }, false)).toBe(false))

  it('that was raised stands until less than a twentieth has failed', () => {
    expect([isAlarmed({ failed: 10, total: 100 }, true), isAlarmed({ failed: 5, total: 100 }, true), isAlarmed({ failed: 4, total: 100 }, true), isAlarmed({ failed: 0, total: 0 }, true)]).toEqual([true, true, false, false])
  })

  it('travels under a subject of its batch that is no fact of an item', () => {
    expect(batchAlertSubject('t1', 'b1')).toBe('imports.batch_alert.t1.b1')
    expect(readSubject(batchAlertSubject('t1', 'b1'))).toBeUndefined()
    // Filters of one consumer must not overlap.
    expect(subjectsOfBatch('t1', 'b1').split('.')).toHaveLength(batchAlertSubject('t1', 'b1').split('.').length + 1)
  })
})
