import type { JsMsg } from '@nats-io/jetstream'
import type { TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import { withCleanLines, withIds } from '@chasqui/telemetry'
import type { Deps } from '../deps.ts'
import type { StoreWait } from '../store-wait.ts'
import type { FollowUps } from './follow-ups.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import type { RunEnds } from './run-ends.ts'
import type { RunsAtWork } from './runs-at-work.ts'
import { lineWithoutSecrets, secretsIn } from './secret-params.ts'
import { msOf, type TaskDefinition } from './task.ts'
import type { TakenPlace } from './task-admission.ts'
import type { ObservedTask, TaskObserver } from './task-observer.ts'
import { TaskRun } from './task-run.ts'
import { taskSchemaOf } from './task-schema.ts'
import type { TaskRunnerSettings } from './task-settings.ts'
import { TaskWork } from './task-work.ts'

export type ClaimedRunParts = { storeWait: StoreWait; leases: LeaseKeeper; atWork: RunsAtWork; observer: TaskObserver; followUps: FollowUps; ends: RunEnds }

/** What is told on the way of a task: its run has begun; its slot is free for another. */
export type Steps = { onBegun: () => void; onSlotFree: () => void }

/** A task that is claimed, with the hand-over that it came by. */
export type ClaimedTask = { message: JsMsg; definition: TaskDefinition; task: TaskRecord; places: TakenPlace[]; observed: ObservedTask }

/** Runs what is claimed: under its lease, heard by whoever revokes it, and ended by a write that names its epoch. */
export class ClaimedRuns {
  readonly #deps: Deps
  readonly #store: TaskStore
  readonly #settings: TaskRunnerSettings
  readonly #parts: ClaimedRunParts
  readonly #work: TaskWork

  constructor(deps: Deps, store: TaskStore, settings: TaskRunnerSettings, parts: ClaimedRunParts) {
    this.#deps = deps
    this.#store = store
    this.#settings = settings
    this.#parts = parts
    this.#work = new TaskWork(store)
  }

  /**
   * A process that stood still since it claimed a task may have lost it: what it began then would run beside another, or after the task's end.
   * @returns the task as it stands when the claim is gone
   */
  async lostTo({ _id, tenantId, owner = '', leaseUntil }: TaskRecord): Promise<TaskRecord | undefined> {
    if (leaseUntil && leaseUntil.getTime() > Date.now()) return undefined
    const standing = await this.#parts.storeWait.run(() => this.#store.tasks.find(tenantId, _id))
    if (!standing || standing.owner === owner) return undefined
    this.#parts.leases.letGo({ taskId: _id, owner })
    return standing
  }

  /** @returns what came of it, in one word, for the metrics */
  async run({ message, definition, task, places, observed }: ClaimedTask, { onSlotFree, onBegun }: Steps): Promise<string> {
    const { leases, atWork, observer, followUps, ends } = this.#parts
    const { probe } = this.#settings
    const claim = { taskId: task._id, owner: task.owner ?? '' }
    const secrets = secretsIn(taskSchemaOf(definition), task.params)
    const run = this.#runOf(definition, task, observed, secrets)
    leases.keep({ ...claim, hardUntil: Date.now() + msOf(definition.hardLimit), places }, { lost: () => { if (run.leaseLost()) observer.leaseLost(task) }, revoked: (terminate) => run.revoke(terminate) })
    onBegun()
    atWork.begin(task._id, run)
    const started = followUps.say('started', task, observed)
    // Waited for at the end: while the broker is away the work goes on, and its end is written.
    started.catch(() => undefined)
    try {
      const startedAt = new Date()
      const outcome = await run.outcome(async (ctx) => {
        probe?.('working', task._id)
        return this.#work.do(definition, task, ctx)
      })
      probe?.('handled', task._id)
      onSlotFree()
      return await ends.end({ message, definition, task, observed, secrets, startedAt, started }, outcome)
    } finally {
      atWork.end(task._id, run)
      leases.letGo(claim)
    }
  }

  #runOf({ softLimit, hardLimit }: TaskDefinition, task: TaskRecord, observed: ObservedTask, secrets: readonly string[]): TaskRun {
    const { taskKillAfterMs: killAfterMs, breakerThreshold: threshold, breakerOpenMs: openMs } = this.#settings
    const named = withIds(this.#deps.log, { ...observed.trace.headers, tenantId: task.tenantId, taskId: task._id })
    const log = secrets.length === 0 ? named : withCleanLines(named, (line) => lineWithoutSecrets(line, secrets))
    const parts = { store: this.#store, deps: this.#deps, log, storeWait: this.#parts.storeWait, secrets }
    return new TaskRun(task, parts, { softMs: msOf(softLimit), hardMs: msOf(hardLimit), killAfterMs, breaker: { threshold, openMs } },
      (progress, version) => { void this.#parts.followUps.say('progressed', { ...task, progress }, observed, version).catch(() => undefined) })
  }
}
