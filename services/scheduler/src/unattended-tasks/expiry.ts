import type { TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import type { TaskDeps } from '@chasqui/worker'
import { Rounds } from '../rounds.ts'
import type { TaskEnds } from './task-ends.ts'

const LOOK_EVERY_MS = 1_000
const LOOK_AT = 500

/** Ends what was not started in time. */
export class Expiry {
  readonly #unattended: Pick<TaskStore['unattended'], 'notStartedInTime'>
  readonly #ends: TaskEnds
  readonly #rounds: Rounds

  constructor({ log, taskStore: { unattended } }: Pick<TaskDeps<'unattended'>, 'log' | 'taskStore'>, ends: TaskEnds) {
    this.#unattended = unattended
    this.#ends = ends
    this.#rounds = new Rounds('looking for tasks that were not started in time', () => this.#look(), log)
  }

  start(): void {
    this.#rounds.start(() => LOOK_EVERY_MS)
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  async #look(): Promise<void> {
    const expired = await this.#unattended.notStartedInTime(new Date(), LOOK_AT)
    if (expired.length === 0) return
    // The version: a worker may be claiming it at this moment.
    await this.#ends.move(expired.map(({ tenantId, _id: taskId, state, version }: TaskRecord) => ({ tenantId, taskId, expect: { state, version }, to: 'EXPIRED' })))
  }
}
