import type { Collection, Db } from 'mongodb'
import { FINAL_STATES, type ItemIds, type ItemStatus } from '@chasqui/contracts'
import { insertMissing } from '../bulk-writes.ts'
import { ensureIndexes, type IndexDeclaration } from '../indexes.ts'
import { MOVING_FIELDS, type Attempt, type Item, type NewItem } from './item.ts'
import { filterOf, groupsOf, updateOf } from './grouped-moves.ts'
import { Marks } from '../marks.ts'
import { tenantsOf } from '../tenants-of.ts'

/**
 * One conditional move of one item. `expect` is the condition, and nothing is written when it does not hold:
 * somebody else was faster, and the mover does nothing.
 */
export type Move = {
  ids: ItemIds
  expect: { status: ItemStatus; owner?: string; leaseBefore?: Date; needsReview?: true; noRetryNoted?: true }
  to: ItemStatus
  set?: Partial<Omit<Item, '_id' | 'tenantId' | 'batchId' | 'status' | 'attempts'>>
  unset?: (keyof Item)[]
  count?: { epoch?: number; crashes?: number; run?: number; restated?: number }
  attempt?: Attempt
}

/** What an item looks like to a mover whose condition did not hold. */
export type Standing = Pick<Item, '_id' | 'tenantId' | 'batchId' | 'run' | 'status' | 'tries' | 'crashes' | 'epoch' | 'restated'> & Pick<Item, 'owner' | 'leaseUntil' | 'nextRetryAt' | 'movedBy'>

export type MoveResult = { kind: 'moved' } | { kind: 'refused'; standing: Standing } | { kind: 'unknown' }

const STANDING = { tenantId: 1, batchId: 1, run: 1, status: 1, tries: 1, crashes: 1, epoch: 1, restated: 1, owner: 1, leaseUntil: 1, nextRetryAt: 1, movedBy: 1 } as const

const indexes: IndexDeclaration[] = [
  { keys: { batchId: 1, idx: 1 }, options: { name: 'batch_idx', unique: true } },
  // Index what rests, not what moves: these two hold at most what waits and what is inside the windows.
  { keys: { tenantId: 1, _id: 1 }, options: { name: 'waiting', partialFilterExpression: { waiting: true } } },
  { keys: { tenantId: 1, batchId: 1 }, options: { name: 'in_flight', partialFilterExpression: { inFlight: true } } },
  { keys: { tenantId: 1, status: 1 }, options: { name: 'review', partialFilterExpression: { needsReview: true } } },
  { keys: { movedAt: 1, _id: 1 }, options: { name: 'failures', partialFilterExpression: { failure: { $exists: true } } } },
  { keys: { duplicateOf: 1 }, options: { name: 'copies', partialFilterExpression: { duplicateOf: { $exists: true } } } },
  { keys: { nextRetryAt: 1 }, options: { name: 'due', partialFilterExpression: { nextRetryAt: { $exists: true } } } },
]

export class Items {
  readonly #items: Collection<Item>
  readonly #marks = new Marks()

  constructor(db: Db) {
    this.#items = db.collection<Item>('import_items')
  }

