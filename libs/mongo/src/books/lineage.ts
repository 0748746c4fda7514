import type { Collection, Db } from 'mongodb'
import { insertMissing } from '../bulk-writes.ts'
import { ensureIndexes, type IndexDeclaration } from '../indexes.ts'
import type { EntityType } from './postings.ts'

/** One row for each record that an item made: from the document to the books and back. */
export type LineageRow = {
  /** `<itemId>:<promotedId>`: the same pair is the same row. */
  _id: string
  tenantId: string
  itemId: string
  batchId: string
  fileId?: string
  promotedTo: EntityType
  promotedId: string
  postingKey: string
  createdAt: Date
  revertedAt: Date | null
  revertReason?: string
}

const indexes: IndexDeclaration[] = [
  { keys: { itemId: 1, _id: 1 }, options: { name: 'by_item' } },
  { keys: { promotedId: 1 }, options: { name: 'by_target' } },
]

export class Lineage {
  readonly #lineage: Collection<LineageRow>

  constructor(db: Db) {
    this.#lineage = db.collection<LineageRow>('import_lineage')
  }

  ensureIndexes(): Promise<void> {
    return ensureIndexes(this.#lineage, indexes)
  }

  async insertMany(rows: readonly Omit<LineageRow, '_id' | 'revertedAt'>[]): Promise<void> {
    await insertMissing(this.#lineage, rows.map((row): LineageRow => ({ _id: `${row.itemId}:${row.promotedId}`, ...row, revertedAt: null })))
  }

  /** Marks what these items made as undone. */
  async revertMany(promotedIds: readonly string[], reason: string, at: Date): Promise<void> {
    await this.#lineage.updateMany({ promotedId: { $in: [...promotedIds] }, revertedAt: null }, { $set: { revertedAt: at, revertReason: reason } })
  }

  /** What became of an item. A bank statement has one row for each movement, so there is a limit. */
  byItem(tenantId: string, itemId: string, limit = 200): Promise<LineageRow[]> {
    return this.#lineage.find({ itemId, tenantId }, { sort: { _id: 1 }, limit }).toArray()
  }

  /** Which items a record came from. */
  byTarget(tenantId: string, promotedId: string): Promise<LineageRow[]> {
    return this.#lineage.find({ promotedId, tenantId }).toArray()
  }
}
