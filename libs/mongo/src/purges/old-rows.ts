import type { Collection } from 'mongodb'
import type { Item } from '../items/item.ts'
import { someIds, type Old } from './old.ts'
import { itemsWith } from './unneeded.ts'

/** Rows as they were sent. */
export class OldRows {
  readonly #items: Collection<Item>

  constructor(items: Collection<Item>) {
    this.#items = items
  }

  count(old: Old): Promise<number> {
    return this.#items.countDocuments(itemsWith('row', old))
  }

  async remove(old: Old, limit: number): Promise<number> {
    const ids = await someIds(this.#items, itemsWith('row', old), limit)
    if (ids.length === 0) return 0
    return (await this.#items.updateMany({ ...itemsWith('row', old), _id: { $in: ids } }, { $unset: { row: '' } })).modifiedCount
  }
}
