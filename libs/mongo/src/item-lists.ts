import type { Collection, Db, Filter } from 'mongodb'
import { FAILED_STATES, FINAL_STATES, type ItemStatus } from '@chasqui/contracts'
import type { Item } from './item.ts'

export type ItemFilter = { statuses?: readonly string[]; query?: string; afterIdx?: number; limit: number }

/** What people ask about the items of a batch. Reads only; every one by tenant. */
export class ItemLists {
  readonly #items: Collection<Item>

  constructor(db: Db) {
    this.#items = db.collection<Item>('import_items')
  }

  /** In the order of the batch; the next page begins after the last `idx`. */
  page(tenantId: string, batchId: string, { statuses, query, afterIdx, limit }: ItemFilter): Promise<Item[]> {
    const filter: Filter<Item> = {
      batchId, tenantId,
      ...(afterIdx === undefined ? {} : { idx: { $gt: afterIdx } }),
      ...(statuses ? { status: { $in: statuses as ItemStatus[] } } : {}),
      ...(query ? { $or: SEARCHED.map((field) => ({ [field]: { $regex: escapeRegExp(query), $options: 'i' } })) } : {}),
    }
    return this.#items.find(filter, { sort: { idx: 1 }, limit }).toArray()
  }

  /** What the status page needs, in one pass over the batch. */
  async summary(tenantId: string, batchId: string): Promise<{ breakdown: Record<string, number>; review: number; errorsTop: { code: string; count: number }[] }> {
    const rows = await this.#items.aggregate<{ _id: { status: string; code?: string; rests: boolean }; n: number }>([
      { $match: { batchId, tenantId } },
      { $group: { _id: { status: '$status', code: '$failure.code', rests: { $and: [{ $eq: ['$status', 'validated'] }, { $ne: ['$inFlight', true] }, { $ne: ['$waiting', true] }] } }, n: { $sum: 1 } } },
    ]).toArray()
    const breakdown: Record<string, number> = {}
    const codes: Record<string, number> = {}
    let review = 0
    for (const { _id, n } of rows) {
      breakdown[_id.status] = (breakdown[_id.status] ?? 0) + n
      if (_id.rests) review += n
      if (_id.code && FAILED_STATES.has(_id.status)) codes[_id.code] = (codes[_id.code] ?? 0) + n
    }
    const errorsTop = Object.entries(codes).map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count).slice(0, 5)
    return { breakdown, review, errorsTop }
  }

  /** The items of a batch that failed, for a retry. */
  failed(tenantId: string, batchId: string, codes?: readonly string[]): Promise<Item[]> {
    return this.#items.find({
      batchId, tenantId, status: { $in: [...FAILED_STATES] as ItemStatus[] }, ...(codes ? { 'failure.code': { $in: [...codes] } } : {}),
    }, { projection: { row: 0, canonical: 0, attempts: 0 } }).toArray()
  }

  /** Ends everything of a batch that is not final; what is being published is past the point of no return. */
  async cancel(tenantId: string, batchId: string): Promise<number> {
    const now = new Date()
    const { modifiedCount } = await this.#items.updateMany(
      { batchId, tenantId, status: { $nin: [...FINAL_STATES, 'publishing'] as ItemStatus[] } },
      {
        $set: { status: 'cancelled', movedAt: now, updatedAt: now },
        $unset: { waiting: '', inFlight: '', owner: '', leaseUntil: '', nextRetryAt: '' },
      },
    )
    return modifiedCount
  }
}

const SEARCHED = ['file.filename', 'canonical.number', 'canonical.vendor.name', 'canonical.vendor.taxId'] as const

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
