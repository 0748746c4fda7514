import { setTimeout as delay } from 'node:timers/promises'
import type { JsMsg } from '@nats-io/jetstream'
import { control, LANES, namespaceOf, taskConsumerOf, type Lane, type TaskDue } from '@chasqui/contracts'
import type { ClaimRequest, ClaimResult, Hold, TaskMove, TaskMoveResult, TaskRecord, TaskStore } from '@chasqui/mongo'
import { ensureConsumer } from '@chasqui/nats'
import { withIds } from '@chasqui/telemetry'
import { workerErrors } from '../errors.ts'
import { grouped } from '../grouped.ts'
import { Heartbeat } from '../heartbeat.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import { Puller } from '../pull.ts'
import type { Check } from '../service.ts'
import { settle } from '../settle.ts'
import type { Deps } from '../stage.ts'
import { Statements } from '../statements.ts'
import { StoreHold } from '../store-hold.ts'
import { buryTaskMessage } from './bury-task.ts'
import { FollowUps } from './follow-ups.ts'
import { LaneSlots } from './lane-slots.ts'
import { LeaseKeeper } from './lease-keeper.ts'
import { PlacePool } from './place-pool.ts'
import { receiveTask } from './received-task.ts'
import { RunEnds } from './run-ends.ts'
import { StaleHandOvers } from './stale-hand-overs.ts'
import { msOf, type TaskDefinition } from './task.ts'
import { admitTask, type TakenPlace, type TaskTicket } from './task-admission.ts'
import { TaskObserver, type ObservedTask } from './task-observer.ts'
import { TaskRun } from './task-run.ts'
import type { TaskConfig, TaskRunnerSettings } from './task-settings.ts'
import { TaskWork } from './task-work.ts'

const GROUP_MAX = 100
const HOLDS_EVERY_MS = 1_000
const GATHER_MS = 2
/** Of these, those beyond the slots are only being written. */
const IN_HAND_PER_SLOT = 4
const RETIRED_AGAIN_MS = 60_000
/** What was pulled and finds no slot for so long waits on record instead. */
const SLOT_WITHIN_MS = 1_000
const SLOT_AGAIN_MS = 500
/** What kills its worker does so early: after that, the next one of its kind may start beside it. */
const SUSPECT_ALONE_MS = 3_000
/** A task may be revoked between its claim and its start: so many revokes are kept in mind. */
const REVOKES_KEPT = 1_000

/** A claim with the places that are taken for its task. */
type PlacedClaim = ClaimRequest & { places: readonly TakenPlace[] }

/** What is told on the way of a task: its run has begun; its slot is free for another. */
type Steps = { onBegun: () => void; onSlotFree: () => void }

/**
 * Runs the tasks of one service: a hand-over is received, admitted, claimed, run and ended by a write that names its epoch; then the fact of it is stated, the
 * parent told, and only then is the message acknowledged. Killed anywhere in between, the record says what is left to do.
 */
export class TaskRunner {
  readonly #definitions: ReadonlyMap<string, TaskDefinition>
  readonly #deps: Deps
  readonly #store: TaskStore
  readonly #settings: TaskRunnerSettings
  readonly #slots: LaneSlots
  readonly #leases: LeaseKeeper
  readonly #places: PlacePool
  readonly #heartbeat: Heartbeat
  readonly #pullers: Puller[] = []
  readonly #statements: Statements
  readonly #hold: StoreHold
  readonly #observer: TaskObserver
  readonly #work: TaskWork
  readonly #followUps: FollowUps
  readonly #stale: StaleHandOvers
  readonly #ends: RunEnds
  readonly #alone = oneAtATime()
  readonly #running = new Map<string, TaskRun>()
  readonly #inHand = new Set<Promise<void>>()
  readonly #revokes = new Map<string, { terminate: boolean }>()
  readonly #claim: (request: PlacedClaim) => Promise<ClaimResult>
  readonly #apply: (move: TaskMove) => Promise<TaskMoveResult>
  readonly #stop = new AbortController()
  #subscriptions: { unsubscribe: () => void }[] = []
  #holds: Hold[] = []
  #holdsTimer: NodeJS.Timeout | undefined
  #claims = 0
  #isStopping = false
  #hasNoLeases = false

