import type { BookRecord } from '@chasqui/mongo/books'
import type { PostRequest, RecordContext } from './destination.ts'

/** The way back from a record to its item and file. */
export function sourceOf({ batchId, itemId, fileId }: PostRequest): BookRecord['source'] {
  return { kind: 'import', batchId, itemId, ...(fileId === undefined ? {} : { fileId }) }
}

/** What every record starts with. */
export function recordHead({ tenant }: PostRequest, { entityId, postingKey, source, createdAt }: RecordContext): BookRecord {
  return { _id: entityId, tenantId: tenant.id, source, postingKey, version: 1, createdAt, revertedAt: null }
}
