import { stageConsumers } from '@chasqui/contracts'
import { metrics } from '@chasqui/telemetry'
import type { Deps } from '@chasqui/worker'

const COUNT_EVERY_MS = 15_000

/** Counts what waits: items on their way by tenant, what each stage has still to do, and what was given up. */
export class Gauges {
  readonly #deps: Deps
  #timer: NodeJS.Timeout | undefined

  constructor(deps: Deps) {
    this.#deps = deps
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
    const { imports } = metrics('scheduler')
    const [moving, dead] = await Promise.all([this.#deps.items.movingByStatus(), this.#deps.deadLetters.openByStage()])
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
