import { LANES, stageConsumers } from '@chasqui/contracts'
import { Sweeps } from '@chasqui/mongo/items'
import { metrics } from '@chasqui/telemetry'
import type { Deps, TaskDeps } from '@chasqui/worker'
import { heldByBroker } from './held-by-broker.ts'
import { Rounds } from './rounds.ts'

const COUNT_EVERY_MS = 15_000

type GaugeDeps = Deps & TaskDeps<'waiting' | 'workers'>

/** Counts what waits: items on their way by tenant, what each stage has still to do, waiting tasks by lane, who runs them, and what was given up. */
export class Gauges {
  readonly #deps: GaugeDeps
  readonly #sweeps: Sweeps
  readonly #rounds: Rounds

  constructor(deps: GaugeDeps) {
    this.#deps = deps
    this.#sweeps = new Sweeps(deps.store.db)
    this.#rounds = new Rounds('counting', () => this.count(), deps.log)
  }

  start(): void {
    this.#rounds.start(() => COUNT_EVERY_MS)
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  async count(): Promise<void> {
    const { imports, tasks } = metrics('scheduler')
    const [moving, review, dead, waiting, workers] = await Promise.all([
      this.#sweeps.movingByStatus(), this.#sweeps.inReview(), this.#deps.deadLetters.openByStage(), this.#deps.taskStore.waiting.waitingByLane(), this.#deps.taskStore.workers.live(),
    ])
    tasks.setLanes(LANES.map((lane) => {
      const row = waiting.find((one) => one.lane === lane)
      return { lane, tasks: row?.tasks ?? 0, oldestSeconds: row ? Math.max(0, (Date.now() - row.since.getTime()) / 1000) : 0 }
    }))
    // Of items and their messages, or of tasks and theirs: who alarms on the one must not be called for the other.
    const [ofItems, ofTasks] = [dead.filter(({ stage }) => stage in stageConsumers), dead.filter(({ stage }) => !(stage in stageConsumers))]
    tasks.setDeadLetters(ofTasks.map(({ stage, letters }) => ({ type: stage, letters })))
    tasks.setWorkers(workers)
    imports.setItemsCurrent(moving.map(({ status, tenantId, items }) => ({ queue: status, tenantId, items })))
    imports.setReviewItems(review)
    imports.setDlqItems(ofItems.map(({ stage, letters }) => ({ taskName: stage, items: letters })))
    if (!this.#deps.bus.isConnected()) return
    const lag = await Promise.all(Object.entries(stageConsumers).map(async ([stage, { stream, durable }]) => ({ stage, messages: await heldByBroker(this.#deps.bus, stream, durable) })))
    imports.setQueueLag(lag)
  }
}
