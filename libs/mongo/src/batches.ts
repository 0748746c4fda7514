import type { Collection, Db, Filter } from 'mongodb'
import type { SourceType } from '@chasqui/contracts'
import { ensureIndexes, type IndexDeclaration } from './indexes.ts'

export const ORIGINS = ['excel', 'ocr', 'api', 'photo', 'email', 'folder'] as const
export type Origin = (typeof ORIGINS)[number]

export type Batch = {
  _id: string
  tenantId: string
  sourceType: SourceType
  origin: Origin
  fileKey?: string
  mappingId?: string
  originalFilename?: string
  /** Positions handed out so far; never above the limit, so two ingests at once cannot pass it together. */
  reserved: number
  cancelledAt?: Date
  createdBy: string
  createdAt: Date
  updatedAt: Date
}

const indexes: IndexDeclaration[] = [
  { keys: { tenantId: 1, _id: -1 }, options: { name: 'tenant_newest' } },
]

export class Batches {
  readonly #batches: Collection<Batch>

  constructor(db: Db) {
    this.#batches = db.collection<Batch>('import_batches')
  }

  ensureIndexes(): Promise<void> {
    return ensureIndexes(this.#batches, indexes)
  }

  async insert(batch: Batch): Promise<void> {
    await this.#batches.insertOne(batch)
  }

  find(tenantId: string, batchId: string): Promise<Batch | null> {
    return this.#batches.findOne({ _id: batchId, tenantId })
  }

  /** Newest first; `before` is the id after which the page begins (ids are sortable by time). */
  list(tenantId: string, options: { before?: string; limit: number }): Promise<Batch[]> {
    const filter: Filter<Batch> = { tenantId, ...(options.before ? { _id: { $lt: options.before } } : {}) }
    return this.#batches.find(filter, { sort: { _id: -1 }, limit: options.limit }).toArray()
  }

  /**
   * Hands out `count` consecutive positions in the batch.
   * @returns the first position (1-based), or undefined when the batch would pass `max` items or was cancelled
   */
  async reserve(tenantId: string, batchId: string, count: number, max: number): Promise<number | undefined> {
    const before = await this.#batches.findOneAndUpdate(
      { _id: batchId, tenantId, cancelledAt: { $exists: false }, reserved: { $lte: max - count } },
      { $inc: { reserved: count }, $set: { updatedAt: new Date() } },
      { returnDocument: 'before', projection: { reserved: 1 } },
    )
    return before ? before.reserved + 1 : undefined
  }

  /** Marks the batch as cancelled; what arrives later for it is refused. */
  async cancel(tenantId: string, batchId: string): Promise<void> {
    await this.#batches.updateOne({ _id: batchId, tenantId, cancelledAt: { $exists: false } }, { $set: { cancelledAt: new Date(), updatedAt: new Date() } })
  }
}
