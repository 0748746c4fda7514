import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLegalMove, pipeline, stageNamed } from '@chasqui/contracts'
import { codes } from '@chasqui/errors'
import { done, doneAndRests, duplicate, reject, retry, type Outcome } from './outcome.ts'
import { verdictOf, type VerdictContext } from './verdict.ts'

const faults = codes('test', {
  BUSY: { say: 'busy', hint: 'wait', retry: true },
  BROKEN: { say: 'broken', hint: 'mend it', retry: false },
})

function inStage(name: VerdictContext['stage']['name'], overrides: Partial<VerdictContext> = {}): VerdictContext {
  return {
    stage: stageNamed(name), ids: { tenantId: 't1', batchId: 'b1', itemId: 'i1', run: 0 }, owner: undefined, tries: 0,
    retries: { maxRetries: 3, baseMs: 1_000, capMs: 60_000 }, random: 0.5,
    attempt: { startedAt: new Date(1_000), endedAt: new Date(1_250), worker: 'w', msgSeq: 7 }, ...overrides,
  }
}

describe('the verdict on an outcome', () => {
  it('moves what is done on, keeps it in flight and notes the attempt', () => {
    const { move, message } = verdictOf(done({ kind: 'row' }), inStage('preprocess'))
    expect(move).toMatchObject({ expect: { status: 'pending' }, to: 'preprocessed', set: { kind: 'row', inFlight: true, tries: 0 }, attempt: { stage: 'preprocess', n: 1, ok: true, durationMs: 250 } })
    expect(message).toEqual({ kind: 'ack' })
  })

  it('takes what rests out of the window', () => {
    expect(verdictOf(doneAndRests({ needsReview: true }), inStage('validate')).move.unset).toContain('inFlight')
    expect(verdictOf(done({}), inStage('publish', { owner: 'me' })).move.unset).toContain('inFlight')
  })

  it('fences lasting work by its claim', () => {
    expect(verdictOf(done({}), inStage('ocr', { owner: 'me' })).move.expect).toEqual({ status: 'ocr_processing', owner: 'me' })
  })

  it('takes secrets out of what is kept of an error', () => {
    const fault = faults.fault('BROKEN', { detail: 'could not open mongodb://user:hunter2@host/db?token=abc' })
    expect(JSON.stringify(verdictOf(reject(fault), inStage('ocr', { owner: 'me' })).move)).not.toMatch(/hunter2|token=abc/)
  })

  it('puts a try that failed back, with its delay on the record and on the message', () => {
    const { move, message } = verdictOf(retry(faults.fault('BUSY')), inStage('ocr', { owner: 'me', tries: 1 }))
    expect(move).toMatchObject({ to: 'preprocessed', set: { tries: 2, nextRetryAt: new Date(1_250 + 4_000) } })
    expect(message).toEqual({ kind: 'nak', afterMs: 4_000 })
  })

  it('gives up after the last try, with a dead letter', () => {
    const verdict = verdictOf(retry(faults.fault('BUSY')), inStage('extract', { tries: 3 }))
    expect(verdict).toMatchObject({ move: { to: 'extraction_failed' }, deadLetter: { code: 'BUSY' }, message: { kind: 'ack' } })
  })

  it('never retries what is permanent', () => {
    expect(verdictOf(reject(faults.fault('BROKEN')), inStage('validate')).move.to).toBe('validation_failed')
  })

  it('ends a duplicate where duplicates can be found', () => {
    expect(verdictOf(duplicate('file', 'i0'), inStage('preprocess', { owner: 'me' })).move).toMatchObject({ to: 'duplicate', set: { duplicateOf: 'i0' } })
  })

  it('never leaves the legal moves', () => {
    const outcomes = fc.constantFrom<Exclude<Outcome, { kind: 'skip' | 'deferred' }>>(
      done({}), doneAndRests({}), reject(faults.fault('BROKEN')), retry(faults.fault('BUSY')))
    fc.assert(fc.property(fc.constantFrom(...pipeline.map((s) => s.name)), outcomes, fc.nat(5), fc.boolean(), (name, outcome, tries, claimed) => {
      const { move } = verdictOf(outcome, inStage(name, { tries, owner: claimed ? 'me' : undefined }))
      expect(isLegalMove(move.expect.status, move.to)).toBe(true)
    }))
  })
})
