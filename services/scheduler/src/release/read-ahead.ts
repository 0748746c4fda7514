/** Where things wait, by tenant: their ids in the order in which they are to be taken, and the taking, which the record decides. */
export type Waiting<T, Held> = {
  ids: (tenantId: string, most: number, held: Held) => Promise<string[]>
  take: (tenantId: string, ids: readonly string[], held: Held) => Promise<T[]>
}

export type ReadAheadOptions = {
  /** Ids in a list. */
  most: number
  /** A list is read anew when so many times as long as its reading took has passed: a long one is not read for every handful, a short one is always fresh. */
  goodForReadings: number
}

type Listed = { ids: string[]; /** Nothing waited besides. */ isAll: boolean; goodUntil: number }

/**
 * What waits, read ahead by tenant: reading it costs by how much waits, on stores that read all before they sort, so one read of many costs far less than many of a few. What
 * others took or held since it was read is not taken: each taking is a conditional write.
 */
export class ReadAhead<T, Held = undefined> {
  readonly #waiting: Waiting<T, Held>
  readonly #options: ReadAheadOptions
  readonly #lists = new Map<string, Listed>()

  constructor(waiting: Waiting<T, Held>, options: ReadAheadOptions) {
    this.#waiting = waiting
    this.#options = options
  }

  /** How many wait now, exact up to `most`. */
  async count(tenantId: string, most: number, held: Held): Promise<number> {
    return Math.min(most, (await this.#read(tenantId, held)).ids.length)
  }

  /** Takes up to `room` of a tenant to be handed over; fewer only when no more wait. */
  async release(tenantId: string, room: number, held: Held): Promise<T[]> {
    const released: T[] = []
    for (let list = this.#known(tenantId); ; list = undefined) {
      const isRead = list === undefined
      list ??= await this.#read(tenantId, held)
      while (list.ids.length > 0 && released.length < room) released.push(...await this.#waiting.take(tenantId, list.ids.splice(0, room - released.length), held))
      if (list.ids.length === 0) this.#lists.delete(tenantId)
      if (released.length >= room || (isRead && list.isAll)) return released
    }
  }

  #known(tenantId: string): Listed | undefined {
    const known = this.#lists.get(tenantId)
    return known && performance.now() < known.goodUntil ? known : undefined
  }

  async #read(tenantId: string, held: Held): Promise<Listed> {
    const { most, goodForReadings } = this.#options
    const startedAt = performance.now()
    const ids = await this.#waiting.ids(tenantId, most, held)
    const endedAt = performance.now()
    const list = { ids, isAll: ids.length < most, goodUntil: endedAt + goodForReadings * (endedAt - startedAt) }
    if (ids.length > 0) this.#lists.set(tenantId, list)
    else this.#lists.delete(tenantId)
    return list
  }
}
