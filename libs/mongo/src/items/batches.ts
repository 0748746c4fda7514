import type { Collection, Db, Filter } from 'mongodb'
import type { SourceType } from '@chasqui/contracts'
import { isDuplicateKey } from '../errors.ts'
import { ensureIndexes, type IndexDeclaration } from '../indexes.ts'

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
  /** Raised by everything that brings items or sets resting ones in motion; absent is 0. */
  changes?: number
  /** The state it was found in when nothing of it moved, so that lists need not look at its items. Gone with the next change. */
  settled?: string
  /** Since when too many of its items have failed; absent while they have not. */
  alarmedAt?: Date
  /** How often the alarm was raised; absent is 0. */
  alerts?: number
  /** The `changes` with which the alarmed batch was found at rest: until the next change it need not be looked at. */
  alarmSeen?: number
  cancelledAt?: Date
  createdBy: string
  createdAt: Date
  updatedAt: Date
}

const indexes: IndexDeclaration[] = [
  { keys: { tenantId: 1, _id: -1 }, options: { name: 'tenant_newest' } },
  { keys: { alarmedAt: 1 }, options: { name: 'alarmed', partialFilterExpression: { alarmedAt: { $exists: true } } } },
]

export class Batches {
  readonly #batches: Collection<Batch>

  constructor(db: Db) {
    this.#batches = db.collection<Batch>('import_batches')
  }

  ensureIndexes(): Promise<void> {
    return ensureIndexes(this.#batches, indexes)
  }

  /** Puts a batch on record. One that is there already (same _id) is left as it is. @returns the one that is there */
  async insert(batch: Batch): Promise<Batch> {
    try {
      await this.#batches.insertOne(batch)
      return batch
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      return await this.find(batch.tenantId, batch._id) ?? batch
    }
  }

  /** @param tenantId undefined for those who see every tenant's */
  find(tenantId: string | undefined, batchId: string): Promise<Batch | null> {
    return this.#batches.findOne({ _id: batchId, ...(tenantId === undefined ? {} : { tenantId }) })
  }

  /**
   * Newest first; `before` is the id after which the page begins (ids are sortable by time).
   * @param options.maybe leaves out what is known to be in another state than this one
   */
  list(tenantId: string, options: { before?: string | undefined; limit: number; maybe?: string | undefined }): Promise<Batch[]> {
    const filter: Filter<Batch> = {
      tenantId,
      ...(options.before === undefined ? {} : { _id: { $lt: options.before } }),
      ...(options.maybe === undefined ? {} : { settled: { $in: [options.maybe, null] } } as Filter<Batch>),
    }
    return this.#batches.find(filter, { sort: { _id: -1 }, limit: options.limit }).toArray()
  }

  /**
   * Hands out `count` consecutive positions in the batch; none at all is a change too, since something was sent.
   * @returns the first position (1-based), or undefined when the batch would pass `max` items or was cancelled
   */
  async reserve(tenantId: string, batchId: string, count: number, max: number): Promise<number | undefined> {
    // The document after the write, never before it: the stand-in for MongoDB gives two racing writers the same "before".
    const after = await this.#batches.findOneAndUpdate(
      { _id: batchId, tenantId, cancelledAt: { $exists: false }, reserved: { $lte: max - count } },
      { $inc: { reserved: count, changes: 1 }, $set: { updatedAt: new Date() }, $unset: { settled: '' } },
      { returnDocument: 'after', projection: { reserved: 1 } },
    )
    return after ? after.reserved - count + 1 : undefined
  }

  /** Says, before it is done, that resting items of the batch are set in motion. */
  async touch(tenantId: string, batchId: string): Promise<void> {
    await this.#batches.updateOne({ _id: batchId, tenantId }, { $inc: { changes: 1 }, $set: { updatedAt: new Date() }, $unset: { settled: '' } })
  }

  /** Remembers the state of a batch in which nothing moves, or forgets it; nothing is written when the batch was changed since it was read. */
  async noteSettled(batch: Batch, state: string | undefined): Promise<void> {
    const { _id, tenantId, changes = null } = batch
    const unchanged = { _id, tenantId, changes } as Filter<Batch>
    await this.#batches.updateOne(unchanged, state === undefined ? { $unset: { settled: '' } } : { $set: { settled: state } })
  }

  /** Batches of whoever, by their ids. */
  findMany(batchIds: readonly string[]): Promise<Batch[]> {
    return this.#batches.find({ _id: { $in: [...batchIds] } }).toArray()
  }

  /** Alarmed batches in which something may have moved since they were found at rest. */
  alarmed(): Promise<Batch[]> {
    return this.#batches.find({ alarmedAt: { $exists: true }, cancelledAt: { $exists: false }, $expr: { $ne: [{ $ifNull: ['$alarmSeen', -1] }, { $ifNull: ['$changes', 0] }] } }).toArray()
  }

  /** Raises or lowers the alarm of a batch as it was read; of several that do, one has done it. @returns whether this one */
  async setAlarm({ _id, tenantId, alerts }: Batch, alarmedAt: Date | undefined): Promise<boolean> {
    const { modifiedCount } = await this.#batches.updateOne(
      { _id, tenantId, alarmedAt: { $exists: alarmedAt === undefined }, alerts: alerts ?? null } as Filter<Batch>,
      alarmedAt === undefined ? { $unset: { alarmedAt: '', alarmSeen: '' } } : { $set: { alarmedAt }, $inc: { alerts: 1 }, $unset: { alarmSeen: '' } },
    )
    return modifiedCount === 1
  }

  /** Remembers that nothing moved in an alarmed batch, unless it was changed since it was read. */
  async noteAlarmSeen({ _id, tenantId, changes }: Batch): Promise<void> {
    await this.#batches.updateOne({ _id, tenantId, changes: changes ?? null, alarmedAt: { $exists: true } } as Filter<Batch>, { $set: { alarmSeen: changes ?? 0 } })
  }

  /** Marks the batch as cancelled; what arrives later for it is refused. */
  async cancel(tenantId: string, batchId: string): Promise<void> {
    await this.#batches.updateOne(
      { _id: batchId, tenantId, cancelledAt: { $exists: false } },
      { $inc: { changes: 1 }, $set: { cancelledAt: new Date(), updatedAt: new Date() }, $unset: { settled: '', alarmedAt: '' } },
    )
  }
}
