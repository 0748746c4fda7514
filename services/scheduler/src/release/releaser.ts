import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@chasqui/telemetry'
import { turnsOf } from './turns.ts'
import { LIGHT, type Load, type Windows } from './windows.ts'

/** What waits on record to be handed over: items, or the tasks of one queue. */
export type Source<T> = {
  /** What was handed over and is not at its end. */
  inFlightByTenant: () => Promise<Map<string, number>>
  tenantsWithWaiting: () => Promise<string[]>
  /** Exact up to `most`. */
  countWaiting: (tenantId: string, most: number) => Promise<number>
  /** Takes up to `room` by a conditional write: several releasers may race. */
  release: (tenantId: string, room: number) => Promise<T[]>
  hand: (released: T) => Promise<void>
}

/** Hints come by the hundred; between two looks at the record there is at least this. */
const LOOK_AT_MOST_EVERY_MS = 20

/** Every tenant is looked at this often, hint or not: a lost hint costs a second, never an item. */
const LOOK_AT_ALL_EVERY_MS = 1_000

/** Counted far enough to tell a light tenant from a heavy one, and to fill the largest window. */
const WAITING_COUNTED = 1_000

/**
 * Hands over what waits, as many of each tenant as its window has room for, in turns. A hint names the
 * tenant to look at, so that nobody's thousands are counted because somebody else sent one. Any number of releasers may
 * run: what is handed over is taken by a conditional write.
 */
export class Releaser<T> {
  readonly #source: Source<T>
  readonly #windows: Windows
  readonly #log: Logger
  /** Tenants with something waiting, as far as is known; heavy ones are not counted again until they run dry. */
  readonly #waiting = new Map<string, number>()
  readonly #hinted = new Set<string>()
  #lookAtAll = true
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #stopped = false

  constructor(source: Source<T>, windows: Windows, log: Logger) {
    this.#source = source
    this.#windows = windows
    this.#log = log
  }

  start(): void {
    this.#timer = setInterval(() => this.lookAtAll(), LOOK_AT_ALL_EVERY_MS)
    this.#wake()
  }

  /** Something of this tenant came, or ended. */
  lookAt(tenantId: string): void {
    this.#hinted.add(tenantId)
    this.#wake()
  }

  lookAtAll(): void {
    this.#lookAtAll = true
    this.#wake()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#running
  }

  #wake(): void {
    this.#running ??= this.#lookWhileHinted().finally(() => { this.#running = undefined })
  }

  async #lookWhileHinted(): Promise<void> {
    while (!this.#stopped && (this.#lookAtAll || this.#hinted.size > 0)) {
      await this.#look().catch((error: unknown) => this.#log.warn({ err: error }, 'releasing waits for the record store'))
      await delay(LOOK_AT_MOST_EVERY_MS)
    }
  }

  async #look(): Promise<void> {
    for (const { tenantId, count } of turnsOf(this.#windows.room(await this.#loads(), performance.now()))) {
      if (this.#stopped) return
      const released = await this.#source.release(tenantId, count)
      this.#windows.released(tenantId, released.length)
      // Fewer than asked for: it has run dry. As many: more may wait, so it is looked at again.
      if (released.length < count) this.#waiting.delete(tenantId)
      else this.#hinted.add(tenantId)
      // What cannot be handed over is left to the reconciler; the others are not kept waiting for it.
      await Promise.allSettled(released.map((one) => this.#source.hand(one)))
    }
  }

  /** Every tenant with something on its way, and those that wait. */
  async #loads(): Promise<Load[]> {
    const hinted = [...this.#hinted]
    const isForAll = this.#lookAtAll
    const [inFlight, asked] = await Promise.all([this.#source.inFlightByTenant(), isForAll ? this.#source.tenantsWithWaiting() : []])
    // Also of those who came since it was known who has something waiting.
    const uncounted = [...new Set([...asked, ...hinted])].filter((tenantId) => (this.#waiting.get(tenantId) ?? 0) <= LIGHT)
    const counts = await Promise.all(uncounted.map((tenantId) => this.#source.countWaiting(tenantId, WAITING_COUNTED)))
    for (const [i, tenantId] of uncounted.entries()) this.#waiting.set(tenantId, counts[i] ?? 0)
    // Only what was answered is taken off the list: a hint that came while the record store was away is kept.
    for (const tenantId of hinted) this.#hinted.delete(tenantId)
    if (isForAll) this.#lookAtAll = false
    return [...new Set([...this.#waiting.keys(), ...inFlight.keys()])].map((tenantId) => ({ tenantId, waiting: this.#waiting.get(tenantId) ?? 0, inFlight: inFlight.get(tenantId) ?? 0 }))
  }
}
