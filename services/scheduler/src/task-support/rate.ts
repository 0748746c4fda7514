import { setTimeout as delay } from 'node:timers/promises'

type Clock = { now: () => number; wait: (ms: number, signal: AbortSignal) => Promise<void> }

const REAL: Clock = { now: () => performance.now(), wait: (ms, signal) => delay(ms, undefined, { signal }) }

/** At most so many a second, one by one. Time that a stall took is not made up for: whoever is behind it would get all of it at once. */
export class Rate {
  readonly #everyMs: number
  readonly #clock: Clock
  #nextAt = 0

  constructor(perSecond: number, clock = REAL) {
    this.#everyMs = 1_000 / perSecond
    this.#clock = clock
  }

  /** Waits until it is the next one's turn. @throws an AbortError when it is told to stop meanwhile */
  async turn(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now()
    const at = Math.max(now, this.#nextAt)
    this.#nextAt = at + this.#everyMs
    await this.#clock.wait(at - now, signal)
  }
}
