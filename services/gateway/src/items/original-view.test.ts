import { describe, expect, it } from 'vitest'
import { sayOf } from './original-view.ts'

const failure = { stage: 'ocr' as const, code: 'OCR_UNREADABLE', message: '', hint: '', retryable: false, at: new Date() }

describe('what a duplicate says of the first one', () => {
  it.each([
    ['published', {}, /is in the books/],
    ['ocr_failed', { failure }, /failed with OCR_UNREADABLE, so the document is not in the books.*retried/],
    ['publish_failed', {}, /^That item failed, so/],
    ['rejected', {}, /was rejected, so the document is not in the books: send it again/],
    ['cancelled', {}, /was cancelled/],
    ['validated', { needsReview: true }, /waits for a person/],
    ['validated', {}, /on its way/],
    ['extracting', { failure }, /on its way/],
    ['duplicate', {}, /duplicate itself/],
  ] as const)('%s', (status, rest, says) => expect(sayOf({ status, ...rest })).toMatch(says))
})
