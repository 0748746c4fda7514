import type { Collection, Db } from 'mongodb'
import type { ItemStatus } from '@chasqui/contracts'
import { isDuplicateKey } from '../errors.ts'
import type { Item } from './item.ts'

type FileClaim = { _id: string; itemId: string; claimedAt: Date }

/** An item in one of these states no longer stands for its file: the next one with the same bytes may. */
const GIVEN_UP: ReadonlySet<ItemStatus> = new Set<ItemStatus>(['rejected', 'cancelled', 'reverted', 'duplicate'])

/** Which item stands for a file: the first one that came with its bytes, as long as something may come of it. */
export class FileClaims {
  readonly #claims: Collection<FileClaim>
  readonly #items: Collection<Item>

  constructor(db: Db) {
    this.#claims = db.collection<FileClaim>('file_claims')
    this.#items = db.collection<Item>('import_items')
  }

  /**
   * @returns the item that stands for the file: the one that asks, or the one that was first
   */
  async claim(tenantId: string, fileId: string, itemId: string): Promise<string> {
    const _id = `${tenantId}:${fileId}`
    try {
      await this.#claims.insertOne({ _id, itemId, claimedAt: new Date() })
      return itemId
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
    }
    const held = await this.#claims.findOne({ _id })
    if (!held || held.itemId === itemId) return itemId
    const holder = await this.#items.findOne({ _id: held.itemId }, { projection: { status: 1 } })
    if (holder && !GIVEN_UP.has(holder.status) && !holder.status.endsWith('_failed')) return held.itemId
    const { modifiedCount } = await this.#claims.updateOne({ _id, itemId: held.itemId }, { $set: { itemId, claimedAt: new Date() } })
    return modifiedCount === 1 ? itemId : this.claim(tenantId, fileId, itemId)
  }
}