  ensureIndexes(): Promise<void> {
    return ensureIndexes(this.#items, indexes)
  }

  /** Puts new items on record, waiting for room. An item that is there already (same _id) is left as it is. */
  async insert(items: readonly NewItem[], now = new Date()): Promise<void> {
    if (items.length === 0) return
    const documents = items.map((item): Item => ({
      ...item, run: 0, status: 'pending', waiting: true, tries: 0, crashes: 0, epoch: 0, restated: 0,
      movedAt: now, attempts: [], attemptCount: 0, createdAt: now, updatedAt: now,
    }))
    const existing = [...await insertMissing(this.#items, documents)]
    if (existing.length === 0) return
    // What clashed on its position, and not on its id, is somebody else's: it was not stored.
    const there = await this.#items.countDocuments({ _id: { $in: existing } })
    if (there < existing.length) throw new Error(`${existing.length - there} items clash with the positions of others`)
  }

  /** A name for one group of moves that nobody else uses: it tells what the group moved. */
  mark(worker: string): string {
    return this.#marks.next(worker)
  }

  /**
   * Applies moves together: what goes the same way is one write. Only when fewer matched than were sent is it read back which.
   * @param mark given again when a write failed half way and is tried again: what it had moved counts as moved
   */
  async apply(moves: readonly Move[], worker: string, mark = this.mark(worker)): Promise<MoveResult[]> {
    const now = new Date()
    const writes = groupsOf(moves).map((group) => this.#items.updateMany(filterOf(group), updateOf(group, mark, now)))
    const results = await Promise.all(writes)
    if (results.reduce((n, { matchedCount }) => n + matchedCount, 0) === moves.length) return moves.map(() => ({ kind: 'moved' }))
    return this.#whichMoved(moves, mark)
  }

  async #whichMoved(moves: readonly Move[], mark: string): Promise<MoveResult[]> {
    const found = await this.#items.find({ _id: { $in: moves.map((m) => m.ids.itemId) } }, { projection: STANDING }).toArray()
    const byId = new Map(found.map((item) => [item._id, item as Standing]))
    // Two moves of one item, of a message that came twice: one of them was written.
    const given = new Set<string>()
    return moves.map(({ ids: { itemId } }) => {
      const standing = byId.get(itemId)
      if (!standing) return { kind: 'unknown' }
      if (standing.movedBy !== mark || given.has(itemId)) return { kind: 'refused', standing }
      given.add(itemId)
      return { kind: 'moved' }
    })
  }

  /** Pushes the leases of claims on, in one write. @returns for each whether it is still its owner's */
  async renewLeases(claims: readonly { itemId: string; owner: string }[], until: Date): Promise<boolean[]> {
    const ids = claims.map(({ itemId }) => itemId)
    const { matchedCount } = await this.#items.updateMany({ _id: { $in: ids }, owner: { $in: claims.map(({ owner }) => owner) } }, { $set: { leaseUntil: until } })
    if (matchedCount === claims.length) return claims.map(() => true)
    const owners = new Map((await this.#items.find({ _id: { $in: ids } }, { projection: { owner: 1 } }).toArray()).map((item) => [item._id, item.owner]))
    return claims.map(({ itemId, owner }) => owners.get(itemId) === owner)
  }

  /** Which of these ids are taken. */
  async existing(itemIds: readonly string[]): Promise<Set<string>> {
    const found = await this.#items.find({ _id: { $in: [...itemIds] } }, { projection: { _id: 1 } }).toArray()
    return new Set(found.map((item) => item._id))
  }

  find(tenantId: string, itemId: string): Promise<Item | null> {
    return this.#items.findOne({ _id: itemId, tenantId })
  }

  /** Reads many at once, whoever they belong to; the caller compares the tenant. */
  findMany(itemIds: readonly string[], fields?: readonly (keyof Item)[]): Promise<Item[]> {
    const projection = fields ? Object.fromEntries(fields.map((f) => [f, 1])) : {}
    return this.#items.find({ _id: { $in: [...itemIds] } }, { projection }).toArray()
  }

  standing(itemId: string): Promise<Standing | null> {
    return this.#items.findOne({ _id: itemId }, { projection: STANDING })
  }

  // --- release: the tenant's window -------------------------------------------------------------

  tenantsWithWaiting(): Promise<string[]> {
    return tenantsOf(this.#items, { waiting: true }, { tenantId: 1, _id: 1 })
  }

  /** How many items of each tenant are on their way. */
  async inFlightByTenant(): Promise<Map<string, number>> {
    const rows = await this.#items.aggregate<{ _id: string; n: number }>([{ $match: { inFlight: true } }, { $group: { _id: '$tenantId', n: { $sum: 1 } } }]).toArray()
    return new Map(rows.map(({ _id, n }) => [_id, n]))
  }

  /** The items of a tenant that wait, oldest first, at most so many. */
  async waiting(tenantId: string, most: number): Promise<string[]> {
    const found = await this.#items.find({ tenantId, waiting: true }, { projection: { _id: 1 }, sort: { _id: 1 }, limit: most }).toArray()
    return found.map((item) => item._id)
  }

  /** Takes those of these items of a tenant that still wait into its window. Several releasers may race. */
  async release(tenantId: string, itemIds: readonly string[], releaser: string): Promise<Item[]> {
    const mark = this.mark(releaser)
    const { modifiedCount } = await this.#items.updateMany(
      { _id: { $in: [...itemIds] }, tenantId, waiting: true },
      { $set: { inFlight: true, movedBy: mark, movedAt: new Date() }, $unset: { waiting: '' } },
    )
    if (modifiedCount === 0) return []
    return this.#items.find({ _id: { $in: [...itemIds] }, movedBy: mark }, { sort: { _id: 1 } }).toArray()
  }

  // --- reconciling ------------------------------------------------------------------------------

  /** Marks that the fact of this item is said again; false when the item has moved since it was read. */
  async restate(item: Item): Promise<boolean> {
    const { modifiedCount } = await this.#items.updateOne(
      { _id: item._id, status: item.status, run: item.run, movedAt: item.movedAt },
      { $inc: { restated: 1 }, $set: { movedAt: new Date(), inFlight: true } },
    )
    return modifiedCount === 1
  }

  // --- a batch that is stopped -------------------------------------------------------------------

  /** Ends everything of a batch that is not final; what is being published is past the point of no return. @returns how many */
  async cancel(tenantId: string, batchId: string): Promise<number> {
    const now = new Date()
    const { modifiedCount } = await this.#items.updateMany(
      { batchId, tenantId, status: { $nin: [...FINAL_STATES, 'publishing'] as ItemStatus[] } },
      { $set: { status: 'cancelled', movedAt: now, updatedAt: now }, $unset: Object.fromEntries(MOVING_FIELDS.map((field) => [field, '' as const])) },
    )
    return modifiedCount
  }

  collection(): Collection<Item> {
    return this.#items
  }
}
