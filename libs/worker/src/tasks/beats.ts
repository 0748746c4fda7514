/** Tells from the beats of a timer for how long the whole process stood still: it was paused, or its machine suspended, while the clock on the wall went on. */
export class Beats {
  readonly #everyMs: number
  #expectedAt: number

  constructor(everyMs: number, now: number) {
    this.#everyMs = everyMs
    this.#expectedAt = now + everyMs
  }

  /** Called at each beat. @returns for how many ms nothing ran since the one before; 0 when it came in time, or late by less than one beat */
  beat(now: number): number {
    const lateMs = now - this.#expectedAt
    this.#expectedAt = now + this.#everyMs
    return lateMs > this.#everyMs ? lateMs : 0
  }
}
