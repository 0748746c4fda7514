import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAILED_STATES, FINAL_STATES, isLegalMove, pipeline, WORKING_STATES, type ItemStatus, type StageName } from '@chasqui/contracts'
import type { Item } from '@chasqui/mongo/items'
import { REPROCESS_SCOPES, reprocessMove } from './reprocess-move.ts'

const STATES = [...new Set<string>([...pipeline.flatMap(({ states }) => [states.from, states.working, states.done, states.failed]), ...FINAL_STATES])] as ItemStatus[]
const STAGES = pipeline.map(({ name }) => name)
const an = (status: ItemStatus, fields: Partial<Item> = {}): Item => ({ _id: 'i1', tenantId: 't1', batchId: 'b1', run: 2, status, ...fields }) as Item
const order = (state: string): number => pipeline.findIndex(({ states }) => states.from === state)

describe('where an item of a batch begins again', () => {
  it.each<[ItemStatus, Partial<Item>, StageName | undefined, ItemStatus]>([
    ['extraction_failed', {}, undefined, 'classified'], ['extraction_failed', {}, 'preprocess', 'pending'], ['extraction_failed', {}, 'classify', 'ocr_completed'],
    // It never came as far as to validate: it goes on where it failed.
    ['ocr_failed', {}, 'validate', 'preprocessed'],
    ['validated', { needsReview: true }, undefined, 'extracted'], ['validated', { needsReview: true }, 'extract', 'classified'], ['extracted', { inFlight: true }, 'classify', 'ocr_completed'],
  ])('%s %o from %s: %s', (status, fields, from, to) => {
    expect(reprocessMove(an(status, fields), { scope: 'all_not_published', from })).toMatchObject({ kind: 'move', move: { to, expect: { status }, count: { run: 1 }, set: { waiting: true } } })
  })

  it.each<[ItemStatus, Partial<Item>, string]>([['published', {}, 'final'], ['duplicate', {}, 'final'], ['publishing', {}, 'at_work'], ['classified', { inFlight: true }, 'on_its_way'], ['pending', { waiting: true }, 'on_its_way']])('%s stays: %s', (status, fields, why) => {
    expect(reprocessMove(an(status, fields), { scope: 'all_not_published', from: status === 'classified' ? 'extract' : undefined })).toEqual({ kind: 'stays', why })
  })

  it('is a legal move to an earlier or the same stage, never of an end or of what is at work, and only in its scope', () => {
    fc.assert(fc.property(fc.constantFrom(...STATES), fc.boolean(), fc.constantFrom(...REPROCESS_SCOPES), fc.option(fc.constantFrom(...STAGES), { nil: undefined }), (status, needsReview, scope, from) => {
      const answer = reprocessMove(an(status, { needsReview }), { scope, from })
      if (answer.kind === 'stays') return
      const { to } = answer.move
      expect(isLegalMove(status, to)).toBe(true)
      expect(FINAL_STATES.has(status) || WORKING_STATES.has(status)).toBe(false)
      if (from !== undefined) expect(order(to)).toBeLessThanOrEqual(STAGES.indexOf(from))
      if (scope === 'failed') expect(FAILED_STATES.has(status)).toBe(true)
      if (scope === 'review') expect(status === 'validated' && needsReview).toBe(true)
    }))
  })

  it('forgets what will be found again, never what was sent or what comes before', () => {
    const notes = [{ code: 'SAME_BYTES', severity: 'review' as const, message: 'x' }, { code: 'TYPE_UNKNOWN', severity: 'review' as const, message: 'x' }]
    const answer = reprocessMove(an('validation_failed', { notes }), { scope: 'failed', from: 'classify' })
    if (answer.kind !== 'move') throw new Error('it moves')
    expect(answer.move.set).toMatchObject({ notes: [notes[0]] })
    expect(answer.move.unset).toEqual(expect.arrayContaining(['docType', 'canonical', 'findings', 'needsReview', 'approvedAt', 'failure']))
    for (const kept of ['row', 'file', 'kind', 'textFileId', 'notes']) expect(answer.move.unset).not.toContain(kept)
  })

  it.each([[0, 'ocr', false], [2, 'ocr', true], [0, 'preprocess', true], [2, 'preprocess', true], [2, 'classify', false]] as const)('with %i scans, from %s: a text that will be read again is forgotten, another never', (scans, from, isForgotten) => {
    const answer = reprocessMove(an('validation_failed', { scans, textFileId: 'f1' }), { scope: 'failed', from })
    if (answer.kind !== 'move') throw new Error('it moves')
    expect([answer.move.unset?.includes('textFileId'), answer.move.unset?.includes('text')]).toEqual([isForgotten, isForgotten])
  })

  it('to publish again keeps what a person approved', () => {
    const answer = reprocessMove(an('publish_failed'), { scope: 'failed' })
    if (answer.kind !== 'move') throw new Error('it moves')
    expect(answer.move.unset).not.toContain('approvedAt')
  })
})
