import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchStateOf, countsOf, ENDED_STATES, etaSeconds, movingIn } from './batch-state.ts'

describe('the counts of a batch', () => {
  it('counts as the old status route did', () => {
    expect(countsOf({ published: 4, ocr_processing: 2, extracted: 1, ocr_failed: 1, pending: 2 }))
      .toMatchObject({ total_items: 10, completed: 4, processing: 3, failed: 1, pending: 2, progress: 40 })
  })

  it('keeps what ended without being published out of processing', () => {
    expect(countsOf({ published: 1, duplicate: 1, cancelled: 1, rejected: 1 })).toMatchObject({ processing: 0, settled: 4, progress: 25 })
  })

  it('always adds up', () => {
    const breakdown = fc.dictionary(fc.constantFrom('pending', 'preprocessing', 'extracted', 'validated', 'ocr_failed', 'publish_failed', 'published', 'duplicate'), fc.nat(1000))
    fc.assert(fc.property(breakdown, (b) => {
      const c = countsOf(b)
      expect(c.pending + c.processing + c.failed + c.settled).toBe(c.total_items)
    }))
  })
})

describe('the state of a batch', () => {
  const plain = { cancelled: false, wasSent: true, review: 0, undecided: 0 }

  it.each([
    [{}, { ...plain, wasSent: false }, 'PENDING'],
    [{}, plain, 'EMPTY'],
    [{ published: 3, extracted: 1 }, plain, 'processing'],
    [{ published: 3, duplicate: 1 }, plain, 'PROMOTED'],
    [{ duplicate: 1 }, { ...plain, undecided: 1 }, 'processing'],
    [{ published: 3, validation_failed: 1 }, plain, 'PARTIAL'],
    [{ published: 3, validated: 1 }, { ...plain, review: 1 }, 'PARTIAL'],
    [{ validated: 2 }, { ...plain, review: 2 }, 'VALIDATED'],
    [{ validated: 2 }, plain, 'processing'],
    [{ ocr_failed: 2 }, plain, 'ERROR'],
    [{ published: 2, cancelled: 1 }, { ...plain, cancelled: true }, 'CANCELLED'],
  ])('%o is %s', (breakdown, options, state) => {
    expect(batchStateOf(breakdown, options)).toBe(state)
  })
})

describe('the end of a batch', () => {
  it('is when nothing of it moves', () => {
    const breakdown = fc.dictionary(fc.constantFrom('pending', 'extracted', 'validated', 'ocr_failed', 'published', 'duplicate', 'cancelled'), fc.integer({ min: 1, max: 50 }), { minKeys: 1 })
    fc.assert(fc.property(breakdown, fc.nat(50), fc.nat(2), (b, n, m) => {
      const review = Math.min(n, b['validated'] ?? 0)
      const undecided = Math.min(m, b['duplicate'] ?? 0)
      expect(ENDED_STATES.has(batchStateOf(b, { cancelled: false, wasSent: true, review, undecided }))).toBe(movingIn(b, { review, undecided }) === 0)
    }))
  })
})

describe('the time that is left', () => {
  it.each([[10, 20, 60_000, 30], [1, 3, 10_000, 3.3], [0, 5, 60_000, null], [5, 0, 60_000, null]])('for %d moving, %d ended in %d ms is %s s', (moving, ended, windowMs, eta) => {
    expect(etaSeconds(moving, ended, windowMs)).toBe(eta)
  })
})
