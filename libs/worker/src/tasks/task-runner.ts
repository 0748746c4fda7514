import { setTimeout as delay } from 'node:timers/promises'
import type { JsMsg } from '@nats-io/jetstream'
import { control, LANES, namespaceOf, queueOf, taskConsumerOf, type Lane } from '@chasqui/contracts'
import type { TaskStore } from '@chasqui/mongo/tasks'
import { ensureConsumer } from '@chasqui/nats'
import type { Health } from '@chasqui/telemetry'
import type { Deps } from '../deps.ts'
import { Puller } from '../pull.ts'
import { brokerHealth, firstUnwell, leaseHealth, pullHealth, storeHealth } from '../readiness.ts'
import { Statements } from '../statements.ts'
import { StoreWait } from '../store-wait.ts'
import { ClaimedRuns } from './claimed-runs.ts'
import { FollowUps } from './follow-ups.ts'
import { HandOvers } from './hand-overs.ts'
import { KnownHolds } from './known-holds.ts'
import { LaneSlots } from './lane-slots.ts'
import { LeaseKeeper } from './lease-keeper.ts'
import { PlacePool } from './place-pool.ts'
import { RunEnds } from './run-ends.ts'
import { RunsAtWork } from './runs-at-work.ts'
import { StaleHandOvers } from './stale-hand-overs.ts'
import type { TaskDefinition } from './task.ts'
import { TaskObserver } from './task-observer.ts'
import type { TaskConfig, TaskRunnerSettings } from './task-settings.ts'
import { TaskWrites } from './task-writes.ts'

const GATHER_MS = 2
/** Of these, those beyond the slots are only being written. */
const IN_HAND_PER_SLOT = 4

/** A queue of the service, as the broker knows it. */
type LaneConsumer = ReturnType<typeof taskConsumerOf> & { lane: Lane }

/**
 * Runs the tasks of one service: a hand-over is received, admitted, claimed (hand-overs.ts), run (claimed-runs.ts) and ended by a write that names its epoch (run-ends.ts); then the fact of it
 * is stated, the parent told (follow-ups.ts), and only then is the message acknowledged. Killed anywhere in between, the record says what is left to do.
 */
export class TaskRunner {
  readonly #deps: Deps
  readonly #settings: TaskRunnerSettings
  readonly #consumers: readonly LaneConsumer[]
  readonly #slots: LaneSlots
  readonly #leases: LeaseKeeper
  readonly #places: PlacePool
  readonly #holds: KnownHolds
  readonly #statements: Statements
  readonly #storeWait: StoreWait
  readonly #atWork = new RunsAtWork()
  readonly #ends: RunEnds
  readonly #handOvers: HandOvers
  readonly #pullers: readonly Puller[]
  readonly #inHand = new Set<Promise<void>>()
  readonly #stop = new AbortController()
  #subscriptions: { unsubscribe: () => void }[] = []
  #isStopping = false
  #hasNoLeases = false

