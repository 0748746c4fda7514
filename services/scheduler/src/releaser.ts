import { control } from '@chasqui/contracts'
import { idsOf, type Item } from '@chasqui/mongo'
import type { Deps, Statements } from '@chasqui/worker'
import { turnsOf } from './turns.ts'

/** Without any hint, waiting items are looked for this often: a lost hint costs a second, never an item. */
const LOOK_EVERY_MS = 1_000

/**
 * Hands waiting items to their next stage, as many of each tenant as its window has room for, in turns. Any number of
 * releasers may run: an item is taken by a conditional write.
 */
export class Releaser {
  readonly #deps: Deps
  readonly #statements: Statements
  readonly #window: number
  readonly #name: string
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(deps: Deps, statements: Statements, options: { window: number; name: string }) {
    this.#deps = deps
    this.#statements = statements
    this.#window = options.window
    this.#name = options.name
  }

  start(): void {
    this.#deps.bus.nc.subscribe(control.releaseAll, { callback: () => this.wake() })
    this.#timer = setInterval(() => this.wake(), LOOK_EVERY_MS)
    this.wake()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#running
  }

  /** There may be something to release. Hints that come while it is at work make it look once more. */
  wake(): void {
    if (this.#stopped) return
    if (this.#running) {
      this.#again = true
      return
    }
    this.#running = this.#look()
      .catch((error: unknown) => this.#deps.log.warn({ err: error }, 'releasing waits for the record store'))
      .finally(() => {
        this.#running = undefined
        if (this.#again) {
          this.#again = false
          this.wake()
        }
      })
  }

  async #look(): Promise<void> {
    const tenants = await this.#deps.items.tenantsWithWaiting()
    const room = new Map<string, number>()
    for (const tenantId of tenants) room.set(tenantId, this.#window - await this.#deps.items.countInFlight(tenantId))
    for (const { tenantId, count } of turnsOf(room)) {
      if (this.#stopped) return
      const released = await this.#deps.items.release(tenantId, count, this.#name)
      await Promise.all(released.map((item) => this.#hand(item)))
      // A full turn may mean that more wait than the room that was seen.
      if (released.length === count) this.#again = true
    }
  }

  #hand(item: Item): Promise<void> {
    return this.#statements.state(idsOf(item), item, traceOf(item), { restated: item.restated, relation: item.run > 0 || item.restated > 0 ? 'link' : 'child' })
  }
}

function traceOf({ traceparent }: Item): { traceparent: string } | undefined {
  return traceparent === undefined ? undefined : { traceparent }
}
