import { setTimeout as delay } from 'node:timers/promises'
import { isStoreAway } from '@chasqui/mongo'
import type { Logger } from '@chasqui/telemetry'

const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 2_000

/**
 * Does work that needs the record store until the store is there. While it is away nothing is lost and no try is used up: the
 * message stays in hand, its acknowledgement deadline is extended by the heartbeat.
 */
export class StoreWait {
  readonly #log: Logger
  readonly #processStops: AbortSignal
  #isAway = false

  constructor(log: Logger, processStops: AbortSignal) {
    this.#log = log
    this.#processStops = processStops
  }

  /** Whether the store was away when it was last asked for something. */
  get isAway(): boolean {
    return this.#isAway
  }

  /** @throws whatever the work throws when the store is there, and the abort reason when the process stops meanwhile */
  async run<T>(work: () => Promise<T>): Promise<T> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)) {
      try {
        const result = await work()
        this.#isAway = false
        return result
      } catch (error) {
        if (!isStoreAway(error) || this.#processStops.aborted) throw error
        this.#isAway = true
        this.#log.warn({ err: error }, 'the record store is away; waiting for it')
        await delay(waitMs, undefined, { signal: this.#processStops })
      }
    }
  }
}
