import { setTimeout as delay } from 'node:timers/promises'
import { control } from '@chasqui/contracts'
import { idsOf, type Item } from '@chasqui/mongo'
import type { Deps, Statements } from '@chasqui/worker'
import { turnsOf } from './turns.ts'
import { LIGHT, Windows, type Load } from './windows.ts'

/** Hints come by the hundred; between two looks at the record there is at least this. */
const LOOK_AT_MOST_EVERY_MS = 20

/** Every tenant is looked at this often, hint or not: a lost hint costs a second, never an item. */
const LOOK_AT_ALL_EVERY_MS = 1_000

/** Counted far enough to tell a light tenant from a heavy one, and to fill the room of one look. */
const WAITING_COUNTED = LIGHT + 1

/**
 * Hands waiting items to their next stage, as many of each tenant as its window has room for, in turns. A hint names the
 * tenant to look at, so that nobody's thousands are counted because somebody else sent one. Any number of releasers may
 * run: an item is taken by a conditional write.
 */
export class Releaser {
  readonly #deps: Deps
  readonly #statements: Statements
  readonly #windows: Windows
  readonly #name: string
  /** Tenants with something waiting, as far as is known; heavy ones are not counted again until they run dry. */
  readonly #waiting = new Map<string, number>()
  readonly #hinted = new Set<string>()
  #lookAtAll = true
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #stopped = false

  constructor(deps: Deps, statements: Statements, options: { window: number; name: string }) {
    this.#deps = deps
    this.#statements = statements
    this.#windows = new Windows(options.window)
    this.#name = options.name
  }

  start(): void {
    this.#deps.bus.nc.subscribe(control.releaseAll, {
      callback: (_error, hint) => {
        this.#hinted.add(hint.subject.slice(control.release('').length))
        this.#wake()
      },
    })
    this.#timer = setInterval(() => {
      this.#lookAtAll = true
      this.#wake()
    }, LOOK_AT_ALL_EVERY_MS)
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
      await this.#look().catch((error: unknown) => this.#deps.log.warn({ err: error }, 'releasing waits for the record store'))
      await delay(LOOK_AT_MOST_EVERY_MS)
    }
  }

  async #look(): Promise<void> {
    for (const { tenantId, count } of turnsOf(this.#windows.room(await this.#loads(), performance.now()))) {
      if (this.#stopped) return
      const released = await this.#deps.items.release(tenantId, count, this.#name)
      this.#windows.released(tenantId, released.length)
      // Fewer than asked for: it has run dry. As many: more may wait, so it is looked at again.
      if (released.length < count) this.#waiting.delete(tenantId)
      else this.#hinted.add(tenantId)
      // An item that cannot be stated is left to the reconciler; the others are not kept waiting for it.
      await Promise.allSettled(released.map((item) => this.#hand(item)))
    }
  }

  /** Every tenant with something on its way, and those that wait. */
  async #loads(): Promise<Load[]> {
    const hinted = [...this.#hinted]
    const isForAll = this.#lookAtAll
    const [inFlight, asked] = await Promise.all([this.#deps.items.inFlightByTenant(), isForAll ? this.#deps.items.tenantsWithWaiting() : hinted])
    const uncounted = asked.filter((tenantId) => (this.#waiting.get(tenantId) ?? 0) <= LIGHT)
    const counts = await Promise.all(uncounted.map((tenantId) => this.#deps.items.countWaiting(tenantId, WAITING_COUNTED)))
    for (const [i, tenantId] of uncounted.entries()) this.#waiting.set(tenantId, counts[i] ?? 0)
    // Only what was answered is taken off the list: a hint that came while the record store was away is kept.
    for (const tenantId of hinted) this.#hinted.delete(tenantId)
    if (isForAll) this.#lookAtAll = false
    return [...new Set([...this.#waiting.keys(), ...inFlight.keys()])].map((tenantId) => ({ tenantId, waiting: this.#waiting.get(tenantId) ?? 0, inFlight: inFlight.get(tenantId) ?? 0 }))
  }

  #hand(item: Item): Promise<void> {
    return this.#statements.state(idsOf(item), item, traceOf(item), { restated: item.restated, relation: item.run > 0 || item.restated > 0 ? 'link' : 'child' })
  }
}

function traceOf({ traceparent }: Item): { traceparent: string } | undefined {
  return traceparent === undefined ? undefined : { traceparent }
}
