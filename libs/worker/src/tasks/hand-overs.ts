import { setTimeout as delay } from 'node:timers/promises'
import type { JsMsg } from '@nats-io/jetstream'
import { control, type Lane, type TaskDue } from '@chasqui/contracts'
import type { TaskMove, TaskStore } from '@chasqui/mongo/tasks'
import type { Deps } from '../deps.ts'
import { Heartbeat } from '../heartbeat.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import { settle } from '../settle.ts'
import type { StoreWait } from '../store-wait.ts'
import { buryTaskMessage } from './bury-task.ts'
import type { ClaimedRuns, Steps } from './claimed-runs.ts'
import { deferral } from './deferrals.ts'
import { HOLDS_EVERY_MS, type KnownHolds } from './known-holds.ts'
import type { LaneSlots } from './lane-slots.ts'
import { KEEPS_PLACE_MS } from './place-in-line.ts'
import type { PlacePool } from './place-pool.ts'
import { receiveTask } from './received-task.ts'
import type { StaleHandOvers } from './stale-hand-overs.ts'
import type { TaskDefinition } from './task.ts'
import { admitTask, type NotYet } from './task-admission.ts'
import type { ObservedTask, TaskObserver } from './task-observer.ts'
import type { TaskRunnerSettings } from './task-settings.ts'
import type { TaskWrites } from './task-writes.ts'

const RETIRED_AGAIN_MS = 60_000
/** What was pulled and finds no slot for so long waits on record instead. */
const SLOT_WITHIN_MS = 1_000
const SLOT_AGAIN_MS = 500
/** What kills its worker does so early: after that, the next one of its kind may start beside it. */
const SUSPECT_ALONE_MS = 3_000

export type HandOverParts = {
  definitions: ReadonlyMap<string, TaskDefinition>
  slots: LaneSlots
  places: PlacePool
  holds: KnownHolds
  storeWait: StoreWait
  observer: TaskObserver
  writes: TaskWrites
  stale: StaleHandOvers
  runs: ClaimedRuns
  /** A slot came free. */
  onSlotFree: () => void
  /** The process stops: nothing is begun any more, and what is aborted is handed back at once. */
  isStopping: () => boolean
  stopped: AbortSignal
}

/** Takes hand-overs to their run: read, given a slot, admitted, claimed. What cannot start now waits on the record, and its message is let go. */
export class HandOvers {
  readonly #deps: Deps
  readonly #store: TaskStore
  readonly #settings: TaskRunnerSettings
  readonly #parts: HandOverParts
  readonly #heartbeat: Heartbeat
  readonly #alone = oneAtATime()

  constructor(deps: Deps, store: TaskStore, settings: TaskRunnerSettings, parts: HandOverParts) {
    this.#deps = deps
    this.#store = store
    this.#settings = settings
    this.#parts = parts
    this.#heartbeat = new Heartbeat(Math.floor(settings.taskAckWaitMs / 3))
  }

