import type { Collection, Filter, UpdateFilter } from 'mongodb'
import type { BookRecord } from './record.ts'

/** Marks records as undone; what is undone already keeps its time. */
export async function revertRecords<T extends BookRecord>(collection: Collection<T>, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return
  const filter = { _id: { $in: [...ids] }, revertedAt: null } as Filter<BookRecord>
  await collection.updateMany(filter as Filter<T>, { $set: { revertedAt: at }, $inc: { version: 1 } } as unknown as UpdateFilter<T>)
}
