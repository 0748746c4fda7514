import { stageAfter, stageConsumers, type StageName } from '@chasqui/contracts'
import { idsOf, isStoreAway, type Item } from '@chasqui/mongo'
import type { Deps, Statements } from '@chasqui/worker'

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
  readonly #statements: Statements
  readonly #options: { everyMs: number; restAfterMs: number }
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined

  constructor(deps: Deps, statements: Statements, options: { everyMs: number; restAfterMs: number }) {
    this.#deps = deps
    this.#statements = statements
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.reconcile()
        .then(() => undefined, (error: unknown) => {
          if (!isStoreAway(error)) this.#deps.log.warn({ err: error }, 'reconciling failed; it is tried again')
        })
        .finally(() => { this.#running = undefined })
    }, this.#options.everyMs)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#running
  }

  /** One look. @returns how many facts were stated again */
  async reconcile(now = new Date()): Promise<number> {
    if (!this.#deps.bus.isConnected()) return 0
    const before = new Date(now.getTime() - this.#options.restAfterMs)
    const [resting, overdue] = await Promise.all([
      this.#deps.items.resting(before, now, LOOK_AT),
      this.#deps.items.overdue(before, LOOK_AT),
    ])
    const unique = new Map([...resting, ...overdue].map((item) => [item._id, item]))
    let stated = 0
    for (const [stage, items] of byStage(unique.values())) stated += await this.#heal(stage, items, now)
    if (stated > 0) this.#deps.log.info({ stated }, 'facts stated again')
    return stated
  }

  async #heal(stage: StageName, items: Item[], now: Date): Promise<number> {
    const held = await this.#heldByBroker(stage)
    const lost = items.length > held ? items : items.filter((item) => now.getTime() - item.movedAt.getTime() > LONG_REST_MS)
    const claimed = await Promise.all(lost.map(async (item) => await this.#deps.items.restate(item) ? item : undefined))
    const mine = claimed.filter((item) => item !== undefined)
    await Promise.allSettled(mine.map((item) => this.#statements.state(idsOf(item), item, item.traceparent === undefined ? undefined : { traceparent: item.traceparent }, { restated: item.restated + 1, relation: 'link' })))
    return mine.length
  }

  /** Messages of the stage that the broker has still to deliver or to hear of; 0 when it has lost its memory. */
  async #heldByBroker(stage: StageName): Promise<number> {
    const { stream, durable } = stageConsumers[stage]
    try {
      const info = await this.#deps.bus.jsm.consumers.info(stream, durable)
      return info.num_pending + info.num_ack_pending
    } catch {
      return 0
    }
  }
}

function byStage(items: Iterable<Item>): Map<StageName, Item[]> {
  const stages = new Map<StageName, Item[]>()
  for (const item of items) {
    const stage = stageAfter(item.status)?.name
    if (!stage) continue
    const group = stages.get(stage)
    if (group) group.push(item)
    else stages.set(stage, [item])
  }
  return stages
}
