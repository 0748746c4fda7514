import { describe, expect, it } from 'vitest'
import type { FaultyItem } from '@chasqui/mongo/items'
import { rowsOf } from './errors-csv.ts'

const anItem = (fields: Partial<FaultyItem>): FaultyItem => ({ _id: 'i1', idx: 7, status: 'validation_failed', ...fields })
const failure = { stage: 'ocr' as const, code: 'OCR_TIMEOUT', message: 'took too long', hint: 'h', retryable: true, at: new Date() }

describe('the lines of an item in the list of errors', () => {
  it('are one for each error of its checks', () => {
    expect(rowsOf(anItem({ failure, findings: [{ code: 'A', severity: 'error', field: 'totals.total', message: 'm', value: '1' }, { code: 'B', severity: 'error', message: 'n' }, { code: 'C', severity: 'review', message: 'o' }] })))
      .toEqual([['7', 'totals.total', 'A: m', '1'], ['7', '', 'B: n', '']])
  })

  it('are those of the stages before them where the checks have not spoken', () => {
    expect(rowsOf(anItem({ status: 'classified', notes: [{ code: 'A', severity: 'error', message: 'm' }] }))).toEqual([['7', '', 'A: m', '']])
    expect(rowsOf(anItem({ notes: [{ code: 'A', severity: 'error', message: 'm' }], findings: [] }))).toEqual([])
  })

  it('are one for a failure that names no field, none for a try that will be tried again', () => {
    expect(rowsOf(anItem({ status: 'ocr_failed', failure }))).toEqual([['7', '', 'OCR_TIMEOUT: took too long', '']])
    expect(rowsOf(anItem({ status: 'preprocessed', failure }))).toEqual([])
    expect(rowsOf(anItem({ status: 'published' }))).toEqual([])
  })
})