  /** Settles one message, whatever comes of it. @param onSlotFree what is left then is writing */
  async take(message: JsMsg, lane: Lane, onSlotFree: () => void): Promise<void> {
    const { storeWait, observer, stopped } = this.#parts
    const beating = { beat: () => message.working() }
    this.#heartbeat.add(beating)
    try {
      const received = receiveTask(message)
      if (!received.ok) {
        await storeWait.run(() => buryTaskMessage(this.#deps, message, received.fault))
        observer.buried(message.info.consumer, received.fault.code)
        return settle(message, { kind: 'term' })
      }
      const due = received.value
      this.#settings.probe?.('received', due.taskId)
      const run = (onBegun: () => void): Promise<void> => this.#inSlot(message, due, lane, { onSlotFree, onBegun })
      await (due.isSuspect ? this.#beginAlone(run) : run(() => undefined))
    } catch (error) {
      // Not a verdict: the process stops, or a defect of the runner. The message comes again, and the record says where the task is.
      if (!stopped.aborted) this.#deps.log.error({ err: error, subject: message.subject }, 'a task was handed back')
      settle(message, { kind: 'nak', afterMs: stopped.aborted ? 0 : this.#settings.taskLeaseMs })
    } finally {
      this.#heartbeat.remove(beating)
    }
  }

  stop(): void {
    this.#heartbeat.stop()
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
    const { observer, slots, isStopping } = this.#parts
    const observed = observer.begin(message, due)
    const giveSlotBack = await slots.take(lane, SLOT_WITHIN_MS)
    const freeSlot = (): void => {
      giveSlotBack?.()
      this.#parts.onSlotFree()
      onSlotFree()
    }
    try {
      // It waited for a slot until the process was told to stop: somebody else may have it at once.
      if (isStopping()) {
        settle(message, { kind: 'nak', afterMs: 0 })
        return observed.end('handed back')
      }
      // Asked for while there was room for it: somebody else may have that.
      if (!giveSlotBack) return observed.end(await this.#waitFor(message, due, observed, { kind: 'later', ...deferral('NO_SLOT', this.#settings.worker), afterMs: SLOT_AGAIN_MS }))
      await observed.trace.run(async () => observed.end(await this.#runDue(message, due, observed, { onSlotFree: freeSlot, onBegun })))
    } catch (error) {
      observed.end('handed back', error)
      throw error
    } finally {
      freeSlot()
    }
  }

  /** @returns what came of it, in one word, for the metrics */
  async #runDue(message: JsMsg, due: TaskDue, observed: ObservedTask, steps: Steps): Promise<string> {
    const { definitions, places: pool, holds, storeWait, writes, stale, runs } = this.#parts
    const definition = definitions.get(due.type)
    if (!definition) return this.#waitFor(message, due, observed, { kind: 'later', ...deferral('TASK_TYPE_RETIRED', due.type), afterMs: RETIRED_AGAIN_MS })
    const ticket = await storeWait.run(() => admitTask(this.#store, pool, { definition, due, tenantCap: this.#settings.taskTenantCap, holds: holds.list }))
    if (ticket.kind !== 'go') return this.#waitFor(message, due, observed, ticket)
    const { places } = ticket
    try {
      const claimed = await writes.claim({ ...due, places })
      this.#settings.probe?.('admitted', due.taskId)
      if (claimed.kind !== 'claimed') return await stale.settle(message, due, claimed.kind === 'refused' ? claimed.standing : undefined, observed)
      const lostTo = await runs.lostTo(claimed.task)
      if (lostTo) return await stale.settle(message, due, lostTo, observed)
      return await runs.run({ message, definition, task: claimed.task, places, observed }, steps)
    } finally {
      for (const place of places) {
        pool.giveBack(place.scope, place)
        if (place.hasLine && pool.isWanted(place.scope)) await this.#callFirst(place.scope)
      }
    }
  }

  /** A place that somebody waits for came free: who waits longest need not wait for its time. It would come by itself. */
  async #callFirst(scope: string): Promise<void> {
    for (const { queue, tenantId } of await this.#store.lines.callFirst(scope).catch(() => [])) this.#deps.bus.hint(control.queue(queue), tenantId)
  }

  /** Not now: the task waits on the record, not in a slot, and the message is let go. */
  async #waitFor(message: JsMsg, { tenantId, taskId, release, ...due }: TaskDue, observed: ObservedTask, ticket: NotYet): Promise<string> {
    const moved = await this.#parts.writes.apply({ tenantId, taskId, expect: { state: 'PENDING', release }, to: 'PENDING', set: waitingWith(ticket, Date.now()), unset: ['inFlight', 'waitsFor'] })
    if (moved.kind !== 'moved') return this.#parts.stale.settle(message, { tenantId, taskId, release, ...due }, moved.kind === 'refused' ? moved.standing : undefined, observed)
    settle(message, { kind: 'ack' })
    return 'deferred'
  }
}

/** How it waits on the record: for its time, and perhaps in a line; or, of something that is on hold, until that ends. Pure. */
function waitingWith(ticket: NotYet, now: number): NonNullable<TaskMove['set']> {
  if (ticket.kind === 'held') {
    const { kind, name, reason, until = new Date(now + HOLDS_EVERY_MS) } = ticket.hold
    return { waiting: true, deferred: { ...deferral('HELD', `${kind} ${name}, ${reason}`), until } }
  }
  const { code, message, afterMs, waitsFor } = ticket
  const until = new Date(now + afterMs)
  return { dueAt: until, deferred: { code, message, until }, ...(waitsFor && { waitsFor: { ...waitsFor, until: new Date(until.getTime() + KEEPS_PLACE_MS) } }) }
}