  constructor(definitions: readonly TaskDefinition[], deps: Deps, store: TaskStore, settings: TaskRunnerSettings) {
    this.#definitions = new Map(definitions.map((definition) => [definition.type, definition]))
    this.#deps = deps
    this.#store = store
    this.#settings = settings
    this.#observer = new TaskObserver(settings.service, deps.log)
    this.#statements = new Statements(deps, settings.service, this.#stop.signal)
    this.#hold = new StoreHold(deps.log, this.#stop.signal)
    this.#slots = new LaneSlots(settings.taskSlots, reservedOf(settings, definitions))
    this.#heartbeat = new Heartbeat(Math.floor(settings.taskAckWaitMs / 3))
    this.#leases = new LeaseKeeper({ mongoUrl: settings.mongoUrl, database: settings.database, leaseMs: settings.taskLeaseMs, stuckAfterMs: settings.taskStuckAfterMs },
      (error) => this.#leasesEnded(error))
    this.#places = new PlacePool(store.places, { name: `${settings.worker}/${Date.now().toString(36)}`, leaseMs: settings.taskLeaseMs, askForIdle: (scope) => { if (deps.bus.isConnected()) deps.bus.nc.publish(control.places, scope) } })
    this.#claim = grouped((requests) => this.#claimAll(requests), { max: GROUP_MAX, isolates: true, ownerOf: (request) => request.tenantId })
    this.#apply = grouped((moves) => this.#applyAll(moves), { max: GROUP_MAX, isolates: true, ownerOf: (move) => move.tenantId })
    const hold = this.#hold
    const observer = this.#observer
    const followUps = this.#followUps = new FollowUps(deps, store, settings.service, { hold, statements: this.#statements, observer })
    const stale = this.#stale = new StaleHandOvers(deps, settings.service, { hold, observer, followUps })
    this.#ends = new RunEnds(store, settings, { apply: this.#apply, hold, observer, followUps, stale })
    this.#work = new TaskWork(store)
    for (const consumer of this.#consumers()) {
      this.#pullers.push(new Puller(deps.bus, { stream: consumer.stream, durable: consumer.durable, capacity: settings.taskSlots, room: () => this.#slots.room(consumer.lane), heartbeatMs: 1_000, expiresMs: 3_000, gatherMs: GATHER_MS },
        (message) => this.#pulled(message, consumer.lane), (error) => this.#pullFailed(error)))
    }
  }

