import { codes } from '@chasqui/errors'

export const errors = codes('gateway', {
  BATCH_NOT_FOUND: { say: 'There is no such batch', hint: 'Check the id; batches of other tenants are not shown', retry: false, status: 404 },
  ITEM_NOT_FOUND: { say: 'There is no such item', hint: 'Check the id; items of other tenants are not shown', retry: false, status: 404 },
  BATCH_CANCELLED: { say: 'The batch was cancelled', hint: 'Create a new batch', retry: false, status: 409 },
  BATCH_FULL: { say: 'Too many rows', hint: 'Send the rest in another batch', retry: false, status: 413 },
  TOO_MANY_INGESTS: { say: 'Too many ingests', hint: 'Wait as long as Retry-After says', retry: true, status: 429 },
  ILLEGAL_MOVE: { say: 'The item is in a state that does not allow this', hint: 'Look at its state: failed items can be retried, documents that wait for review approved, and whatever is not yet in the books rejected', retry: false, status: 409 },
  IDEMPOTENCY_MISMATCH: { say: 'This Idempotency-Key was used with another request', hint: 'Use a new key for a new request', retry: false, status: 422 },
  IDEMPOTENCY_IN_PROGRESS: { say: 'The first request with this Idempotency-Key is still at work', hint: 'Send it again after as long as Retry-After says', retry: true, status: 409 },
  NO_TEXT_YET: { say: 'The item has no text', hint: 'Structured files and rows have none; a scan has it once ocr is done', retry: false, status: 404 },
  NO_FILE: { say: 'The item came as a row, without a file', hint: 'Look at its `raw` field', retry: false, status: 404 },
  RESULT_FILE_NOT_FOUND: { say: 'There is no file of such a task', hint: 'Check the id, and that the task has ended well and made a file; tasks of other tenants are not shown', retry: false, status: 404 },
  RESULT_FILE_GONE: { say: 'The file was removed because it was old', hint: 'Launch the task again', retry: false, status: 410 },
  NO_FILES: { say: 'The request has no file', hint: 'Send multipart/form-data with one or more files', retry: false, status: 422 },
  TOO_MANY_FILES: { say: 'Too many files in one request', hint: 'Send them in several requests', retry: false, status: 413 },
  MALFORMED_UPLOAD: { say: 'The upload is not valid multipart/form-data', hint: 'Send it with a client that makes multipart bodies, and to the end', retry: false, status: 400 },
})
