import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb'
import { insertMissing } from '../bulk-writes.ts'
import { ensureIndexes, type IndexDeclaration } from '../indexes.ts'
import { entityIdOf } from './ids.ts'

/** The collection that a posting key led to. */
export type EntityType = 'invoices' | 'expenses' | 'bank_statements' | 'bank_transactions'

/**
 * Who holds a posting key. The unique `_id` is what makes a document post once, whoever races.
 *
 *   (free) ──reserve──▶ reserved ──markPosted──▶ posted ──undo──▶ reverted ──reserve──▶ reserved (next generation)
 *                           └──the item was given up──────────────▲
 */
export type Posting = {
  /** The posting key, hex. The text it is the hash of contains the tenant. */
  _id: string
  tenantId: string
  nearKey?: string
  itemId: string
  entityType: EntityType
  entityId: string
  state: 'reserved' | 'posted' | 'reverted'
  /** How often the key was freed. */
  generation: number
  createdAt: Date
}

export type NewPosting = Pick<Posting, 'tenantId' | 'itemId' | 'entityType'> & { postingKey: string; nearKey?: string | undefined }

const indexes: IndexDeclaration[] = [
  { keys: { nearKey: 1 }, options: { name: 'near', sparse: true } },
]

/** Keys an `$in` may carry at a time. */
const CHUNK = 1_000

export class Postings {
  readonly #postings: Collection<Posting>

  constructor(db: Db) {
    this.#postings = db.collection<Posting>('posting_registry')
  }

  ensureIndexes(): Promise<void> {
    return ensureIndexes(this.#postings, indexes)
  }

  /**
   * Takes every key that is free, for the item that asks first.
   * @returns who holds each key now: the item that asked, or another one
   */
  async reserveMany(wanted: readonly NewPosting[], now = new Date()): Promise<Map<string, Posting>> {
    // The first that asks is the holder, here as in the store.
    const rows = new Map<string, Posting>()
    for (const one of wanted) if (!rows.has(one.postingKey)) rows.set(one.postingKey, rowOf(one, now))
    const taken = await insertMissing(this.#postings, [...rows.values()])
    if (taken.size === 0) return rows
    const holders = await this.#read([...taken])
    const freed = holders.filter((holder) => holder.state === 'reverted')
    if (freed.length > 0) holders.push(...await this.#takeFreed(freed, rows))
    for (const holder of holders) rows.set(holder._id, holder)
    return rows
  }

  /** Takes keys that an undo freed; whoever changes the generation first has them. */
  async #takeFreed(freed: readonly Posting[], rows: ReadonlyMap<string, Posting>): Promise<Posting[]> {
    await this.#postings.bulkWrite(freed.flatMap((old): AnyBulkWriteOperation<Posting>[] => {
      const row = rows.get(old._id)
      if (!row) return []
      const generation = old.generation + 1
      const set = { ...row, generation, entityId: entityIdOf(old._id, row.itemId, generation) }
      return [{ updateOne: { filter: { _id: old._id, state: 'reverted', generation: old.generation }, update: { $set: set } } }]
    }), { ordered: false })
    return this.#read(freed.map((old) => old._id))
  }

  /** The last step: what these keys stand for is in the books. */
  async markPosted(postingKeys: readonly string[]): Promise<void> {
    for (let at = 0; at < postingKeys.length; at += CHUNK) {
      await this.#postings.updateMany({ _id: { $in: postingKeys.slice(at, at + CHUNK) }, state: 'reserved' }, { $set: { state: 'posted' } })
    }
  }

  /** Frees keys that items reserved and never posted. A key that was posted meanwhile stays. */
  async freeMany(reserved: readonly Pick<Posting, '_id' | 'itemId' | 'generation'>[]): Promise<void> {
    if (reserved.length === 0) return
    await this.#postings.bulkWrite(reserved.map(({ _id, itemId, generation }): AnyBulkWriteOperation<Posting> => ({
      updateOne: { filter: { _id, itemId, generation, state: 'reserved' }, update: { $set: { state: 'reverted' } } },
    })), { ordered: false })
  }

  /** Which posting keys have these near keys: what may be the same document under another number. */
  async nearKeys(tenantId: string, nearKeys: readonly string[]): Promise<Map<string, Posting[]>> {
    const found = await this.#postings.find({ nearKey: { $in: [...nearKeys] }, tenantId, state: { $ne: 'reverted' } }).toArray()
    return Map.groupBy(found, (posting) => posting.nearKey ?? '')
  }

  /** Who holds these keys. */
  findMany(tenantIds: readonly string[], postingKeys: readonly string[]): Promise<Posting[]> {
    return this.#postings.find({ _id: { $in: [...postingKeys] }, tenantId: { $in: [...tenantIds] } }).toArray()
  }

  async #read(postingKeys: readonly string[]): Promise<Posting[]> {
    const found: Posting[] = []
    for (let at = 0; at < postingKeys.length; at += CHUNK) {
      found.push(...await this.#postings.find({ _id: { $in: postingKeys.slice(at, at + CHUNK) } }).toArray())
    }
    return found
  }
}

function rowOf({ postingKey, nearKey, ...rest }: NewPosting, createdAt: Date): Posting {
  return {
    _id: postingKey, ...rest, ...(nearKey === undefined ? {} : { nearKey }),
    entityId: entityIdOf(postingKey, rest.itemId), state: 'reserved', generation: 0, createdAt,
  }
}
