import { codes } from '@chasqui/errors'

export const errors = codes('gateway', {
  BATCH_NOT_FOUND: { say: 'There is no such batch', hint: 'Check the id; batches of other tenants are not shown', retry: false, status: 404 },
  ITEM_NOT_FOUND: { say: 'There is no such item', hint: 'Check the id; items of other tenants are not shown', retry: false, status: 404 },
  BATCH_CANCELLED: { say: 'The batch was cancelled', hint: 'Create a new batch', retry: false, status: 409 },
  BATCH_FULL: { say: 'Too many rows', hint: 'Send the rest in another batch', retry: false, status: 413 },
  TOO_MANY_INGESTS: { say: 'Too many ingests', hint: 'Wait as long as Retry-After says', retry: true, status: 429 },
  ILLEGAL_MOVE: { say: 'The item is in a state that does not allow this', hint: 'Look at its state; a published item cannot be retried, a published or publishing one not cancelled', retry: false, status: 409 },
  IDEMPOTENCY_MISMATCH: { say: 'This Idempotency-Key was used with another request', hint: 'Use a new key for a new request', retry: false, status: 409 },
  IDEMPOTENCY_IN_PROGRESS: { say: 'The first request with this Idempotency-Key is still at work', hint: 'Send it again in a few seconds', retry: true, status: 409 },
  NO_TEXT_YET: { say: 'The item has no text', hint: 'Structured files and rows have none; a scan has it once ocr is done', retry: false, status: 404 },
  NO_FILE: { say: 'The item came as a row, without a file', hint: 'Look at its `raw` field', retry: false, status: 404 },
  FILE_TOO_LARGE: { say: 'The file is too large', hint: 'Split it, or scan with a lower resolution', retry: false, status: 413 },
  NO_FILES: { say: 'The request has no file', hint: 'Send multipart/form-data with one or more files', retry: false, status: 422 },
  TOO_MANY_FILES: { say: 'Too many files in one request', hint: 'Send at most 100 files a request', retry: false, status: 413 },
})
