export type RoomOptions = {
  /** Documents in hand at once, of all companies. */
  limit: number
  /** Documents read at once. */
  atOnce: number
  now?: () => number
  random?: () => number
}

type Place = { tenantId: string; until: number }
type InLine = { tenantId: string; due: number }

/** How long a place is kept for a document that was let in and has not begun; its message may prove stale. */
const KEPT_MS = 10_000
/** One that was sent away and is this late does not come any more. */
const LATE_MS = 60_000
const SHORTEST_DELAY_MS = 1_000
const LONGEST_DELAY_MS = 60_000
const FIRST_GUESS_MS = 1_500

/**
 * The small queue in front of the engine. What finds no place is sent back to the broker with the time at which its turn will
 * come, by its place in the line: a delivery can be put off only some dozens of times, so asking every second would lose it.
 * A company that has nothing in hand is let in beyond the limit: its receipt does not stand behind another's thousand scans.
 */
export class Room {
  readonly #options: RoomOptions
  readonly #now: () => number
  readonly #random: () => number
  readonly #inHand = new Map<string, Place>()
  readonly #line = new Map<string, InLine>()
  /** A moving mean. */
  #tookMs = FIRST_GUESS_MS

  constructor(options: RoomOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#random = options.random ?? Math.random
  }

  /** Takes a place for a document: 0 when it got one, else in how many milliseconds to ask again. */
  ask(itemId: string, tenantId: string): number {
    this.#forget()
    if (this.#inHand.has(itemId) || this.#hasRoom(tenantId)) {
      this.#line.delete(itemId)
      this.#inHand.set(itemId, { tenantId, until: this.#inHand.get(itemId)?.until ?? this.#now() + KEPT_MS })
      return 0
    }
    const delayMs = this.#delayMs(itemId)
    this.#line.set(itemId, { tenantId, due: this.#now() + delayMs })
    return delayMs
  }

  /** Does the work in the place that was taken, and gives the place back. */
  async within<T>(itemId: string, tenantId: string, work: () => Promise<T>): Promise<T> {
    const startedAt = this.#now()
    this.#inHand.set(itemId, { tenantId, until: Number.POSITIVE_INFINITY })
    try {
      return await work()
    } finally {
      this.#inHand.delete(itemId)
      this.#learn(this.#now() - startedAt)
    }
  }

  #hasRoom(tenantId: string): boolean {
    if (this.#inHand.size < this.#options.limit) return true
    const isNew = ![...this.#inHand.values()].some((place) => place.tenantId === tenantId)
    return isNew && this.#inHand.size < 3 * this.#options.limit
  }

  /** The time until those before it in the line are done, a little early rather than late: an idle engine costs more than a delivery. */
  #delayMs(itemId: string): number {
    let before = this.#inHand.size - this.#options.atOnce
    for (const waiting of this.#line.keys()) {
      if (waiting === itemId) break
      before++
    }
    const spread = 0.6 + 0.3 * this.#random()
    return Math.round(Math.min(LONGEST_DELAY_MS, SHORTEST_DELAY_MS * (1 + this.#random()) + (spread * Math.max(0, before) * this.#tookMs) / this.#options.atOnce))
  }

  #learn(tookMs: number): void {
    // A document shares the processes with the others in hand, so its own part of them is smaller than its time here.
    const part = tookMs * Math.min(1, this.#options.atOnce / (this.#inHand.size + 1))
    this.#tookMs = 0.8 * this.#tookMs + 0.2 * part
  }

  #forget(): void {
    const now = this.#now()
    for (const [itemId, { until }] of this.#inHand) if (until < now) this.#inHand.delete(itemId)
    for (const [itemId, { due }] of this.#line) if (due + LATE_MS < now) this.#line.delete(itemId)
  }
}
