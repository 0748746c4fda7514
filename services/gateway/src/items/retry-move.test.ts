import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAILED_STATES, isLegalMove, ITEM_STATES, type ItemStatus, pipeline, STAGE_NAMES, type StageName } from '@chasqui/contracts'
import { RETRY_MODES, retryMove, retryStateOf } from './retry-move.ts'

describe('where a failed item begins again', () => {
  it.each(pipeline.map(({ name, states }) => [states.failed, states.from, name] as const))('%s → %s', (failed, from, name) => {
    expect(retryStateOf(failed as ItemStatus, { mode: 'resume' })).toBe(from)
    expect(retryStateOf(failed as ItemStatus, { mode: 'resume', from: name })).toBe(from)
    expect(retryStateOf(failed as ItemStatus, { mode: 'restart' })).toBe('pending')
    expect(retryStateOf(failed as ItemStatus, { mode: 'resume', from: 'preprocess' })).toBe('pending')
  })

  it('is always a legal move, and only a failed item has one', () => {
    fc.assert(fc.property(fc.constantFrom(...ITEM_STATES), fc.constantFrom(...RETRY_MODES), fc.option(fc.constantFrom<StageName>(...STAGE_NAMES), { nil: undefined }), (status, mode, from) => {
      try {
        const to = retryStateOf(status, { mode, from })
        expect(FAILED_STATES.has(status) && isLegalMove(status, to)).toBe(true)
      } catch (error) {
        expect(error).toMatchObject({ code: 'ILLEGAL_MOVE' })
        expect(from !== undefined || !FAILED_STATES.has(status)).toBe(true)
      }
    }))
  })
})

describe('the move of a retry', () => {
  const item = { _id: 'i1', tenantId: 't1', batchId: 'b1', run: 2, status: 'extraction_failed' as const }

  it('is a new run, with its tries reset, if the item is still where it was', () => {
    expect(retryMove(item, { mode: 'resume' })).toEqual({
      ids: { itemId: 'i1', tenantId: 't1', batchId: 'b1', run: 2 }, expect: { status: 'extraction_failed' }, to: 'classified',
      set: { waiting: true, tries: 0, crashes: 0 }, unset: ['failure', 'owner', 'leaseUntil', 'nextRetryAt', 'inFlight'], count: { run: 1 },
    })
  })

  it('to the beginning forgets what was found and approved, never what was sent', () => {
    const { unset } = retryMove(item, { mode: 'restart' })
    expect(unset).toEqual(expect.arrayContaining(['canonical', 'findings', 'needsReview', 'approvedAt']))
    expect(unset).not.toEqual(expect.arrayContaining(['file']))
    expect(unset).not.toEqual(expect.arrayContaining(['row']))
  })
})
