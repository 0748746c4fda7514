import type { Collection, Db } from 'mongodb'
import { isDuplicateKey } from './errors.ts'
import { ensureIndexes } from './indexes.ts'

/** So that 600.0000001 ms are 600. */
const ROUNDING = 1e-6

/** How asking for a place in a window went. */
export type Place = {
  /** 0 when it was taken, else the milliseconds to wait. */
  waitMs: number
  /** Places that are left now. */
  left: number
  /** Milliseconds until one more would fit; 0 when it would now. */
  nextMs: number
}

type WindowDocument = { _id: string; n: number; expiresAt: Date }

/**
 * How full the last `windowMs` is: the previous bucket counts for the part of it that the window still covers.
 * @param intoMs how far into the present bucket it is
 */
export function estimate(previous: number, current: number, intoMs: number, windowMs: number): number {
  return previous * (1 - intoMs / windowMs) + current
}

/**
 * After how many milliseconds one more would fit, when nothing else comes. In the present bucket the previous one fades;
 * when that is not enough, the present one has to fade in the next.
 */
export function waitMs(previous: number, current: number, intoMs: number, windowMs: number, limit: number): number {
  const most = limit - 1
  if (estimate(previous, current, intoMs, windowMs) <= most) return 0
  if (current <= most) return Math.ceil(windowMs * (1 - (most - current) / previous) - ROUNDING) - intoMs
  return windowMs - intoMs + Math.ceil(windowMs * (1 - most / current) - ROUNDING)
}

/** A sliding window shared by all processes: two counters, raised in the record store, never in process memory. */
export class RateWindows {
  readonly #windows: Collection<WindowDocument>

  constructor(db: Db) {
    this.#windows = db.collection<WindowDocument>('rate_windows')
  }

  async ensureIndexes(): Promise<void> {
    await ensureIndexes(this.#windows, [{ keys: { expiresAt: 1 }, options: { name: 'expiry', expireAfterSeconds: 0 } }])
  }

  /** Takes one place in the window, if there is one. */
  async take(key: string, limit: number, windowMs: number, now = Date.now()): Promise<Place> {
    const bucket = Math.floor(now / windowMs)
    const intoMs = now - bucket * windowMs
    const previous = await this.#read(key, bucket - 1)
    const most = Math.floor(limit - estimate(previous, 0, intoMs, windowMs) + ROUNDING)
    const isTaken = await this.#raise(key, bucket, most, windowMs)
    const current = await this.#read(key, bucket)
    const wait = isTaken ? 0 : Math.max(1, waitMs(previous, current, intoMs, windowMs, limit))
    return {
      waitMs: wait,
      left: isTaken ? Math.max(0, Math.floor(limit - estimate(previous, current, intoMs, windowMs) + ROUNDING)) : 0,
      nextMs: isTaken ? waitMs(previous, current, intoMs, windowMs, limit) : wait,
    }
  }

  async #read(key: string, bucket: number): Promise<number> {
    return (await this.#windows.findOne({ _id: `${key}:${bucket}` }))?.n ?? 0
  }

  /** Counts one more, unless `most` are counted already: the condition is the write's own, so racing calls cannot pass it. */
  async #raise(key: string, bucket: number, most: number, windowMs: number): Promise<boolean> {
    if (most < 1) return false
    try {
      await this.#windows.updateOne(
        { _id: `${key}:${bucket}`, n: { $lt: most } },
        { $inc: { n: 1 }, $setOnInsert: { expiresAt: new Date((bucket + 3) * windowMs) } },
        { upsert: true },
      )
      return true
    } catch (error) {
      // It is there and full, so the upsert clashed with it; or somebody else made it just now.
      if (!isDuplicateKey(error)) throw error
      return (await this.#windows.updateOne({ _id: `${key}:${bucket}`, n: { $lt: most } }, { $inc: { n: 1 } })).modifiedCount === 1
    }
  }
}
