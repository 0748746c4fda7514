import { setTimeout as delay } from 'node:timers/promises'
import { control } from '@chasqui/contracts'
import { idsOf, type Item } from '@chasqui/mongo'
import type { Deps, Statements } from '@chasqui/worker'
import { turnsOf } from './turns.ts'
import { LIGHT, Windows, type Load } from './windows.ts'

/** Hints come by the hundred; between two looks at the record there is at least this. */
const LOOK_AT_MOST_EVERY_MS = 20

/** Read ahead: one read of many costs the record store far less than many reads of a few from among thousands. */
const READ_AHEAD = 2_000

/** Every tenant is looked at this often, hint or not: a lost hint costs a second, never an item. */
const LOOK_AT_ALL_EVERY_MS = 1_000

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
  /** What waits by tenant, oldest first, as far as it was read; of heavy ones nothing is read again until they run dry. */
  readonly #waiting = new Map<string, string[]>()
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
      await this.#look().catch((error: unknown) => {
        this.#deps.log.warn({ err: error }, 'releasing waits for the record store')
        // What was about to be released is not known to have been.
        this.#waiting.clear()
        this.#lookAtAll = true
      })
      await delay(LOOK_AT_MOST_EVERY_MS)
    }
  }

  async #look(): Promise<void> {
    for (const { tenantId, count } of turnsOf(this.#windows.room(await this.#loads(), performance.now()))) {
      if (this.#stopped) return
      const itemIds = this.#waiting.get(tenantId)?.splice(0, count) ?? []
      const released = await this.#deps.items.release(tenantId, itemIds, this.#name)
      this.#windows.released(tenantId, released.length)
      // Others have taken or cancelled some, or what was read has run dry: it is looked at again.
      if (released.length < count || this.#waiting.get(tenantId)?.length === 0) this.#hinted.add(tenantId)
      // An item that cannot be stated is left to the reconciler; the others are not kept waiting for it.
      await Promise.allSettled(released.map((item) => this.#hand(item)))
    }
  }

  /** Every tenant with something on its way, and those that wait. */
  async #loads(): Promise<Load[]> {
    const hinted = [...this.#hinted]
    const isForAll = this.#lookAtAll
    const [inFlight, asked] = await Promise.all([this.#deps.items.inFlightByTenant(), isForAll ? this.#deps.items.tenantsWithWaiting() : hinted])
    const toRead = asked.filter((tenantId) => this.#waitingOf(tenantId) <= LIGHT)
    const read = await Promise.all(toRead.map((tenantId) => this.#deps.items.waiting(tenantId, READ_AHEAD)))
    for (const [i, tenantId] of toRead.entries()) {
      const itemIds = read[i] ?? []
      if (itemIds.length > 0) this.#waiting.set(tenantId, itemIds)
      else this.#waiting.delete(tenantId)
    }
    // Only what was answered is taken off the list: a hint that came while the record store was away is kept.
    for (const tenantId of hinted) this.#hinted.delete(tenantId)
    if (isForAll) this.#lookAtAll = false
    return [...new Set([...this.#waiting.keys(), ...inFlight.keys()])].map((tenantId) => ({ tenantId, waiting: this.#waitingOf(tenantId), inFlight: inFlight.get(tenantId) ?? 0 }))
  }

  #waitingOf(tenantId: string): number {
    return this.#waiting.get(tenantId)?.length ?? 0
  }

  #hand(item: Item): Promise<void> {
    return this.#statements.state(idsOf(item), item, traceOf(item), { restated: item.restated, relation: item.run > 0 || item.restated > 0 ? 'link' : 'child' })
  }
}

function traceOf({ traceparent }: Item): { traceparent: string } | undefined {
  return traceparent === undefined ? undefined : { traceparent }
}
