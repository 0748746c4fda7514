/** While facts come, counts are read at most this often; while none come, this often all the same: some changes state no fact. */
const BUSY_MS = 1_000
const IDLE_MS = 2_000
/** After so long without a fact the last ones have come: they follow their writes within milliseconds. */
export const QUIET_MS = 500

/**
 * When a watcher of a batch reads its counts again, and when it may believe that the batch has ended. Pure: it is told
 * the time, in milliseconds.
 */
export class Pace {
  #lastLook = Number.NEGATIVE_INFINITY
  #lastFact: number
  #seenEnded = false

  constructor(now: number) {
    this.#lastFact = now
  }

  factCame(now: number): void {
    this.#lastFact = now
  }

  /** How long to wait for a fact before the next look. */
  waitMs(now: number): number {
    return Math.max(0, this.#nextLook() - now)
  }

  /** The counts were read; @returns whether the stream is over: all has ended, and no fact is on its way any more */
  looked(now: number, hasEnded: boolean): boolean {
    const isOver = hasEnded && this.#seenEnded && now - this.#lastFact >= QUIET_MS
    this.#lastLook = now
    this.#seenEnded = hasEnded
    return isOver
  }

  #nextLook(): number {
    if (this.#lastLook === Number.NEGATIVE_INFINITY) return this.#lastLook
    if (this.#seenEnded) return Math.max(this.#lastLook, this.#lastFact) + QUIET_MS
    return this.#lastLook + (this.#lastFact >= this.#lastLook ? BUSY_MS : IDLE_MS)
  }
}
