import type { JsMsg } from '@nats-io/jetstream'
import { FINAL_TASK_STATES, PLATFORM_TENANT } from '@chasqui/contracts'
import { asFault } from '@chasqui/errors'
import type { PlannedChild, TaskMove, TaskMoveResult, TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import { settle } from '../settle.ts'
import type { StoreWait } from '../store-wait.ts'
import type { FollowUps } from './follow-ups.ts'
import type { TaskOutcome } from './outcome.ts'
import type { StaleHandOvers } from './stale-hand-overs.ts'
import { retriesOf, type TaskDefinition } from './task.ts'
import { plannedChildren } from './planned-children.ts'
import type { ObservedTask, TaskObserver } from './task-observer.ts'
import type { TaskRunnerSettings } from './task-settings.ts'
import { revokedVerdict, taskVerdictOf, type TaskVerdictContext } from './task-verdict.ts'

/** A run with what belongs to it until its message is let go. */
export type RunInHand = {
  message: JsMsg
  definition: TaskDefinition
  /** As it was claimed. */
  task: TaskRecord
  observed: ObservedTask
  startedAt: Date
  /** Among its parameters. */
  secrets: readonly string[]
  /** The fact of its start; it is stated before the one of its end. */
  started: Promise<void>
}

export type RunEndParts = {
  apply: (move: TaskMove) => Promise<TaskMoveResult>
  storeWait: StoreWait
  observer: TaskObserver
  followUps: FollowUps
  stale: StaleHandOvers
}

/** Ends runs: the verdict is written under the epoch of the claim, then what follows is done, and only then is the message acknowledged. */
export class RunEnds {
  readonly #store: TaskStore
  readonly #settings: TaskRunnerSettings
  readonly #parts: RunEndParts
  readonly #totals: Record<string, number> = {}

  constructor(store: TaskStore, settings: TaskRunnerSettings, parts: RunEndParts) {
    this.#store = store
    this.#settings = settings
    this.#parts = parts
  }

  /** How many tasks of each type have come to their end here. */
  get totals(): Record<string, number> {
    return this.#totals
  }

  /** @returns what came of it, in one word, for the metrics */
  async end({ message, definition, task, observed, secrets, startedAt, started }: RunInHand, came: TaskOutcome): Promise<string> {
    const { apply, observer, followUps, stale } = this.#parts
    const { outcome, planned } = await this.#planned(task, came)
    const endedAt = new Date()
    const context: TaskVerdictContext = {
      task, worker: this.#settings.worker, startedAt, endedAt, random: Math.random(), planned, retries: this.#retriesOf(definition), secrets,
    }
    let verdict = taskVerdictOf(outcome, context)
    let result = await apply(verdict.move)
    if (result.kind === 'refused' && result.standing.epoch === task.epoch && result.standing.cancelRequested && !FINAL_TASK_STATES.has(result.standing.state)) {
      verdict = revokedVerdict(context)
      result = await apply(verdict.move)
    }
    if (result.kind !== 'moved') {
      observer.lateWriteRefused(task, verdict.fact)
      // Late; or the store died between this very write and its answer, and what follows from it is still to be done.
      return stale.settle(message, { tenantId: task.tenantId, taskId: task._id, type: task.type, release: task.released }, result.kind === 'refused' ? result.standing : undefined, observed, true)
    }
    this.#settings.probe?.('written', task._id)
    await started
    await followUps.of(verdict.fact, { ...task, ...verdict.move.set, state: verdict.move.to } as TaskRecord, observed, verdict.move.count?.tries)
    this.#settings.probe?.('stated', task._id)
    if (FINAL_TASK_STATES.has(verdict.move.to)) this.#totals[task.type] = (this.#totals[task.type] ?? 0) + 1
    observer.ended(task, verdict.fact, (endedAt.getTime() - startedAt.getTime()) / 1000)
    settle(message, { kind: 'ack' })
    this.#settings.probe?.('settled', task._id)
    return verdict.fact
  }

  /** The children of an outcome with all that their records need; an outcome that asks for what there is not is a failure. */
  async #planned(task: TaskRecord, outcome: TaskOutcome): Promise<{ outcome: TaskOutcome; planned: readonly PlannedChild[] }> {
    if (outcome.kind !== 'children') return { outcome, planned: [] }
    try {
      const types = new Map((await this.#parts.storeWait.run(() => this.#store.types.all())).map((type) => [type._id, type]))
      return { outcome, planned: plannedChildren(task, task.tenantId === PLATFORM_TENANT, outcome.children, types) }
    } catch (error) {
      return { outcome: { kind: 'failed', fault: asFault(error) }, planned: [] }
    }
  }

  #retriesOf({ retries }: TaskDefinition): TaskVerdictContext['retries'] {
    const { baseMs, capMs } = retriesOf(retries)
    return this.#settings.taskRetryBaseMs === undefined ? { baseMs, capMs } : { baseMs: this.#settings.taskRetryBaseMs, capMs: this.#settings.taskRetryBaseMs * 20 }
  }
}
