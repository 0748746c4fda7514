import type { Collection, Filter } from 'mongodb'
import type { Batch } from '../items/batches.ts'
import type { Item } from '../items/item.ts'
import { whose, type Old } from './old.ts'
import { OUTSIDE_THE_BOOKS } from './unneeded.ts'

/** The item says where bytes are: they go first, or nobody would know of them. */
const STILL_HAS_FILES = [
  { 'file.fileId': { $exists: true }, 'file.purgedAt': { $exists: false } }, { 'file.archive.fileId': { $exists: true }, 'file.archive.purgedAt': { $exists: false } },
  { textFileId: { $exists: true } }, { preparedFileId: { $exists: true } }, { pageFileIds: { $exists: true } },
] as Filter<Item>[]

/** Batches of which everything has ended, long ago, and nothing came into the books. */
export class OldBatches {
  readonly #batches: Collection<Batch>
  readonly #items: Collection<Item>

  constructor(batches: Collection<Batch>, items: Collection<Item>) {
    this.#batches = batches
    this.#items = items
  }

  /** @param after the last id of the page before */
  async finished(old: Old, { after, limit }: { after: string; limit: number }): Promise<{ batches: { _id: string; tenantId: string }[]; last: string | undefined }> {
    const page = await this.#batches.find({ _id: { $gt: after }, updatedAt: { $lt: old.before }, ...whose(old) }, { projection: { tenantId: 1 }, sort: { _id: 1 }, limit }).toArray()
    const kept = await Promise.all(page.map(({ _id }) => this.#items.countDocuments({ batchId: _id, $or: [{ status: { $nin: [...OUTSIDE_THE_BOOKS] } }, { movedAt: { $gte: old.before } }, ...STILL_HAS_FILES] }, { limit: 1 })))
    return { batches: page.filter((_, n) => kept[n] === 0).map(({ _id, tenantId }) => ({ _id, tenantId })), last: page.at(-1)?._id }
  }

  /** Removes a finished batch with its items: the items first, so that a batch is there as long as something of it is. */
  async remove({ _id, tenantId }: { _id: string; tenantId: string }, before: Date): Promise<boolean> {
    // Whoever brings something into it changes `updatedAt` before: from here on the batch takes no more.
    const closed = await this.#batches.updateOne({ _id, tenantId, updatedAt: { $lt: before } }, { $set: { cancelledAt: new Date() } })
    if (closed.matchedCount === 0) return false
    await this.#items.deleteMany({ batchId: _id, tenantId, status: { $in: [...OUTSIDE_THE_BOOKS] } })
    if (await this.#items.countDocuments({ batchId: _id }, { limit: 1 }) > 0) return false
    return (await this.#batches.deleteOne({ _id, tenantId })).deletedCount === 1
  }
}
