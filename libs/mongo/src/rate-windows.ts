import type { Collection, Db, Document } from 'mongodb'
import { isDuplicateKey } from './errors.ts'
import { ensureIndexes } from './indexes.ts'

/** How asking for a place in a window went. */
type WindowAnswer = {
  /** 0 when it was taken, else the milliseconds to wait. */
  waitMs: number
  /** Places that are left now. */
  left: number
  /** Milliseconds until one more would fit; 0 when it would now. */
  nextMs: number
}

/** `taken`: when each place was taken, in ms; what the window does not cover any more goes with the next write. */
type WindowDocument = { _id: string; taken: number[]; expiresAt: Date }

/**
 * A sliding window shared by all processes: in none of the length of `windowMs`, wherever it begins, are more than `limit` places taken. Each place is kept with its time, in one
 * document for each key: made for limits up to some hundreds.
 */
export class RateWindows {
  readonly #windows: Collection<WindowDocument>

  constructor(db: Db) {
    this.#windows = db.collection<WindowDocument>('rate_windows')
  }

  async ensureIndexes(): Promise<void> {
    await ensureIndexes(this.#windows, [{ keys: { expiresAt: 1 }, options: { name: 'expiry', expireAfterSeconds: 0 } }])
  }

  /** Takes one place in the window, if there is one. */
  async take(key: string, limit: number, windowMs: number, now = Date.now()): Promise<WindowAnswer> {
    const isTaken = await this.#raise(key, limit, windowMs, now)
    const covered = ((await this.#windows.findOne({ _id: key }))?.taken ?? []).filter((at) => at > now - windowMs)
    const nextMs = roomInMs(covered, limit, windowMs, now)
    return isTaken ? { waitMs: 0, left: Math.max(0, limit - covered.length), nextMs } : { waitMs: Math.max(1, nextMs), left: 0, nextMs: Math.max(1, nextMs) }
  }

  /** In how many ms one more fits behind so many that wait already; 0 when it does now. Takes nothing. */
  async roomBehindMs(ahead: number, key: string, limit: number, windowMs: number, now = Date.now()): Promise<number> {
    return roomInMs((await this.#windows.findOne({ _id: key }))?.taken ?? [], limit, windowMs, now, ahead)
  }

  /** Notes one more, unless there are `limit` in the window: the condition is the write's own, so racing calls cannot pass it. */
  async #raise(key: string, limit: number, windowMs: number, now: number): Promise<boolean> {
    const covered: Document = { $filter: { input: { $ifNull: ['$taken', []] }, as: 'at', cond: { $gt: ['$$at', now - windowMs] } } }
    const hasRoom = { _id: key, $expr: { $lt: [{ $size: covered }, limit] } }
    const expiresAt = new Date(now + 2 * windowMs)
    const noted = async (): Promise<boolean> => (await this.#windows.updateOne(hasRoom, [{ $set: { taken: { $concatArrays: [covered, [now]] }, expiresAt } }])).modifiedCount === 1
    if (await noted()) return true
    try {
      // No upsert: MongoDB takes none whose condition is an expression.
      await this.#windows.insertOne({ _id: key, taken: [now], expiresAt })
      return true
    } catch (error) {
      // It is there and full, or somebody else made it just now.
      if (!isDuplicateKey(error)) throw error
      return noted()
    }
  }
}

/** In how many ms one more fits when nothing else comes but so many that are ahead, each as soon as it can; by when the places were taken. 0 when it does now. Pure. */
export function roomInMs(taken: readonly number[], limit: number, windowMs: number, now: number, ahead = 0): number {
  const covered = taken.filter((at) => at > now - windowMs).sort((one, other) => one - other)
  // The n-th that comes has the place of the n-th that leaves; where none has to leave it comes now.
  const mustLeave = covered[covered.length - limit + ahead % limit]
  return Math.max(0, (mustLeave === undefined ? 0 : mustLeave + windowMs - now) + Math.floor(ahead / limit) * windowMs)
}
