import { isStoreAway } from '@chasqui/mongo'
import type { Logger } from '@chasqui/telemetry'

/** Does something again and again, never twice at once. What fails is tried again with the next round. */
export class Rounds {
  readonly #what: string
  readonly #work: () => Promise<unknown>
  readonly #log: Logger
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #isStopped = false

  constructor(what: string, work: () => Promise<unknown>, log: Logger) {
    this.#what = what
    this.#work = work
    this.#log = log
  }

  start(nextMs: () => number): void {
    const round = (): void => {
      this.#running = this.#work()
        .then(() => undefined, (error: unknown) => {
          if (!isStoreAway(error)) this.#log.warn({ err: error }, `${this.#what} failed; it is tried again`)
        })
        .finally(() => {
          this.#running = undefined
          if (!this.#isStopped) this.#timer = setTimeout(round, nextMs())
        })
    }
    round()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#running
  }
}
