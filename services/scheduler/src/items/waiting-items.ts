import type { Item, Items } from '@chasqui/mongo'

/** One read of many costs the record store far less than many reads of a few from among thousands. */
const READ_AHEAD = 2_000

/**
 * What waits by tenant, read ahead. What others took or cancelled since it was read is not released: each release is a
 * conditional write.
 */
export class WaitingItems {
  readonly #items: Pick<Items, 'waiting' | 'release'>
  readonly #releaser: string
  /** Ids, oldest first. */
  readonly #ahead = new Map<string, string[]>()

  constructor(items: Pick<Items, 'waiting' | 'release'>, releaser: string) {
    this.#items = items
    this.#releaser = releaser
  }

  /** How many wait now, exact up to `most`. */
  async count(tenantId: string, most: number): Promise<number> {
    return Math.min(most, (await this.#read(tenantId)).length)
  }

  /** Takes up to `room` into the window of the tenant; fewer only when no more wait. */
  async release(tenantId: string, room: number): Promise<Item[]> {
    const known = this.#ahead.get(tenantId) ?? []
    const itemIds = (known.length < room ? await this.#read(tenantId) : known).splice(0, room)
    if (itemIds.length === 0) return []
    const released = await this.#items.release(tenantId, itemIds, this.#releaser)
    if (released.length === itemIds.length) return released
    this.#ahead.delete(tenantId)
    return [...released, ...await this.release(tenantId, room - released.length)]
  }

  async #read(tenantId: string): Promise<string[]> {
    const itemIds = await this.#items.waiting(tenantId, READ_AHEAD)
    if (itemIds.length > 0) this.#ahead.set(tenantId, itemIds)
    else this.#ahead.delete(tenantId)
    return itemIds
  }
}
