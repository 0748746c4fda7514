import { stageAfter, stageConsumers, type StageName } from '@chasqui/contracts'
import { idsOf, Sweeps, type Item } from '@chasqui/mongo/items'
import { traceOfRecord } from '@chasqui/telemetry'
import type { Deps, ItemStatements } from '@chasqui/worker'
import { heldByBroker } from '../held-by-broker.ts'
import { Rounds } from '../rounds.ts'

const LOOK_AT = 1_000

/** However busy a stage is, an item that has not moved for this long is stated again. */
const LONG_REST_MS = 10 * 60_000

/**
 * Says the fact again of every item that should be moving and rests: it heals lost messages, a wiped broker, and a
 * process that died between its write and its publish. While a stage's consumer still holds as many messages as items
 * rest before it, nothing was lost: the items are waiting their turn.
 */
export class Reconciler {
  readonly #deps: Deps
  readonly #sweeps: Sweeps
  readonly #statements: ItemStatements
  readonly #options: { everyMs: number; restAfterMs: number }
  readonly #rounds: Rounds

  constructor(deps: Deps, statements: ItemStatements, options: { everyMs: number; restAfterMs: number }) {
    this.#deps = deps
    this.#sweeps = new Sweeps(deps.store.db)
    this.#statements = statements
    this.#options = options
    this.#rounds = new Rounds('reconciling items', () => this.reconcile(), deps.log)
  }

  start(): void {
    this.#rounds.start(() => this.#options.everyMs)
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  /** One look. @returns how many facts were stated again */
  async reconcile(now = new Date()): Promise<number> {
    if (!this.#deps.bus.isConnected()) return 0
    const before = new Date(now.getTime() - this.#options.restAfterMs)
    const stuck = await this.#sweeps.stuck({ before, limit: LOOK_AT, now })
    let stated = 0
    for (const [stage, items] of Map.groupBy(stuck, (item) => stageAfter(item.status)?.name)) if (stage) stated += await this.#heal(stage, items, now)
    if (stated > 0) this.#deps.log.info({ stated }, 'facts stated again')
    return stated
  }

  async #heal(stage: StageName, items: Item[], now: Date): Promise<number> {
    const { stream, durable } = stageConsumers[stage]
    const lost = lostOf(items, await heldByBroker(this.#deps.bus, stream, durable), now)
    const claimed = await Promise.all(lost.map(async (item) => await this.#deps.items.restate(item) ? item : undefined))
    const mine = claimed.filter((item) => item !== undefined)
    await Promise.allSettled(mine.map((item) => this.#statements.state(idsOf(item), item, traceOfRecord(item), { restated: item.restated + 1, relation: 'link' })))
    return mine.length
  }
}

/** Of the items that rest before one stage, those whose message the broker has lost: all when it holds fewer, else who has rested too long for any turn. Pure. */
function lostOf<T extends Pick<Item, 'movedAt'>>(items: readonly T[], held: number, now: Date): readonly T[] {
  return items.length > held ? items : items.filter(({ movedAt }) => now.getTime() - movedAt.getTime() > LONG_REST_MS)
}
