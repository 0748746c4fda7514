import { setTimeout as delay } from 'node:timers/promises'
import type { JsMsg } from '@nats-io/jetstream'
import { control, FINAL_TASK_STATES, LANES, namespaceOf, PLATFORM_TENANT, taskConsumerOf, type Lane, type TaskDue } from '@chasqui/contracts'
import { asFault } from '@chasqui/errors'
import type { ClaimRequest, ClaimResult, Hold, TaskMove, TaskMoveResult, TaskRecord, TaskStore, TaskTypeRecord } from '@chasqui/mongo'
import { ensureConsumer } from '@chasqui/nats'
import { withIds } from '@chasqui/telemetry'
import { workerErrors } from '../errors.ts'
import { grouped } from '../grouped.ts'
import { Heartbeat } from '../heartbeat.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import type { Boundary } from '../probe.ts'
import { Puller } from '../pull.ts'
import type { Check } from '../service.ts'
import { settle } from '../settle.ts'
import type { Deps } from '../stage.ts'
import { Statements } from '../statements.ts'
import { StoreHold } from '../store-hold.ts'
import { buryTask, buryTaskMessage } from './bury-task.ts'
import { LaneSlots } from './lane-slots.ts'
import { LeaseKeeper } from './lease-keeper.ts'
import { taskFactMessage, type ToldTask } from './messages.ts'
import { Children, type TaskOutcome } from './outcome.ts'
import { PlacePool } from './place-pool.ts'
import { receiveTask } from './received-task.ts'
import { msOf, type TaskDefinition } from './task.ts'
import { admitTask, type TakenPlace, type TaskTicket } from './task-admission.ts'
import { countsOf, endedChildren, plannedChildren, raiseChildren, tellParent } from './task-families.ts'
import { TaskObserver, type ObservedTask } from './task-observer.ts'
import { TaskRun } from './task-run.ts'
import type { TaskConfig } from './task-settings.ts'
import { revokedVerdict, taskVerdictOf, type TaskVerdict, type TaskVerdictContext } from './task-verdict.ts'

/** Does nothing in production. A test dies at an exact moment with it. */
export type TaskProbe = (boundary: Boundary, taskId: string) => void

export type TaskRunnerSettings = TaskConfig & { service: string; worker: string; version: string; mongoUrl: string; database: string; probe?: TaskProbe | undefined }

