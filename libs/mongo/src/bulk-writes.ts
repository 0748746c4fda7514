import { MongoBulkWriteError, type AnyBulkWriteOperation, type Collection, type Document, type Filter, type OptionalUnlessRequiredId, type WithoutId } from 'mongodb'
import { DUPLICATE_KEY } from './errors.ts'

/** Documents a call: a statement of 20,000 lines must not hold the store for seconds. */
const CHUNK = 1_000

/**
 * Inserts what is not there yet, told by `_id`; what is there stays as it is.
 * @returns the ids that were there already
 */
export async function insertMissing<T extends Document & { _id: string }>(collection: Collection<T>, documents: readonly T[]): Promise<Set<string>> {
  const existing = new Set<string>()
  for (let at = 0; at < documents.length; at += CHUNK) {
    const chunk = documents.slice(at, at + CHUNK)
    try {
      await collection.insertMany(chunk as OptionalUnlessRequiredId<T>[], { ordered: false })
    } catch (error) {
      for (const index of refusedAsDuplicates(error)) existing.add(chunk[index]?._id ?? '')
    }
  }
  return existing
}

/**
 * Writes documents of which an earlier try may have left an older version: what is there is replaced as long as it is
 * `unchanged`, what is not there is inserted.
 */
export async function rewrite<T extends Document & { _id: string }>(collection: Collection<T>, documents: readonly T[], unchanged: Filter<T>): Promise<void> {
  for (let at = 0; at < documents.length; at += CHUNK) {
    const operations = documents.slice(at, at + CHUNK).map((document): AnyBulkWriteOperation<T> => ({
      replaceOne: { filter: { ...unchanged, _id: document._id } as Filter<T>, replacement: document as WithoutId<T>, upsert: true },
    }))
    try {
      await collection.bulkWrite(operations, { ordered: false })
    } catch (error) {
      // What was changed since does not match, and its upsert clashes with it.
      refusedAsDuplicates(error)
    }
  }
}

/** The positions that clashed; anything else that went wrong in the same bulk is thrown. */
function refusedAsDuplicates(error: unknown): number[] {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) throw error
  const failed = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors]
  if (failed.length === 0 || failed.some((one) => one.code !== DUPLICATE_KEY)) throw error
  return failed.map((one) => one.index)
}
