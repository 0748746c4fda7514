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
    for (;;) {
      const taken = await this.#places.findOneAndUpdate(
        { _id: { $in: placesOf(scope, limit) }, until: { $lte: now } }, { $set: { holder, until } }, { returnDocument: 'after', projection: { _id: 1 } },
      )
      if (taken) return taken._id
      const there = new Set((await this.#places.find({ _id: { $in: placesOf(scope, limit) } }, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id))
      const missing = placesOf(scope, limit).find((place) => !there.has(place))
      if (missing === undefined) return undefined
      try {
        await this.#places.insertOne({ _id: missing, scope, holder, until })
        return missing
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
      }
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
