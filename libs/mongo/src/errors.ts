import { MongoBulkWriteError, MongoError, MongoNetworkError, MongoServerError, MongoServerSelectionError, MongoTopologyClosedError, MongoExpiredSessionError } from 'mongodb'
import { codes } from '@chasqui/errors'

export const mongoErrors = codes('mongo', {
  INDEX_CONFLICT: { say: 'An index in the record store differs from the one that is declared', hint: 'Drop the index that is named and start again', retry: false },
  TENANT_NOT_FOUND: { say: 'There is no such tenant', hint: 'Check the id of the tenant, and whose key it is', retry: false, status: 404 },
  CURSOR_INVALID: { say: 'The cursor is not one of ours', hint: 'Ask for the first page again, without a cursor, and go on with the cursor it gives', retry: false, status: 400 },
})

export const DUPLICATE_KEY = 11000
const CURSOR_NOT_FOUND = 43

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY
}

/** The server has dropped a cursor that nobody read from for minutes. */
export function isCursorLost(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === CURSOR_NOT_FOUND
}

/** Server codes that mean "not now": stepping down, shutting down, not primary, interrupted. */
const NOT_NOW: ReadonlySet<number> = new Set([6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436])

/** The driver lets these of the socket through when the server dies between two commands. */
const OF_THE_SOCKET: ReadonlySet<unknown> = new Set(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT'])

/** Whether the store could not be reached, as opposed to having refused what was asked. */
export function isStoreAway(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError || error instanceof MongoTopologyClosedError
    || error instanceof MongoExpiredSessionError) return true
  if (error instanceof MongoBulkWriteError && isOfTheDriver(error)) return true
  if (error instanceof Error && OF_THE_SOCKET.has((error as NodeJS.ErrnoException).code)) return true
  return error instanceof MongoServerError && typeof error.code === 'number' && NOT_NOW.has(error.code)
}

/** Whether the store was away, asked of an error that may be anybody's: a socket that was refused or reset may have been one to somebody else. */
export function isSurelyStoreAway(error: unknown): boolean {
  return error instanceof MongoError && isStoreAway(error)
}

/** A bulk write whose connection went wraps what the driver said: nothing of its kind is left but the text and the labels. */
function isOfTheDriver(error: MongoBulkWriteError): boolean {
  const writeErrors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors]
  if (error.code !== undefined || writeErrors.length > 0) return false
  return error.hasErrorLabel('RetryableWriteError') || error.hasErrorLabel('ResetPool') || /\b(closed|ended|refused|reset|timed out|interrupted)\b|ECONN|EPIPE/i.test(error.message)
}
