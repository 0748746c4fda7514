import { LANES, stageConsumers } from '@chasqui/contracts'
import type { TaskStore } from '@chasqui/mongo'
import { metrics } from '@chasqui/telemetry'
import type { Deps } from '@chasqui/worker'

const COUNT_EVERY_MS = 15_000

/** Counts what waits: items on their way by tenant, what each stage has still to do, waiting tasks by lane, who runs them, and what was given up. */
export class Gauges {
  readonly #deps: Deps
  readonly #store: Pick<TaskStore, 'tasks' | 'workers'>
  #timer: NodeJS.Timeout | undefined

  constructor(deps: Deps, store: Pick<TaskStore, 'tasks' | 'workers'>) {
    this.#deps = deps
    this.#store = store
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.count().catch((error: unknown) => this.#deps.log.debug({ err: error }, 'counting waits for the servers'))
    }, COUNT_EVERY_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async count(): Promise<void> {
    const { imports, tasks } = metrics('scheduler')
    const [moving, dead, deadTasks, waiting, workers] = await Promise.all([
      this.#deps.items.movingByStatus(), this.#deps.deadLetters.openByStage(), this.#deps.deadLetters.openByStage('task'), this.#store.tasks.waitingByLane(), this.#store.workers.live(),
    ])
    tasks.setLanes(LANES.map((lane) => {
      const row = waiting.find((one) => one.lane === lane)
      return { lane, tasks: row?.tasks ?? 0, oldestSeconds: row ? Math.max(0, (Date.now() - row.since.getTime()) / 1000) : 0 }
    }))
    tasks.setDeadLetters(deadTasks.map(({ stage, letters }) => ({ type: stage, letters })))
    tasks.setWorkers(workers)
    imports.setItemsCurrent(moving.map(({ status, tenantId, items }) => ({ queue: status, tenantId, items })))
    imports.setDlqItems(dead.map(({ stage, letters }) => ({ taskName: stage, items: letters })))
    if (!this.#deps.bus.isConnected()) return
    const lag = await Promise.all(Object.entries(stageConsumers).map(async ([stage, { stream, durable }]) => {
      const info = await this.#deps.bus.jsm.consumers.info(stream, durable)
      return { stage, messages: info.num_pending + info.num_ack_pending }
    }))
    imports.setQueueLag(lag)
  }
}
