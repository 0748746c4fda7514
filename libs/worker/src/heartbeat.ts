/** Something in hand whose deadline must be pushed on for as long as it is worked on. */
export type Beating = { beat: () => void }

/** Beats for everything in hand from one timer. */
export class Heartbeat {
  readonly #inHand = new Set<Beating>()
  readonly #timer: NodeJS.Timeout

  constructor(everyMs: number) {
    this.#timer = setInterval(() => { for (const one of this.#inHand) one.beat() }, everyMs)
    this.#timer.unref()
  }

  add(one: Beating): void {
    this.#inHand.add(one)
  }

  remove(one: Beating): void {
    this.#inHand.delete(one)
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