  constructor(definitions: readonly TaskDefinition[], deps: Deps, store: TaskStore, settings: TaskRunnerSettings) {
    const { worker, taskLeaseMs: leaseMs } = settings
    this.#deps = deps
    this.#settings = settings
    this.#consumers = consumersOf(definitions)
    const slots = this.#slots = new LaneSlots(settings.taskSlots, reservedOf(settings, definitions))
    const leases = this.#leases = new LeaseKeeper({ mongoUrl: settings.mongoUrl, database: settings.database, leaseMs, stuckAfterMs: settings.taskStuckAfterMs }, (error) => this.#leasesEnded(error))
    const places = this.#places = new PlacePool(store.places, { name: `${worker}/${Date.now().toString(36)}`, leaseMs, askForIdle: (scope) => { deps.bus.hint(control.places, scope) } })
    const holds = this.#holds = new KnownHolds(store.holds)
    const statements = this.#statements = new Statements(deps, this.#stop.signal)
    const storeWait = this.#storeWait = new StoreWait(deps.log, this.#stop.signal)
    const observer = new TaskObserver(deps.service, deps.log)
    const writes = new TaskWrites(store, leases, storeWait, settings)
    const followUps = new FollowUps({ ...deps, taskStore: store }, { storeWait, statements, observer })
    const stale = new StaleHandOvers(deps, { storeWait, observer, followUps })
    const ends = this.#ends = new RunEnds(store, settings, { apply: writes.apply, storeWait, observer, followUps, stale })
    const runs = new ClaimedRuns(deps, store, settings, { storeWait, leases, atWork: this.#atWork, observer, followUps, ends })
    this.#handOvers = new HandOvers(deps, store, settings, {
      definitions: new Map(definitions.map((definition) => [definition.type, definition])), slots, places, holds, storeWait, observer, writes, stale, runs,
      onSlotFree: () => { for (const puller of this.#pullers) puller.wake() }, isStopping: () => this.#isStopping, stopped: this.#stop.signal,
    })
    this.#pullers = this.#consumers.map(({ stream, durable, lane }) => new Puller(deps.bus, { stream, durable, capacity: settings.taskSlots, room: () => slots.room(lane), heartbeatMs: 1_000, expiresMs: 3_000, gatherMs: GATHER_MS },
      (message) => this.#pulled(message, lane), (error) => this.#pullFailed(error)))
  }

  async start(): Promise<void> {
    const { nc } = this.#deps.bus
    await Promise.all([this.#ensureTopology(), this.#holds.start(this.#deps.bus), this.#leases.ready])
    this.#subscriptions = [
      nc.subscribe(control.revokeAll, { callback: (_error, hint) => this.#atWork.revoke(hint.subject.slice(control.revokeTask('').length), hint.string() === 'terminate') }),
      nc.subscribe(control.places, { callback: (_error, hint) => { void this.#places.wanted(hint.string()) } }),
    ]
    for (const puller of this.#pullers) puller.start()
    // What waited for somebody to run it need not wait for the next look.
    for (const { durable } of this.#consumers) this.#deps.bus.hint(control.queue(durable))
  }

  readiness(): Health {
    return firstUnwell(brokerHealth(this.#deps.bus), storeHealth(this.#storeWait.isAway), leaseHealth(this.#hasNoLeases), pullHealth(this.#pullers))
  }

  /** What this process says of itself in the list of workers. */
  activity(): { active: number; totals: Record<string, number>; queues: string[] } {
    return { active: this.#slots.used(), totals: this.#ends.totals, queues: this.#consumers.map(({ durable }) => durable) }
  }

  /** Pulls no more, lets what is in hand end or hands it back. */
  async stop(withinMs: number): Promise<void> {
    this.#isStopping = true
    await Promise.all(this.#pullers.map((puller) => puller.stopPulling()))
    if (!await this.#finish(withinMs)) {
      this.#atWork.processStops()
      await this.#finish(2_000)
    }
    this.#stop.abort(new Error('the process stops'))
    for (const one of this.#subscriptions) one.unsubscribe()
    this.#holds.stop()
    this.#handOvers.stop()
    await this.#places.stop()
    await this.#leases.stop()
  }

  /** Waits for what is in hand, at most so long; false when some is left. */
  #finish(withinMs: number): Promise<boolean> {
    return Promise.race([Promise.all(this.#inHand).then(() => true), delay(withinMs, false, { ref: false })])
  }

  /** In hand until its slot is free: what is left then is writing, and the next one can start meanwhile. */
  async #pulled(message: JsMsg, lane: Lane): Promise<void> {
    const slot = Promise.withResolvers<void>()
    const settled = this.#handOvers.take(message, lane, slot.resolve).finally(() => {
      slot.resolve()
      this.#inHand.delete(settled)
    })
    this.#inHand.add(settled)
    await (this.#inHand.size < this.#settings.taskSlots * IN_HAND_PER_SLOT ? slot.promise : settled)
  }

  async #ensureTopology(): Promise<void> {
    await this.#statements.ensureStreams()
    for (const consumer of this.#consumers) await ensureConsumer(this.#deps.bus.jsm, consumer, { ackWaitMs: this.#settings.taskAckWaitMs })
  }

  /** Nothing keeps the leases any more: what is in hand ends if it is quick enough, and nothing is begun. */
  #leasesEnded(error: unknown): void {
    this.#hasNoLeases = true
    this.#deps.log.error({ err: error }, 'the lease thread ended; tasks of this process lose their leases')
    for (const puller of this.#pullers) void puller.stopPulling()
  }

  async #pullFailed(error: unknown): Promise<void> {
    this.#deps.log.warn({ err: error }, 'pulling tasks failed; starting anew')
    if (this.#deps.bus.isConnected()) await this.#ensureTopology()
  }
}

function consumersOf(definitions: readonly TaskDefinition[]): LaneConsumer[] {
  const pairs = new Map(definitions.map(({ type, lane }) => [queueOf(type, lane), { namespace: namespaceOf(type), lane }]))
  return [...pairs.values()].map(({ namespace, lane }) => ({ ...taskConsumerOf(namespace, lane), lane }))
}

/** A lane that the service has no tasks of needs no slots kept for it. */
function reservedOf({ taskSlotsHigh, taskSlotsDefault }: TaskConfig, definitions: readonly TaskDefinition[]): Record<Lane, number> {
  const has = new Set(definitions.map(({ lane }) => lane))
  const wanted: Record<Lane, number> = { high: taskSlotsHigh, default: taskSlotsDefault, low: 0 }
  return Object.fromEntries(LANES.map((lane) => [lane, has.has(lane) ? wanted[lane] : 0])) as Record<Lane, number>
}
