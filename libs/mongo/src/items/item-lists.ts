import type { Collection, Db, Filter } from 'mongodb'
import { FAILED_STATES, FINAL_STATES, type ItemStatus } from '@chasqui/contracts'
import type { Breakdown } from './batch-counts.ts'
import { IS_FILE_COPY } from './failures.ts'
import type { Item } from './item.ts'
import { IS_WAITING_FOR_A_PERSON, WAITS_FOR_A_PERSON } from './waits-for-a-person.ts'

export type ItemFilter = {
  statuses?: readonly ItemStatus[] | undefined
  /** Part of the file name, the number, the vendor's name or tax id; upper and lower case are the same. */
  query?: string | undefined
  afterIdx?: number | undefined
  limit: number
}

/** What the status of a batch is made of. */
export type BatchSummary = {
  breakdown: Breakdown
  /** Items that rest at `validated` until a person approves them. */
  review: number
  /** Copies of the bytes of an item that is still on its way, or has just failed: they end as that one does. */
  undecided: number
  /** Items that came to their present rest after `since`. */
  endedLately: number
  /** Pages whose text is known. A document without pages (a row, a fiscal XML) counts as one when it rests. */
  pages: number
  /** The codes that most of the failed items failed with, at most five. */
  errorsTop: { code: string; count: number }[]
}

const FAILED_FIELDS = { tenantId: 1, batchId: 1, run: 1, status: 1, failure: 1 } as const
/** As much of a failed item as a retry needs. */
export type FailedItem = Pick<Item, '_id' | 'failure' | keyof typeof FAILED_FIELDS>

const FAULTY_FIELDS = { idx: 1, status: 1, notes: 1, findings: 1, failure: 1 } as const
/** As much of an item as a list of faults needs. */
export type FaultyItem = Pick<Item, '_id' | keyof typeof FAULTY_FIELDS>

const TOP_CODES = 5
/** The copies of what failed longer ago have followed it, or stay. */
const COPIES_FOLLOW_WITHIN_MS = 10 * 60_000

/** What people ask about the items of a batch. Reads only, every one by tenant. */
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
      ...(statuses ? { status: { $in: [...statuses] } } : {}),
      ...(query ? { $or: SEARCHED.map((field) => ({ [field]: { $regex: escapeRegExp(query), $options: 'i' } })) } : {}),
    }
    return this.#items.find(filter, { sort: { idx: 1 }, limit }).toArray()
  }

  /** What is wrong with the items of a batch, in its order. */
  faulty(tenantId: string, batchId: string, { afterIdx, limit }: { afterIdx: number; limit: number }): Promise<FaultyItem[]> {
    return this.#items.find({ batchId, tenantId, idx: { $gt: afterIdx } }, { sort: { idx: 1 }, limit, projection: FAULTY_FIELDS }).toArray()
  }

  async summary(tenantId: string, batchId: string, since: Date): Promise<BatchSummary> {
    return (await this.summaries(tenantId, [batchId], since)).get(batchId) ?? newSummary()
  }

  /** One pass over the items of these batches. A batch without items is not in the answer. */
  async summaries(tenantId: string, batchIds: readonly string[], since: Date): Promise<Map<string, BatchSummary>> {
    if (batchIds.length === 0) return new Map()
    const rows = await this.#items.aggregate<SummaryRow>([
      { $match: { batchId: { $in: [...batchIds] }, tenantId } },
      { $group: {
        _id: { batchId: '$batchId', status: '$status', code: '$failure.code', rests: IS_WAITING_FOR_A_PERSON },
        n: { $sum: 1 }, lately: { $sum: { $cond: [{ $gte: ['$movedAt', since] }, 1, 0] } },
        pages: { $sum: PAGES }, pageless: { $sum: { $cond: [{ $eq: [PAGES, 0] }, 1, 0] } },
      } },
    ]).toArray()
    const undecided = rows.some((row) => row._id.status === 'duplicate') ? await this.#undecided(tenantId, batchIds) : new Map<string, number>()
    return new Map([...Map.groupBy(rows, (row) => row._id.batchId)].map(([batchId, own]) => [batchId, { ...summaryOf(own), undecided: undecided.get(batchId) ?? 0 }]))
  }

  /** How many copies in each of these batches end as an item will that is not at its rest. */
  async #undecided(tenantId: string, batchIds: readonly string[]): Promise<Map<string, number>> {
    const copies = await this.#items.find({ batchId: { $in: [...batchIds] }, tenantId, ...IS_FILE_COPY }, { projection: { batchId: 1, duplicateOf: 1 } }).toArray()
    const originals = [...new Set(copies.map(({ duplicateOf }) => duplicateOf))].filter((id) => id !== undefined)
    if (originals.length === 0) return new Map()
    const failedLately = new Date(Date.now() - COPIES_FOLLOW_WITHIN_MS)
    const moving = await this.#items.find({
      _id: { $in: originals }, tenantId, status: { $nin: [...FINAL_STATES] as ItemStatus[] },
      $or: [{ status: { $in: [...FAILED_STATES] as ItemStatus[] }, movedAt: { $gte: failedLately } }, { status: { $nin: [...FAILED_STATES] as ItemStatus[] }, $nor: [WAITS_FOR_A_PERSON] }],
    } as Filter<Item>, { projection: { _id: 1 } }).toArray()
    const ids = new Set(moving.map(({ _id }) => _id))
    return new Map([...Map.groupBy(copies.filter(({ duplicateOf }) => ids.has(duplicateOf as string)), (copy) => copy.batchId)].map(([batchId, own]) => [batchId, own.length]))
  }

  /** The items of a batch that failed, for a retry. */
  failed(tenantId: string, batchId: string): Promise<FailedItem[]> {
    return this.#items.find({ batchId, tenantId, status: { $in: [...FAILED_STATES] as ItemStatus[] } }, { sort: { idx: 1 }, projection: FAILED_FIELDS }).toArray()
  }
}

const PAGES = { $size: { $ifNull: ['$text.pages', []] } }

type SummaryRow = { _id: { batchId: string; status: string; code?: string | null; rests: boolean }; n: number; lately: number; pages: number; pageless: number }

function newSummary(): BatchSummary {
  return { breakdown: {}, review: 0, undecided: 0, endedLately: 0, pages: 0, errorsTop: [] }
}

function summaryOf(rows: readonly SummaryRow[]): BatchSummary {
  const summary = newSummary()
  const breakdown: Record<string, number> = {}
  const codes: Record<string, number> = {}
  for (const { _id: { status, code, rests }, n, lately, pages, pageless } of rows) {
    breakdown[status] = (breakdown[status] ?? 0) + n
    if (rests) summary.review += n
    const isAtRest = rests || FINAL_STATES.has(status) || FAILED_STATES.has(status)
    if (isAtRest) summary.endedLately += lately
    summary.pages += pages + (isAtRest ? pageless : 0)
    if (code && FAILED_STATES.has(status)) codes[code] = (codes[code] ?? 0) + n
  }
  summary.errorsTop = Object.entries(codes).map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count || a.code.localeCompare(b.code)).slice(0, TOP_CODES)
  return { ...summary, breakdown }
}

const SEARCHED = ['file.filename', 'canonical.number', 'canonical.vendor.name', 'canonical.vendor.taxId'] as const

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