  async start(): Promise<void> {
    await Promise.all([this.#ensureTopology(), this.#readHolds(), this.#leases.ready])
    this.#holdsTimer = setInterval(() => { void this.#readHolds().catch(() => undefined) }, HOLDS_EVERY_MS)
    const { nc } = this.#deps.bus
    this.#subscriptions = [
      nc.subscribe(control.revokeAll, { callback: (_error, hint) => this.#revoked(hint.subject.slice(control.revokeTask('').length), hint.string() === 'terminate') }),
      nc.subscribe(control.places, { callback: (_error, hint) => { void this.#places.release(hint.string()) } }),
      nc.subscribe(control.holds, { callback: () => { void this.#readHolds().catch(() => undefined) } }),
    ]
    for (const puller of this.#pullers) puller.start()
    // What waited for somebody to run it need not wait for the next look.
    for (const { durable } of this.#consumers()) nc.publish(control.queue(durable))
  }

  readiness(): Check {
    if (!this.#deps.bus.isConnected()) return { ok: false, why: 'no connection to NATS' }
    if (this.#hold.isAway) return { ok: false, why: 'the record store is away' }
    if (this.#hasNoLeases) return { ok: false, why: 'the lease thread has ended; the process must be started anew' }
    return this.#pullers.every((puller) => puller.isHearing()) ? { ok: true } : { ok: false, why: 'nothing heard from the broker' }
  }

  /** What this process says of itself in the list of workers. */
  activity(): { active: number; totals: Record<string, number>; queues: string[] } {
    return { active: this.#slots.used(), totals: this.#ends.totals, queues: this.#consumers().map(({ durable }) => durable) }
  }

  /** Pulls no more, lets what is in hand end or hands it back. */
  async stop(withinMs: number): Promise<void> {
    this.#isStopping = true
    clearInterval(this.#holdsTimer)
    await Promise.all(this.#pullers.map((puller) => puller.stopPulling()))
    if (!await this.#finish(withinMs)) {
      for (const run of this.#running.values()) run.processStops()
      await this.#finish(2_000)
    }
    this.#stop.abort(new Error('the process stops'))
    for (const one of this.#subscriptions) one.unsubscribe()
    this.#heartbeat.stop()
    await this.#places.stop()
    await this.#leases.stop()
  }

  /** Waits for what is in hand, at most so long; false when some is left. */
  #finish(withinMs: number): Promise<boolean> {
    return Promise.race([Promise.all(this.#inHand).then(() => true), delay(withinMs, false, { ref: false })])
  }

  // --- one message --------------------------------------------------------------------------------

  /** In hand until its slot is free: what is left then is writing, and the next one can start meanwhile. */
  async #pulled(message: JsMsg, lane: Lane): Promise<void> {
    const slot = Promise.withResolvers<void>()
    const settled = this.#take(message, lane, slot.resolve).finally(() => {
      slot.resolve()
      this.#inHand.delete(settled)
    })
    this.#inHand.add(settled)
    await (this.#inHand.size < this.#settings.taskSlots * IN_HAND_PER_SLOT ? slot.promise : settled)
  }

  async #take(message: JsMsg, lane: Lane, onSlotFree: () => void): Promise<void> {
    const beating = { beat: () => message.working() }
    this.#heartbeat.add(beating)
    try {
      const received = receiveTask(message)
      if (!received.ok) {
        await this.#hold.run(() => buryTaskMessage(this.#deps, this.#settings.service, message, received.fault))
        this.#observer.buried(message.info.consumer, received.fault.code)
        return settle(message, { kind: 'term' })
      }
      const due = received.value
      this.#settings.probe?.('received', due.taskId)
      const run = (onBegun: () => void): Promise<void> => this.#inSlot(message, due, lane, { onSlotFree, onBegun })
      await (due.isSuspect ? this.#beginAlone(run) : run(() => undefined))
    } catch (error) {
      // Not a verdict: the process stops, or a defect of the runner. The message comes again, and the record says where the task is.
      if (!this.#stop.signal.aborted) this.#deps.log.error({ err: error, subject: message.subject }, 'a task was handed back')
      settle(message, { kind: 'nak', afterMs: this.#stop.signal.aborted ? 0 : this.#settings.taskLeaseMs })
    } finally {
      this.#heartbeat.remove(beating)
    }
  }

  /** A worker has died with it in hand: no other of its kind begins beside it, so the next crash has one to blame. It may go on for hours, and others with it. */
  async #beginAlone(run: (onBegun: () => void) => Promise<void>): Promise<void> {
    // Held in an array: a promise that is returned would be waited for.
    const [going] = await this.#alone(async () => {
      const begun = Promise.withResolvers<void>()
      const started = run(begun.resolve)
      await Promise.race([started.catch(() => undefined), begun.promise.then(() => delay(SUSPECT_ALONE_MS, undefined, { ref: false }))])
      return [started]
    })
    await going
  }

  async #inSlot(message: JsMsg, due: TaskDue, lane: Lane, { onSlotFree, onBegun }: Steps): Promise<void> {
    const observed = this.#observer.begin(message, due)
    const giveSlotBack = await this.#slots.take(lane, SLOT_WITHIN_MS)
    const freeSlot = (): void => {
      giveSlotBack?.()
      for (const puller of this.#pullers) puller.wake()
      onSlotFree()
    }
    try {
      // It waited for a slot until the process was told to stop: somebody else may have it at once.
      if (this.#isStopping) {
        settle(message, { kind: 'nak', afterMs: 0 })
        return observed.end('handed back')
      }
      // Asked for while there was room for it: somebody else may have that.
      if (!giveSlotBack) return observed.end(await this.#waitFor(message, due, observed, { kind: 'later', code: 'NO_SLOT', message: `all slots of ${this.#settings.worker} are taken`, afterMs: SLOT_AGAIN_MS }))
      await observed.trace.run(async () => observed.end(await this.#runDue(message, due, observed, { onSlotFree: freeSlot, onBegun })))
    } catch (error) {
      observed.end('handed back', error)
      throw error
    } finally {
      freeSlot()
    }
  }

  /** All by one write under one name, which is kept when the store went away before it could answer: what was claimed is then found to be ours. */
  async #claimAll(requests: readonly PlacedClaim[]): Promise<ClaimResult[]> {
    const { worker, taskLeaseMs } = this.#settings
    const owner = `${worker}/${Date.now().toString(36)}-${++this.#claims}`
    // Before the write: while a neighbour computes, nobody here reads its answer, and the leases would end meanwhile.
    for (const { taskId, places } of requests) this.#leases.expect({ taskId, owner, places })
    let results: ClaimResult[] = []
    try {
      return results = await this.#hold.run(() => this.#store.tasks.claim(requests, { owner, worker, leaseUntil: new Date(Date.now() + taskLeaseMs) }))
    } finally {
      requests.forEach(({ taskId }, at) => { if (results[at]?.kind !== 'claimed') this.#leases.letGo({ taskId, owner }) })
    }
  }

  /** Under one mark too: a move that was written before the store went away is found to be ours. */
  #applyAll(moves: readonly TaskMove[]): Promise<TaskMoveResult[]> {
    const mark = this.#store.tasks.mark(this.#settings.worker)
    return this.#hold.run(() => this.#store.tasks.apply(moves, this.#settings.worker, mark))
  }

  /** @returns what came of it, in one word, for the metrics */
  async #runDue(message: JsMsg, due: TaskDue, observed: ObservedTask, steps: Steps): Promise<string> {
    const definition = this.#definitions.get(due.type)
    if (!definition) return this.#waitFor(message, due, observed, { kind: 'later', code: 'TASK_TYPE_RETIRED', message: workerErrors.fault('TASK_TYPE_RETIRED', { detail: due.type }).message, afterMs: RETIRED_AGAIN_MS })
    const ticket = await this.#hold.run(() => admitTask(this.#store, this.#places, { definition, due, tenantCap: this.#settings.taskTenantCap, holds: this.#holds }))
    if (ticket.kind !== 'go') return this.#waitFor(message, due, observed, ticket)
    try {
      const claimed = await this.#claim({ ...due, places: ticket.places })
      this.#settings.probe?.('admitted', due.taskId)
      if (claimed.kind !== 'claimed') return await this.#stale.settle(message, due, claimed.kind === 'refused' ? claimed.standing : undefined, observed)
      const lostTo = await this.#lostTo(claimed.task)
      if (lostTo) return await this.#stale.settle(message, due, lostTo, observed)
      return await this.#runClaimed(message, definition, claimed.task, ticket.places, observed, steps)
    } finally {
      for (const place of ticket.places) this.#places.giveBack(place.scope, place)
    }
  }

  /**
   * A process that stood still since it claimed a task may have lost it: what it began then would run beside another, or after the task's end.
   * @returns the task as it stands when the claim is gone
   */
  async #lostTo({ _id, tenantId, owner = '', leaseUntil }: TaskRecord): Promise<TaskRecord | undefined> {
    if (leaseUntil && leaseUntil.getTime() > Date.now()) return undefined
    const standing = await this.#hold.run(() => this.#store.tasks.find(tenantId, _id))
    if (!standing || standing.owner === owner) return undefined
    this.#leases.letGo({ taskId: _id, owner })
    return standing
  }

  async #runClaimed(message: JsMsg, definition: TaskDefinition, task: TaskRecord, places: TakenPlace[], observed: ObservedTask, { onSlotFree, onBegun }: Steps): Promise<string> {
    const owner = task.owner ?? ''
    const log = withIds(this.#deps.log, { ...observed.trace.headers, tenantId: task.tenantId, taskId: task._id })
    const softMs = msOf(definition.softLimit)
    const hardMs = msOf(definition.hardLimit)
    const run = new TaskRun(task, { store: this.#store, deps: this.#deps, log, hold: this.#hold }, { softMs, hardMs, killAfterMs: this.#settings.taskKillAfterMs, breaker: { threshold: this.#settings.breakerThreshold, openMs: this.#settings.breakerOpenMs } },
      (progress, version) => { void this.#followUps.say('progressed', { ...task, progress }, observed, version).catch(() => undefined) })
    this.#leases.keep({ taskId: task._id, owner, hardUntil: Date.now() + hardMs, places }, { lost: () => { if (run.leaseLost()) this.#observer.leaseLost(task) }, revoked: (terminate) => run.revoke(terminate) })
    this.#running.set(task._id, run)
    onBegun()
    const early = this.#revokes.get(task._id)
    if (early) run.revoke(early.terminate)
    const started = this.#followUps.say('started', task, observed)
    // Waited for at the end: while the broker is away the work goes on, and its end is written.
    started.catch(() => undefined)
    try {
      const startedAt = new Date()
      const outcome = await run.outcome(async (ctx) => {
        this.#settings.probe?.('working', task._id)
        return this.#work.do(definition, task, ctx)
      })
      this.#settings.probe?.('handled', task._id)
      onSlotFree()
      return await this.#ends.end({ message, definition, task, observed, startedAt, started }, outcome)
    } finally {
      // A later run of it in this process has taken its place.
      if (this.#running.get(task._id) === run) this.#running.delete(task._id)
      this.#leases.letGo({ taskId: task._id, owner })
    }
  }

  /** Not now: the task waits on the record, not in a slot, and the message is let go. */
  async #waitFor(message: JsMsg, due: TaskDue, observed: ObservedTask, ticket: Exclude<TaskTicket, { kind: 'go' }>): Promise<string> {
    const expect = { state: 'PENDING' as const, release: due.release }
    const until = new Date(Date.now() + (ticket.kind === 'later' ? ticket.afterMs : HOLDS_EVERY_MS))
    const move: TaskMove = ticket.kind === 'held'
      ? { tenantId: due.tenantId, taskId: due.taskId, expect, to: 'PENDING', set: { waiting: true, deferred: { code: 'HELD', message: `${ticket.hold.kind} ${ticket.hold.name} is on hold: ${ticket.hold.reason}`, until: ticket.hold.until ?? until } }, unset: ['inFlight'] }
      : { tenantId: due.tenantId, taskId: due.taskId, expect, to: 'PENDING', set: { dueAt: until, deferred: { code: ticket.code, message: ticket.message, until } }, unset: ['inFlight'] }
    const moved = await this.#apply(move)
    if (moved.kind !== 'moved') return this.#stale.settle(message, due, moved.kind === 'refused' ? moved.standing : undefined, observed)
    settle(message, { kind: 'ack' })
    return 'deferred'
  }

  // --- around it ----------------------------------------------------------------------------------

  #revoked(taskId: string, terminate: boolean): void {
    const run = this.#running.get(taskId)
    if (run) return run.revoke(terminate)
    this.#revokes.set(taskId, { terminate })
    for (const oldest of this.#revokes.keys()) {
      if (this.#revokes.size <= REVOKES_KEPT) return
      this.#revokes.delete(oldest)
    }
  }

  #consumers(): { stream: string; durable: string; filter: string; says: string; lane: Lane }[] {
    const pairs = new Map([...this.#definitions.values()].map(({ type, lane }) => [`${namespaceOf(type)}_${lane}`, { namespace: namespaceOf(type), lane }]))
    return [...pairs.values()].map(({ namespace, lane }) => ({ ...taskConsumerOf(namespace, lane), lane }))
  }

  async #ensureTopology(): Promise<void> {
    await this.#statements.ensureStreams()
    for (const consumer of this.#consumers()) await ensureConsumer(this.#deps.bus.jsm, consumer, { ackWaitMs: this.#settings.taskAckWaitMs })
  }

  async #readHolds(): Promise<void> {
    this.#holds = await this.#store.holds.inForce()
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

/** A lane that the service has no tasks of needs no slots kept for it. */
function reservedOf({ taskSlotsHigh, taskSlotsDefault }: TaskConfig, definitions: readonly TaskDefinition[]): Record<Lane, number> {
  const has = new Set(definitions.map(({ lane }) => lane))
  const wanted: Record<Lane, number> = { high: taskSlotsHigh, default: taskSlotsDefault, low: 0 }
  return Object.fromEntries(LANES.map((lane) => [lane, has.has(lane) ? wanted[lane] : 0])) as Record<Lane, number>
}
