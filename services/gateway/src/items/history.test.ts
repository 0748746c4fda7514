import { describe, expect, it } from 'vitest'
import { historyOf } from './history.ts'

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second))
const anAttempt = (second: number, fields: object = {}) => ({ stage: 'ocr' as const, n: 1, startedAt: at(second - 1), endedAt: at(second), ok: true, worker: 'w1', msgSeq: 1, durationMs: 1_000, ...fields })
const anItem = (fields: Partial<Parameters<typeof historyOf>[0]> = {}) => ({ status: 'pending' as const, createdAt: at(0), movedAt: at(0), attempts: [], ...fields })
const whatIn = (item: Parameters<typeof historyOf>[0], letters: Parameters<typeof historyOf>[1] = []) => historyOf(item, letters).map(({ what, message, worker }) => [what, message, worker].filter(Boolean).join(' · '))

describe('the history of an item', () => {
  it('begins with its arrival', () => {
    expect(historyOf(anItem(), [])).toEqual([{ at: '2026-01-01T00:00:00.000Z', what: 'received', stage: null, ok: null, code: null, message: null, duration_ms: null, worker: null }])
  })

  it('has every try, with its worker, its time and its error', () => {
    const failed = anAttempt(5, { ok: false, errorCode: 'OCR_TIMEOUT', errorMessage: 'took too long' })
    expect(historyOf(anItem({ attempts: [failed] }), [])[1]).toEqual({ at: '2026-01-01T00:00:05.000Z', what: 'attempt', stage: 'ocr', ok: false, code: 'OCR_TIMEOUT', message: 'took too long', duration_ms: 1_000, worker: 'w1' })
  })

  it('is in the order of time, whoever noted it', () => {
    const letter = { stage: 'ocr', errorCode: 'OCR_TIMEOUT', errorMessage: 'gave up', lastFailedAt: at(6), resolved: { at: at(7), by: 'ana', how: 'requeued' as const } }
    expect(whatIn(anItem({ attempts: [anAttempt(5), anAttempt(9)], approvedAt: at(11), approvedBy: 'eva', status: 'published', promotedAt: at(12), movedAt: at(13), promotedTo: 'invoices', promotedId: 'i1' }), [letter]))
      .toEqual(['received', 'attempt · w1', 'dead_letter · gave up', 'retried · ana', 'attempt · w1', 'approved · eva', 'published · invoices i1'])
  })

  it.each([
    [{ status: 'cancelled' as const, movedAt: at(3) }, 'cancelled'], [{ status: 'duplicate' as const, movedAt: at(3), duplicateOf: 'item-1' }, 'duplicate · item-1'], [{ status: 'rejected' as const, rejection: { by: 'ana', reason: 'not ours', at: at(3) } }, 'rejected · not ours · ana'],
  ])('says how it ended: %o', (fields, last) => expect(whatIn(anItem(fields)).at(-1)).toBe(last))

  it('does not say that a discarded letter was tried again', () => {
    expect(whatIn(anItem(), [{ stage: 'ocr', errorCode: 'X', errorMessage: 'm', lastFailedAt: at(1), resolved: { at: at(2), by: 'ana', how: 'discarded' } }])).toEqual(['received', 'dead_letter · m'])
  })
})
