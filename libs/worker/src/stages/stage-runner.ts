import type { JsMsg } from '@nats-io/jetstream'
import { control, stageConsumers, stageNamed, type StageName } from '@chasqui/contracts'
import type { Health } from '@chasqui/telemetry'
import type { Deps } from '../deps.ts'
import { Puller } from '../pull.ts'
import { brokerHealth, firstUnwell, pullHealth, storeHealth } from '../readiness.ts'
import { RoomHints } from '../room-hints.ts'
import { StoreWait } from '../store-wait.ts'
import { Attempts } from './attempt.ts'
import { ItemMessages } from './item-messages.ts'
import { ItemStatements } from './item-statements.ts'
import { ItemWrites } from './item-writes.ts'
import { StageObserver } from './stage-observer.ts'
import type { StageRunnerSettings } from './stage-settings.ts'
import type { StageHandler } from './stage.ts'

/**
 * Runs a stage: a message is received, admitted, handled, committed in a group with its neighbours, its next fact is
 * stated, and only then is it acknowledged (item-messages.ts). Killed anywhere in between, it comes again and finds what was done.
 */
export class StageRunner<N extends StageName> {
  readonly #name: N
  readonly #deps: Deps
  readonly #settings: StageRunnerSettings
  readonly #handler: StageHandler<N>
  readonly #observer: StageObserver
  readonly #attempts: Attempts
  readonly #statements: ItemStatements
  readonly #storeWait: StoreWait
  readonly #messages: ItemMessages<N>
  readonly #puller: Puller
  readonly #stop = new AbortController()
  #cancels: { unsubscribe: () => void } | undefined

  constructor(name: N, handler: StageHandler<N>, deps: Deps, settings: StageRunnerSettings) {
    const stage = stageNamed(name)
    const stopped = this.#stop.signal
    this.#name = name
    this.#deps = deps
    this.#settings = settings
    this.#handler = handler
    const observer = this.#observer = new StageObserver(stage, deps.log)
    const attempts = this.#attempts = new Attempts(stage, deps.items, { leaseMs: settings.leaseMs, processStops: stopped, onLeaseLost: () => observer.leaseLost() })
    const statements = this.#statements = new ItemStatements(deps, stopped)
    const storeWait = this.#storeWait = new StoreWait(deps.log, stopped)
    const writes = new ItemWrites(deps.items, settings.worker, { storeWait, observer })
    this.#messages = new ItemMessages(stage, deps, settings, { handler, attempts, observer, statements, storeWait, writes, hints: new RoomHints(deps.bus), stopped })
    const { stream, durable } = stageConsumers[name]
    this.#puller = new Puller(deps.bus, { stream, durable, capacity: settings.capacity, heartbeatMs: 1_000, expiresMs: 3_000 },
      (message: JsMsg) => this.#messages.take(message), (error) => this.#pullFailed(error))
  }

  async start(): Promise<void> {
    await this.#statements.ensureTopology(this.#name, this.#settings.ackWaitMs)
    this.#puller.start()
    this.#cancels = this.#deps.bus.nc.subscribe(control.cancelAll, { callback: (_error, hint) => this.#attempts.cancelled(hint.subject) })
  }

  /** Whether the broker was heard of lately and the record store took the last write. */
  readiness(): Health {
    return firstUnwell(brokerHealth(this.#deps.bus), storeHealth(this.#storeWait.isAway), pullHealth([this.#puller]))
  }

  /** Pulls no more, lets what is in hand end or hands it back, then stops the handler, which closes what it has open. */
  async stop(withinMs: number): Promise<void> {
    this.#cancels?.unsubscribe()
    await this.#puller.stopPulling()
    if (!await this.#puller.finish(withinMs)) {
      this.#stop.abort(new Error('the process stops'))
      await this.#puller.finish(2_000)
    }
    this.#stop.abort(new Error('the process stops'))
    this.#messages.stop()
    await this.#handler.stop?.()
  }

  async #pullFailed(error: unknown): Promise<void> {
    this.#observer.restarted()
    this.#deps.log.warn({ err: error }, 'pulling failed; starting anew')
    if (this.#deps.bus.isConnected()) await this.#statements.ensureTopology(this.#name, this.#settings.ackWaitMs)
  }
}
