import { setTimeout as delay } from 'node:timers/promises'
import { stageConsumers, streams, type ItemIds, type StageName } from '@chasqui/contracts'
import { ensureConsumer, ensureStream, factMessage, headersOf, isRefused, publish, type Outgoing } from '@chasqui/nats'
import { metrics, publishTraced, type TraceHeaders } from '@chasqui/telemetry'
import type { Deps } from './deps.ts'
import { factOf, type FactView, type StatedFact } from './stages/fact-of.ts'

const LONGEST_WAIT_MS = 2_000
const MAX_PAYLOAD_BYTES = 64 * 1024

/** States facts until the broker has them, however long it is away. The message id makes saying it twice harmless. */
export class Statements {
  readonly #deps: Pick<Deps, 'bus' | 'log' | 'streamReplicas'>
  readonly #service: string
  readonly #signal: AbortSignal

  constructor(deps: Pick<Deps, 'bus' | 'log' | 'streamReplicas'>, service: string, signal: AbortSignal) {
    this.#deps = deps
    this.#service = service
    this.#signal = signal
  }

  /** States the fact that follows from this view of an item, if one does. */
  async state(ids: ItemIds, view: FactView, trace: TraceHeaders | undefined, options: { restated?: number; relation?: 'child' | 'link' } = {}): Promise<void> {
    const stated = factOf(ids, view)
    if (!stated) return
    const source = `/chasqui/${this.#service}`
    const full = factMessage(stated.fact, stated.body, source, options.restated)
    // What is too large to ride along is read from the record by the next stage.
    const message = Buffer.byteLength(full.payload) <= MAX_PAYLOAD_BYTES ? full : factMessage(stated.fact, withoutCargo(stated.body), source, options.restated)
    await this.say(message, `imports.${stated.fact.name}`, trace, options.relation)
  }

  /** Publishes a message, and again until the broker has it. @param template the subject without ids */
  async say(message: Outgoing, template: string, trace: TraceHeaders | undefined, relation?: 'child' | 'link'): Promise<void> {
    for (let waitMs = 100; ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)) {
      try {
        const headers = headersOf(message)
        const startedAt = performance.now()
        const { duplicate } = await publishTraced({ service: this.#service, template, messageId: message.messageId, relation }, trace, headers,
          () => publish(this.#deps.bus, message, headers))
        metrics(this.#service).runner.published({ template, outcome: duplicate ? 'duplicate' : 'stored' }, (performance.now() - startedAt) / 1000)
        return
      } catch (error) {
        if (this.#signal.aborted || isRefused(error)) throw error
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

/** The fact with its ids alone, and the few fields that decide. */
function withoutCargo(body: StatedFact['body']): StatedFact['body'] {
  const { row: _row, canonical: _canonical, ...rest } = body
  return rest
}
