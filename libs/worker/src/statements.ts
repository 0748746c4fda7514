import { setTimeout as delay } from 'node:timers/promises'
import { streams } from '@chasqui/contracts'
import { ensureStream, headersOf, isRefused, publish, type Outgoing } from '@chasqui/nats'
import { metrics, publishTraced, type TraceHeaders } from '@chasqui/telemetry'
import type { Deps } from './deps.ts'

const LONGEST_WAIT_MS = 2_000

export type StatementDeps = Pick<Deps, 'service' | 'bus' | 'log' | 'streamReplicas'>

/** Says messages until the broker has them, however long it is away. The message id makes saying it twice harmless. */
export class Statements {
  readonly #deps: StatementDeps
  readonly #signal: AbortSignal

  constructor(deps: StatementDeps, signal: AbortSignal) {
    this.#deps = deps
    this.#signal = signal
  }

  /** Publishes a message, and again until the broker has it. @param template the subject without ids */
  async say(message: Outgoing, template: string, trace: TraceHeaders | undefined, relation?: 'child' | 'link'): Promise<void> {
    for (let waitMs = 100; ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)) {
      try {
        const headers = headersOf(message)
        const startedAt = performance.now()
        const { duplicate } = await publishTraced({ service: this.#deps.service, template, messageId: message.messageId, relation }, trace, headers,
          () => publish(this.#deps.bus, message, headers))
        metrics(this.#deps.service).runner.published({ template, outcome: duplicate ? 'duplicate' : 'stored' }, (performance.now() - startedAt) / 1000)
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
}
