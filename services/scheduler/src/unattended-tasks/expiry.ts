import type { TaskRecord, TaskStore } from '@chasqui/mongo'
import type { Deps } from '@chasqui/worker'
import { Rounds } from '../rounds.ts'
import type { TaskEnds } from './task-ends.ts'

const LOOK_EVERY_MS = 1_000
const LOOK_AT = 500
const DAY_MS = 24 * 60 * 60 * 1000

/** Ends what was not started in time. */
export class Expiry {
  readonly #tasks: Pick<TaskStore['tasks'], 'notStartedInTime'>
  readonly #ends: TaskEnds
  readonly #keepDays: number
  readonly #rounds: Rounds

  constructor({ log }: Pick<Deps, 'log'>, { tasks }: Pick<TaskStore, 'tasks'>, ends: TaskEnds, keepDays: number) {
    this.#tasks = tasks
    this.#ends = ends
    this.#keepDays = keepDays
    this.#rounds = new Rounds('looking for tasks that were not started in time', () => this.#look(), log)
  }

  start(): void {
    this.#rounds.start(() => LOOK_EVERY_MS)
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  async #look(): Promise<void> {
    const now = new Date()
    const expired = await this.#tasks.notStartedInTime(now, LOOK_AT)
    if (expired.length === 0) return
    const keepUntil = new Date(now.getTime() + this.#keepDays * DAY_MS)
    // The version: a worker may be claiming it at this moment.
    await this.#ends.move(expired.map(({ tenantId, _id: taskId, state, version }: TaskRecord) => ({ tenantId, taskId, expect: { state, version }, to: 'EXPIRED', set: { keepUntil } })))
  }
}
