import type { Finding } from '@chasqui/contracts'
import { expect, it } from 'vitest'
import { refusalOf } from './errors.ts'

const error = (code: string, field?: string): Finding => ({ code, severity: 'error', message: code, ...(field === undefined ? {} : { field }) })

it('a refusal names the first findings and is never retried', () => {
  const fault = refusalOf([error('TOTALS_MISMATCH', 'totals.total'), error('EMPTY_VALUE'), error('FUTURE_DATE', 'issueDate'), error('OLD_DATE'), error('OLD_DATE')])
  expect(fault).toMatchObject({ code: 'VALIDATION_FAILED', retry: false, field: 'totals.total', detail: 'TOTALS_MISMATCH (totals.total), EMPTY_VALUE, FUTURE_DATE (issueDate) and 2 more' })
})

it('a refusal for one finding without a field says just that', () => {
  expect(refusalOf([error('DOC_TYPE_UNKNOWN')])).toMatchObject({ detail: 'DOC_TYPE_UNKNOWN', field: undefined })
})
