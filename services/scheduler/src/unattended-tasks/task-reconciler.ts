import { JetStreamApiError } from '@nats-io/jetstream'
import { TaskDue, streams, taskSubjectOf } from '@chasqui/contracts'
import { isStoreAway, type TaskRecord, type TaskStore } from '@chasqui/mongo'
import { buryTask, closeFamily, type Deps } from '@chasqui/worker'
import { heldByBroker } from '../held-by-broker.ts'
import { Rounds } from '../rounds.ts'

const LOOK_AT = 1_000
const FAMILIES_AT_ONCE = 200
/** Of tasks that rest while the broker holds as many messages, so many are looked up one by one. */
const LOOKED_UP = 100
/** However much the broker holds, a task that was handed over so long ago is handed over again. */
const LONG_REST_MS = 10 * 60_000
/** Failures are looked at once more when whoever wrote them had time enough for the dead letter. */
const FAILED_WITHIN_MS = 10 * 60_000

/**
 * Heals what was lost on the way: tasks that were handed over and whose message the broker has no more, parents whose children have ended without anybody telling them, and
 * failures without their dead letter.
 */
export class TaskReconciler {
  readonly #deps: Deps
  readonly #store: Pick<TaskStore, 'tasks'>
  readonly #onBack: (queue: string) => void
  readonly #options: { restAfterMs: number; everyMs: number }
  readonly #rounds: Rounds
  #familiesFrom = ''

  constructor(deps: Deps, store: Pick<TaskStore, 'tasks'>, onBack: (queue: string) => void, options: { everyMs: number; restAfterMs: number }) {
    this.#deps = deps
    this.#store = store
    this.#onBack = onBack
    this.#options = options
    this.#rounds = new Rounds('reconciling tasks', () => this.#reconcile(), deps.log)
  }

  start(): void {
    this.#rounds.start(() => this.#options.everyMs)
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  async #reconcile(now = new Date()): Promise<void> {
    const before = new Date(now.getTime() - this.#options.restAfterMs)
    await this.#closeFamilies(before)
    await this.#buryFailed(before)
    if (this.#deps.bus.isConnected()) await this.#putBackLost(before, now)
  }

  // --- what was handed over -----------------------------------------------------------------------

  async #putBackLost(before: Date, now: Date): Promise<void> {
    let back = 0
    for (const [queue, tasks] of Map.groupBy(await this.#store.tasks.resting(before, LOOK_AT), (task) => task.queue)) {
      const lost = tasks.length > await heldByBroker(this.#deps.bus, streams.TASKS.name, queue) ? tasks : await this.#lostOf(tasks, now)
      const put = await Promise.all(lost.map((task) => this.#store.tasks.putBack(task)))
      back += put.filter(Boolean).length
      if (put.includes(true)) this.#onBack(queue)
    }
    if (back > 0) this.#deps.log.info({ tasks: back }, 'tasks that were lost on the way wait again')
  }

  async #lostOf(tasks: readonly TaskRecord[], now: Date): Promise<TaskRecord[]> {
    const looked = await Promise.all(tasks.map(async (task, at) => {
      if (now.getTime() - task.movedAt.getTime() > LONG_REST_MS) return task
      return at < LOOKED_UP && !await this.#isInStream(task) ? task : undefined
    }))
    return looked.filter((task) => task !== undefined)
  }

  async #isInStream(task: TaskRecord): Promise<boolean> {
    try {
      const subject = taskSubjectOf({ type: task.type, lane: task.lane, tenantId: task.tenantId, taskId: task._id })
      const last = await this.#deps.bus.jsm.streams.getMessage(streams.TASKS.name, { last_by_subj: subject })
      return last !== null && (TaskDue.safeParse(last.json()).data?.release ?? 0) >= task.released
    } catch (error) {
      if (error instanceof JetStreamApiError) return false
      throw error
    }
  }

  // --- ends that nobody followed ------------------------------------------------------------------

  /** A part of the parents at every look, in turns: most of them only wait for children that are at work. */
  async #closeFamilies(before: Date): Promise<void> {
    const parents = await this.#store.tasks.waitingForChildren(before, FAMILIES_AT_ONCE, this.#familiesFrom)
    this.#familiesFrom = parents.length === FAMILIES_AT_ONCE ? parents.at(-1)?._id ?? '' : ''
    for (const { _id } of parents) {
      await closeFamily(this.#deps, this.#store, 'scheduler', _id).catch((error: unknown) => {
        if (isStoreAway(error)) throw error
        this.#deps.log.warn({ err: error, task: _id }, 'a parent could not be looked after')
      })
    }
  }

  async #buryFailed(before: Date): Promise<void> {
    const failed = await this.#store.tasks.failedBetween(new Date(before.getTime() - FAILED_WITHIN_MS), before, LOOK_AT)
    if (failed.length === 0) return
    const buried = await this.#deps.deadLetters.existing(failed.map(({ _id }) => `task:${_id}`))
    for (const task of failed) if (!buried.has(`task:${task._id}`)) await buryTask(this.#deps, 'scheduler', task)
  }
}
