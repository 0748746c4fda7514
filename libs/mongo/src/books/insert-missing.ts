import { MongoBulkWriteError, type Collection, type Document, type OptionalUnlessRequiredId } from 'mongodb'

const DUPLICATE_KEY = 11000
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

/** The positions that clashed; anything else that went wrong in the same bulk is thrown. */
function refusedAsDuplicates(error: unknown): number[] {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) throw error
  const failed = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors]
  if (failed.length === 0 || failed.some((one) => one.code !== DUPLICATE_KEY)) throw error
  return failed.map((one) => one.index)
}
