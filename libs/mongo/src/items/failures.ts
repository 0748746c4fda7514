import type { Collection, Db, Filter } from 'mongodb'
import { FAILED_STATES, type ItemStatus } from '@chasqui/contracts'
import type { Item } from './item.ts'

const FIELDS = { tenantId: 1, batchId: 1, failure: 1, movedAt: 1 } as const

/** As much of an item that failed as those need who look after failures. */
export type FailedLately = Pick<Item, '_id' | keyof typeof FIELDS>

/** A copy of the bytes of another item; what has a kind was looked into, and turned out to be the same document. */
export const IS_FILE_COPY = { status: 'duplicate', kind: { $exists: false } } as const satisfies Filter<Item>
export type FileCopy = Pick<Item, '_id' | 'tenantId' | 'batchId' | 'run' | 'duplicateOf'>

const AT_ONCE = 500

/** What failed, of every tenant: for whoever looks after it. */
export class Failures {
  readonly #items: Collection<Item>

  constructor(db: Db) {
    this.#items = db.collection<Item>('import_items')
  }

  /** Items that came to a failed state at or after a time, oldest first, some at a time. */
  async *since(time: Date, atOnce = AT_ONCE): AsyncGenerator<FailedLately[]> {
    for (let from: Filter<Item> = { movedAt: { $gte: time } }; ;) {
      const page: FailedLately[] = await this.#items.find({ failure: { $exists: true }, status: { $in: [...FAILED_STATES] as ItemStatus[] }, ...from } as Filter<Item>, { projection: FIELDS, sort: { movedAt: 1, _id: 1 }, limit: atOnce }).toArray()
      const last = page.at(-1)
      if (last) yield page
      if (!last || page.length < atOnce) return
      from = { $or: [{ movedAt: { $gt: last.movedAt } }, { movedAt: last.movedAt, _id: { $gt: last._id } }] }
    }
  }

  /** The items that ended as copies of the bytes of these, and still rest there. */
  copiesOf(itemIds: readonly string[]): Promise<FileCopy[]> {
    return this.#items.find({ duplicateOf: { $in: [...itemIds] }, ...IS_FILE_COPY }, { projection: { tenantId: 1, batchId: 1, run: 1, duplicateOf: 1 } }).toArray()
  }
}
