import { setTimeout as delay } from 'node:timers/promises'
import { stageConsumers, streams, type ItemIds, type StageName } from '@chasqui/contracts'
import { ensureConsumer, ensureStream, factMessage, publish } from '@chasqui/nats'
import { factOf, type FactView } from './fact-of.ts'
import type { Trace } from './received.ts'
import type { Deps } from './stage.ts'

const LONGEST_WAIT_MS = 2_000

/** States facts until the broker has them, however long it is away. The message id makes saying it twice harmless. */
export class Statements {
  readonly #deps: Pick<Deps, 'bus' | 'log' | 'streamReplicas'>
  readonly #source: string
  readonly #signal: AbortSignal

  constructor(deps: Pick<Deps, 'bus' | 'log' | 'streamReplicas'>, service: string, signal: AbortSignal) {
    this.#deps = deps
    this.#source = `/chasqui/${service}`
    this.#signal = signal
  }

  /** States the fact that follows from this view of an item, if one does. */
  async state(ids: ItemIds, view: FactView, trace: Trace, restated = 0): Promise<void> {
    const stated = factOf(ids, view)
    if (!stated) return
    const message = factMessage(stated.fact, stated.body, this.#source, { restated, trace })
    for (let waitMs = 100; ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)) {
      try {
        await publish(this.#deps.bus, message)
        return
      } catch (error) {
        if (this.#signal.aborted) throw error
        this.#deps.log.warn({ err: error, subject: message.subject }, 'the broker did not take a fact; saying it again')
        await delay(waitMs, undefined, { signal: this.#signal })
        if (this.#deps.bus.isConnected()) await this.ensureStreams().catch(() => undefined)
      }
    }
  }

  async ensureStreams(): Promise<void> {
    for (const declared of Object.values(streams)) await ensureStream(this.#deps.bus.jsm, declared, { replicas: this.#deps.streamReplicas })
  }

  async ensureTopology(stage: StageName, ackWaitMs: number): Promise<void> {
    await this.ensureStreams()
    await ensureConsumer(this.#deps.bus.jsm, stageConsumers[stage], { ackWaitMs })
  }
}