const GROUP_MAX = 100
const HOLDS_EVERY_MS = 1_000
const HINT_WITHIN_MS = 5
const GATHER_MS = 2
/** Of these, those beyond the slots are only being written. */
const IN_HAND_PER_SLOT = 4
const MAX_RESULT_BYTES = 1024 * 1024
const RETIRED_AGAIN_MS = 60_000
/** A task may be revoked between its claim and its start: so many revokes are kept in mind. */
const REVOKES_KEPT = 1_000
const DAY_MS = 24 * 60 * 60 * 1000

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
  readonly #alone = oneAtATime()
  readonly #running = new Map<string, TaskRun>()
  readonly #params = new Map<string, TaskDefinition['params']>()
  readonly #hints = new Set<string>()
  readonly #inHand = new Set<Promise<void>>()
  readonly #revokes = new Map<string, { terminate: boolean }>()
  readonly #claim: (request: ClaimRequest) => Promise<ClaimResult>
  readonly #apply: (move: TaskMove) => Promise<TaskMoveResult>
  readonly #stop = new AbortController()
  readonly #totals: Record<string, number> = {}
  #subscriptions: { unsubscribe: () => void }[] = []
  #holds: Hold[] = []
  #types = new Map<string, TaskTypeRecord>()
  #holdsTimer: NodeJS.Timeout | undefined
  #claims = 0
  #isStopping = false

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
      (error) => deps.log.error({ err: error }, 'the lease thread ended; tasks of this process lose their leases'))
    this.#places = new PlacePool(store.places, { name: `${settings.worker}/${Date.now().toString(36)}`, leaseMs: settings.taskLeaseMs, askForIdle: (scope) => { if (deps.bus.isConnected()) deps.bus.nc.publish(control.places, scope) } })
    this.#claim = grouped((requests) => this.#claimAll(requests), { max: GROUP_MAX, ownerOf: (request) => request.tenantId })
    this.#apply = grouped((moves) => this.#hold.run(() => store.tasks.apply(moves, settings.worker)), { max: GROUP_MAX, ownerOf: (move) => move.tenantId })
    for (const consumer of this.#consumers()) {
      this.#pullers.push(new Puller(deps.bus, { stream: consumer.stream, durable: consumer.durable, capacity: settings.taskSlots, heartbeatMs: 1_000, expiresMs: 3_000, gatherMs: GATHER_MS },
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
    return this.#pullers.every((puller) => puller.isHearing()) ? { ok: true } : { ok: false, why: 'nothing heard from the broker' }
  }

  /** What this process says of itself in the list of workers. */
  activity(): { active: number; totals: Record<string, number>; queues: string[] } {
    return { active: this.#slots.used(), totals: this.#totals, queues: this.#consumers().map(({ durable }) => durable) }
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
      this.#settings.probe?.('received', received.due.taskId)
      // A worker has died with it in hand: it is claimed beside no other of its kind, so the next crash has one to blame.
      await (received.due.isSuspect ? this.#alone(() => this.#inSlot(message, received.due, lane, onSlotFree)) : this.#inSlot(message, received.due, lane, onSlotFree))
    } catch (error) {
      // Not a verdict: the process stops, or a defect of the runner. The message comes again, and the record says where the task is.
      if (!this.#stop.signal.aborted) this.#deps.log.error({ err: error, subject: message.subject }, 'a task was handed back')
      settle(message, { kind: 'nak', afterMs: this.#stop.signal.aborted ? 0 : this.#settings.taskLeaseMs })
    } finally {
      this.#heartbeat.remove(beating)
    }
  }

  async #inSlot(message: JsMsg, due: TaskDue, lane: Lane, onSlotFree: () => void): Promise<void> {
    const observed = this.#observer.begin(message, due)
    const giveSlotBack = await this.#slots.take(lane)
    const freeSlot = (): void => { giveSlotBack(); onSlotFree() }
    try {
      // It waited for a slot until the process was told to stop: somebody else may have it at once.
      if (this.#isStopping) {
        settle(message, { kind: 'nak', afterMs: 0 })
        return observed.end('handed back')
      }
      await observed.trace.run(async () => observed.end(await this.#runDue(message, due, observed, freeSlot)))
    } catch (error) {
      observed.end('handed back', error)
      throw error
    } finally {
      freeSlot()
    }
  }

  /** All by one write under one name, which is kept when the store went away before it could answer: what was claimed is then found to be ours. */
  #claimAll(requests: readonly ClaimRequest[]): Promise<ClaimResult[]> {
    const { worker, taskLeaseMs } = this.#settings
    const owner = `${worker}/${Date.now().toString(36)}-${++this.#claims}`
    return this.#hold.run(() => this.#store.tasks.claim(requests, { owner, worker, leaseUntil: new Date(Date.now() + taskLeaseMs) }))
  }

  /** @returns what came of it, in one word, for the metrics */
  async #runDue(message: JsMsg, due: TaskDue, observed: ObservedTask, freeSlot: () => void): Promise<string> {
    const definition = this.#definitions.get(due.type)
    if (!definition) return this.#waitFor(message, due, { kind: 'later', code: 'TASK_TYPE_RETIRED', message: workerErrors.fault('TASK_TYPE_RETIRED', { detail: due.type }).message, afterMs: RETIRED_AGAIN_MS })
    const ticket = await this.#hold.run(() => admitTask(this.#store, this.#places, { definition, due, tenantCap: this.#settings.taskTenantCap, holds: this.#holds }))
    if (ticket.kind !== 'go') return this.#waitFor(message, due, ticket)
    try {
      const claimed = await this.#claim(due)
      this.#settings.probe?.('admitted', due.taskId)
      if (claimed.kind !== 'claimed') return await this.#settleStale(message, due, claimed.kind === 'refused' ? claimed.standing : undefined)
      return await this.#runClaimed(message, definition, claimed.task, ticket.places, observed, freeSlot)
    } finally {
      for (const place of ticket.places) this.#places.giveBack(place.scope, place)
    }
  }

  async #runClaimed(message: JsMsg, definition: TaskDefinition, task: TaskRecord, places: TakenPlace[], observed: ObservedTask, freeSlot: () => void): Promise<string> {
    const owner = task.owner ?? ''
    const log = withIds(this.#deps.log, { ...observed.trace.headers, tenantId: task.tenantId, taskId: task._id })
    const softMs = msOf(definition.softLimit)
    const hardMs = msOf(definition.hardLimit)
    const run = new TaskRun(task, this.#store, this.#deps, log, { softMs, hardMs, killAfterMs: this.#settings.taskKillAfterMs, breaker: { threshold: this.#settings.breakerThreshold, openMs: this.#settings.breakerOpenMs } },
      (progress, version) => { void this.#say('progressed', { ...task, progress }, observed, version).catch(() => undefined) })
    this.#leases.keep({ taskId: task._id, owner, hardUntil: Date.now() + hardMs, places }, { lost: () => { if (run.leaseLost()) this.#observer.leaseLost(task) }, revoked: (terminate) => run.revoke(terminate) })
    this.#running.set(task._id, run)
    const early = this.#revokes.get(task._id)
    if (early) run.revoke(early.terminate)
    const started = this.#say('started', task, observed)
    // Waited for at the end: while the broker is away the work goes on, and its end is written.
    started.catch(() => undefined)
    try {
      const startedAt = new Date()
      const outcome = await run.outcome(async (ctx) => {
        this.#settings.probe?.('working', task._id)
        return this.#work(definition, task, ctx)
      })
      this.#settings.probe?.('handled', task._id)
      freeSlot()
      return await this.#end(message, definition, task, outcome, startedAt, observed, started)
    } finally {
      this.#running.delete(task._id)
      this.#leases.letGo({ taskId: task._id, owner })
    }
  }

  /** A schema is made once: its first use compiles it. */
  #paramsOf({ type, params }: TaskDefinition): TaskDefinition['params'] {
    const made = this.#params.get(type) ?? params.strict()
    this.#params.set(type, made)
    return made
  }

  async #work(definition: TaskDefinition, task: TaskRecord, ctx: Parameters<TaskDefinition['run']>[0]): Promise<TaskOutcome> {
    const parsed = this.#paramsOf(definition).safeParse(task.params)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      return { kind: 'refused', fault: workerErrors.fault('TASK_PARAMS_REFUSED', { detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` }) }
    }
    if (task.substate === 'joining') {
      const children = await endedChildren(this.#store, task._id)
      return successOf(definition.join ? await definition.join(ctx, children, parsed.data) : countsOf(children))
    }
    const result = await definition.run(ctx, parsed.data)
    return result instanceof Children ? { kind: 'children', children: result.list } : successOf(result)
  }

  // --- the end of a run ---------------------------------------------------------------------------

  async #end(message: JsMsg, definition: TaskDefinition, task: TaskRecord, came: TaskOutcome, startedAt: Date, observed: ObservedTask, started: Promise<void>): Promise<string> {
    const { outcome, planned } = await this.#planned(task, came)
    const { baseMs, capMs } = this.#retriesOf(definition)
    const endedAt = new Date()
    const context: TaskVerdictContext = {
      task, worker: this.#settings.worker, startedAt, endedAt, random: Math.random(), planned, retries: { baseMs, capMs },
      keepUntil: new Date(endedAt.getTime() + this.#settings.taskKeepDays * DAY_MS),
    }
    let verdict = taskVerdictOf(outcome, context)
    let result = await this.#apply(verdict.move)
    if (result.kind === 'refused' && result.standing.epoch === task.epoch && result.standing.cancelRequested && !FINAL_TASK_STATES.has(result.standing.state)) {
      verdict = revokedVerdict(context)
      result = await this.#apply(verdict.move)
    }
    if (result.kind !== 'moved') {
      this.#observer.lateWriteRefused(task)
      // Late; or the store died between this very write and its answer, and what follows from it is still to be done.
      return this.#settleStale(message, { tenantId: task.tenantId, taskId: task._id, type: task.type, release: task.released }, result.kind === 'refused' ? result.standing : undefined)
    }
    this.#settings.probe?.('written', task._id)
    await started
    await this.#afterMove(verdict, { ...task, ...verdict.move.set, state: verdict.move.to } as TaskRecord, observed)
    this.#settings.probe?.('stated', task._id)
    if (verdict.fact !== 'deferred' && verdict.fact !== 'retrying' && verdict.fact !== 'spawned') this.#totals[task.type] = (this.#totals[task.type] ?? 0) + 1
    this.#observer.ended(task, verdict.fact, (endedAt.getTime() - startedAt.getTime()) / 1000)
    settle(message, { kind: 'ack' })
    this.#settings.probe?.('settled', task._id)
    return verdict.fact
  }

  /** What follows from an end; all of it may be done twice. */
  async #afterMove(verdict: Pick<TaskVerdict, 'fact' | 'move'>, task: TaskRecord, observed: ObservedTask): Promise<void> {
    const { service } = this.#settings
    if (task.state === 'FAILURE') {
      await this.#hold.run(async () => buryTask(this.#deps, service, await this.#store.tasks.find(task.tenantId, task._id) ?? task))
      this.#observer.buried(task.queue, task.error?.code ?? 'UNEXPECTED')
    }
    await this.#say(verdict.fact, { ...task, tries: task.tries + (verdict.move.count?.tries ?? 0) }, observed)
    if (verdict.fact === 'spawned') await this.#hold.run(() => raiseChildren(this.#deps, this.#store, service, task))
    if (FINAL_TASK_STATES.has(task.state)) await this.#hold.run(() => tellParent(this.#deps, this.#store, service, task))
    this.#hint(task)
  }

  /** Room was made. Tasks that end together say so once: nothing depends on it, and whoever listens looks at all of them. */
  #hint({ queue, tenantId }: TaskRecord): void {
    const hint = `${queue} ${tenantId}`
    if (this.#hints.has(hint)) return
    this.#hints.add(hint)
    setTimeout(() => {
      this.#hints.delete(hint)
      if (this.#deps.bus.isConnected()) this.#deps.bus.nc.publish(control.queue(queue), tenantId)
    }, HINT_WITHIN_MS)
  }

  /** The children of an outcome with all that their records need; an outcome that asks for what there is not is a failure. */
  async #planned(task: TaskRecord, outcome: TaskOutcome): Promise<{ outcome: TaskOutcome; planned: TaskVerdictContext['planned'] & object }> {
    if (outcome.kind !== 'children') return { outcome, planned: [] }
    try {
      this.#types = new Map((await this.#hold.run(() => this.#store.types.all())).map((type) => [type._id, type]))
      return { outcome, planned: plannedChildren(task, task.tenantId === PLATFORM_TENANT, outcome.children, this.#types) }
    } catch (error) {
      return { outcome: { kind: 'failed', fault: asFault(error) }, planned: [] }
    }
  }

  /**
   * The task is not where the hand-over believes it to be. Whoever ended it may have died before stating that, so it is done again from the record; what is
   * somebody else's stays theirs.
   */
  async #settleStale(message: JsMsg, due: TaskDue, standing: TaskRecord | undefined): Promise<string> {
    if (standing && standing.tenantId !== due.tenantId) {
      this.#observer.foreign()
      await this.#hold.run(() => buryTaskMessage(this.#deps, this.#settings.service, message, workerErrors.fault('MESSAGE_FOREIGN', { detail: message.subject })))
      settle(message, { kind: 'term' })
      return 'buried'
    }
    this.#observer.duplicateRefused()
    if (standing && standing.released === due.release) {
      if (standing.state === 'STARTED' && standing.leaseUntil) {
        // At work elsewhere. Should that worker die, the scheduler hands the task over anew, and this message is void.
        settle(message, { kind: 'nak', afterMs: Math.max(1_000, standing.leaseUntil.getTime() - Date.now()) })
        return 'deferred'
      }
      if (FINAL_TASK_STATES.has(standing.state)) {
        const verdict = { fact: endOf(standing), move: { tenantId: due.tenantId, taskId: due.taskId, expect: { state: 'STARTED' as const }, to: standing.state } }
        await this.#afterMove(verdict, standing, this.#observer.begin(message, due))
      }
      if (standing.plan) await this.#hold.run(() => raiseChildren(this.#deps, this.#store, this.#settings.service, standing))
    }
    settle(message, { kind: 'ack' })
    return 'stale'
  }

  /** Not now: the task waits on the record, not in a slot, and the message is let go. */
  async #waitFor(message: JsMsg, due: TaskDue, ticket: Exclude<TaskTicket, { kind: 'go' }>): Promise<string> {
    const expect = { state: 'PENDING' as const, release: due.release }
    const until = new Date(Date.now() + (ticket.kind === 'later' ? ticket.afterMs : HOLDS_EVERY_MS))
    const move: TaskMove = ticket.kind === 'held'
      ? { tenantId: due.tenantId, taskId: due.taskId, expect, to: 'PENDING', set: { waiting: true, deferred: { code: 'HELD', message: `${ticket.hold.kind} ${ticket.hold.name} is on hold: ${ticket.hold.reason}`, until: ticket.hold.until ?? until } }, unset: ['inFlight'] }
      : { tenantId: due.tenantId, taskId: due.taskId, expect, to: 'PENDING', set: { dueAt: until, deferred: { code: ticket.code, message: ticket.message, until } }, unset: ['inFlight'] }
    const moved = await this.#apply(move)
    if (moved.kind !== 'moved') return this.#settleStale(message, due, moved.kind === 'refused' ? moved.standing : undefined)
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

  async #say(fact: TaskVerdict['fact'], task: ToldTask, { trace }: ObservedTask, once?: number): Promise<void> {
    await this.#statements.say(taskFactMessage(fact, task, this.#settings.service, once), `facts.task.run.${fact}`, trace.headers)
  }

  #retriesOf({ retries }: TaskDefinition): { baseMs: number; capMs: number } {
    const { baseMs, capMs } = retriesOf(retries)
    return this.#settings.taskRetryBaseMs === undefined ? { baseMs, capMs } : { baseMs: this.#settings.taskRetryBaseMs, capMs: this.#settings.taskRetryBaseMs * 20 }
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

export function retriesOf(retries: TaskDefinition['retries']): { maxRetries: number; baseMs: number; capMs: number } {
  return { maxRetries: retries?.maxRetries ?? 3, baseMs: msOf(retries?.base ?? '30s'), capMs: msOf(retries?.cap ?? '10m') }
}

function successOf(result: unknown): TaskOutcome {
  const size = Buffer.byteLength(JSON.stringify(result ?? null))
  if (size > MAX_RESULT_BYTES) return { kind: 'refused', fault: workerErrors.fault('TASK_RESULT_TOO_LARGE', { detail: `${size} bytes` }) }
  return { kind: 'success', result }
}

function endOf({ state }: TaskRecord): TaskVerdict['fact'] {
  switch (state) {
    case 'SUCCESS': return 'succeeded'
    case 'REVOKED': return 'revoked'
    case 'EXPIRED': return 'expired'
    default: return 'failed'
  }
}
