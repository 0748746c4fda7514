import type { Collection, Db } from 'mongodb'
import { isDuplicateKey } from '../errors.ts'
import { ensureIndexes } from '../indexes.ts'

type PlaceDocument = { _id: string; scope: string; holder?: string; until?: Date }

/**
 * So many at once, over all processes: a place is a document that one holder has until its lease ends. A holder that died loses its place with its
 * lease; nothing is counted, so nothing can be counted wrong.
 */
export class Places {
  readonly #places: Collection<PlaceDocument>

  constructor(db: Db) {
    this.#places = db.collection<PlaceDocument>('task_places')
  }

  async ensureIndexes(): Promise<void> {
    await ensureIndexes(this.#places, [{ keys: { scope: 1, until: 1 }, options: { name: 'scope' } }])
  }

  /**
   * Takes one of `limit` places.
   * @returns the place, to be given back; or undefined when all are held
   */
  async take(scope: string, limit: number, holder: string, until: Date, now = new Date()): Promise<string | undefined> {
    const all = placesOf(scope, limit)
    for (;;) {
      const there = new Map((await this.#places.find({ _id: { $in: all } }, { projection: { until: 1 } }).toArray()).map(({ _id, until: held }) => [_id, held]))
      const free = all.filter((place) => { const held = there.get(place); return held === undefined || held <= now })
      if (free.length === 0) return undefined
      // Those who look at the same moment begin at different places.
      for (const place of fromAnywhere(free)) if (await (there.has(place) ? this.#takeOver(place, holder, until, now) : this.#add({ _id: place, scope, holder, until }))) return place
    }
  }

  /** How many of `limit` places nobody has. */
  async free(scope: string, limit: number, now = new Date()): Promise<number> {
    return Math.max(0, limit - await this.#places.countDocuments({ scope, until: { $gt: now } }))
  }

  async #takeOver(place: string, holder: string, until: Date, now: Date): Promise<boolean> {
    return (await this.#places.updateOne({ _id: place, until: { $lte: now } }, { $set: { holder, until } })).matchedCount === 1
  }

  async #add(place: PlaceDocument): Promise<boolean> {
    try {
      await this.#places.insertOne(place)
      return true
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      return false
    }
  }

  /** Pushes the end of places on, for those that still hold them. */
  async renew(held: readonly { place: string; holder: string }[], until: Date): Promise<void> {
    if (held.length === 0) return
    await this.#places.bulkWrite(held.map(({ place, holder }) => ({ updateOne: { filter: { _id: place, holder }, update: { $set: { until } } } })), { ordered: false })
  }

  async giveBack(held: readonly { place: string; holder: string }[]): Promise<void> {
    if (held.length === 0) return
    await this.#places.bulkWrite(held.map(({ place, holder }) => ({ updateOne: { filter: { _id: place, holder }, update: { $set: { until: new Date(0) }, $unset: { holder: '' } } } })), { ordered: false })
  }
}

function placesOf(scope: string, limit: number): string[] {
  return Array.from({ length: limit }, (_, n) => `${scope}#${n}`)
}

function fromAnywhere(list: readonly string[]): string[] {
  const at = Math.floor(Math.random() * list.length)
  return [...list.slice(at), ...list.slice(0, at)]
}
