import { LANES, type Lane } from '@chasqui/contracts'

/**
 * The slots of one process, shared by its lanes. Each lane has some that no other may use, so that a long list of slow work never keeps a quick one out.
 * Pure but for who waits.
 */
export class LaneSlots {
  readonly #total: number
  readonly #reserved: Readonly<Record<Lane, number>>
  readonly #used: Record<Lane, number> = { high: 0, default: 0, low: 0 }
  readonly #waiting: { lane: Lane; start: () => void }[] = []

  constructor(total: number, reserved: Readonly<Record<Lane, number>>) {
    if (LANES.reduce((sum, lane) => sum + reserved[lane], 0) > total) throw new Error(`${total} slots cannot hold what is reserved: ${JSON.stringify(reserved)}`)
    this.#total = total
    this.#reserved = reserved
  }

  used(): number {
    return LANES.reduce((sum, lane) => sum + this.#used[lane], 0)
  }

  /** How many more tasks of this lane may start now. */
  room(lane: Lane): number {
    const keptForOthers = LANES.filter((other) => other !== lane).reduce((sum, other) => sum + Math.max(0, this.#reserved[other] - this.#used[other]), 0)
    return Math.max(0, this.#total - this.used() - keptForOthers)
  }

  /** Waits for a slot; within a lane in turn, between lanes the higher first. @returns how to give it back, or undefined when none came free within that time */
  async take(lane: Lane, withinMs: number): Promise<(() => void) | undefined> {
    if (this.room(lane) > 0) this.#used[lane]++
    // Whoever starts the waiting one has counted it already.
    else if (!await this.#turn(lane, withinMs)) return undefined
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.#used[lane]--
      this.#startWaiting()
    }
  }

  #turn(lane: Lane, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const waiting = { lane, start: () => { clearTimeout(timer); resolve(true) } }
      const timer = setTimeout(() => { this.#waiting.splice(this.#waiting.indexOf(waiting), 1); resolve(false) }, withinMs)
      this.#waiting.push(waiting)
    })
  }

  #startWaiting(): void {
    for (const lane of LANES) {
      for (let at = this.#waiting.findIndex((one) => one.lane === lane); at >= 0 && this.room(lane) > 0; at = this.#waiting.findIndex((one) => one.lane === lane)) {
        const [next] = this.#waiting.splice(at, 1)
        this.#used[lane]++
        next?.start()
      }
    }
  }
}
