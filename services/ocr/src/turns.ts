/** Whose page it is. */
export type Turn = { tenantId: string; document: object }

type Waiting = Turn & { tick: number; start: () => void; cancel: (reason: unknown) => void }

/** What has been served to a tenant or a document. */
type Served = { running: number; waiting: number; lastTick: number }

/**
 * Lends a fixed number of slots, page by page, in turns: first to the tenant, then to its document, that holds the fewest; among
 * equals to the one that has waited longest since its last page. So a long document uses all slots while it is alone and one
 * page less as soon as another comes, and nobody starves.
 */
export class Turns {
  readonly #slots: number
  readonly #waiting: Waiting[] = []
  readonly #served = new Map<string | object, Served>()
  #free: number
  #tick = 0

  constructor(slots: number) {
    this.#slots = slots
    this.#free = slots
  }

  get busy(): number {
    return this.#slots - this.#free
  }

  /**
   * Does the work when it is its turn.
   * @throws the signal's reason when it fires before that; the work itself listens to the signal
   */
  async run<T>(turn: Turn, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#wait(turn, signal)
    try {
      return await work()
    } finally {
      this.#free++
      this.#count(turn, (served) => served.running--)
      this.#next()
    }
  }

  async #wait(turn: Turn, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const tick = ++this.#tick
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting: Waiting = { ...turn, tick, start: resolve, cancel: reject }
    const onAbort = (): void => this.#cancel(waiting, signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    this.#waiting.push(waiting)
    this.#count(turn, (served) => served.waiting++)
    this.#next()
    await promise.finally(() => signal.removeEventListener('abort', onAbort))
  }

  #cancel(waiting: Waiting, reason: unknown): void {
    const at = this.#waiting.indexOf(waiting)
    if (at < 0) return
    this.#waiting.splice(at, 1)
    this.#count(waiting, (served) => served.waiting--)
    waiting.cancel(reason)
  }

  #next(): void {
    while (this.#free > 0 && this.#waiting.length > 0) {
      const [chosen] = this.#waiting.splice(this.#firstInTurn(), 1)
      if (!chosen) return
      this.#free--
      const tick = ++this.#tick
      this.#count(chosen, (served) => { served.waiting--; served.running++; served.lastTick = tick })
      chosen.start()
    }
  }

  #firstInTurn(): number {
    let first = 0
    for (let at = 1; at < this.#waiting.length; at++) {
      if (this.#isBefore(this.#waiting[at] as Waiting, this.#waiting[first] as Waiting)) first = at
    }
    return first
  }

  #isBefore(a: Waiting, b: Waiting): boolean {
    const difference = this.#compare(a.tenantId, b.tenantId) || this.#compare(a.document, b.document) || a.tick - b.tick
    return difference < 0
  }

  #compare(a: string | object, b: string | object): number {
    if (a === b) return 0
    const [one, other] = [this.#of(a), this.#of(b)]
    return one.running - other.running || one.lastTick - other.lastTick
  }

  #of(key: string | object): Served {
    const known = this.#served.get(key)
    if (known) return known
    // One that comes anew stands behind those that came before, so that a stream of new ones starves nobody.
    const fresh = { running: 0, waiting: 0, lastTick: this.#tick }
    this.#served.set(key, fresh)
    return fresh
  }

  #count({ tenantId, document }: Turn, change: (served: Served) => void): void {
    for (const key of [tenantId, document]) {
      const served = this.#of(key)
      change(served)
      if (served.running === 0 && served.waiting === 0) this.#served.delete(key)
    }
  }
}
