import type { TaskStore } from '@chasqui/mongo/tasks'
import type { TaskDeps } from '@chasqui/worker'
import { Rounds } from '../rounds.ts'

/** Something due soon may be put on record at any moment. */
const LOOK_AT_LEAST_EVERY_MS = 250
const PROMOTED_AT_ONCE = 500

/** Lets tasks wait for room when their time has come: an ETA, a retry, a deferral. Never early. */
export class DueTimes {
  readonly #waiting: Pick<TaskStore['waiting'], 'promoteDue' | 'nextDueAt'>
  readonly #onWaiting: (queue: string) => void
  readonly #rounds: Rounds
  #nextMs = 0

  constructor({ log, taskStore: { waiting } }: Pick<TaskDeps<'waiting'>, 'log' | 'taskStore'>, onWaiting: (queue: string) => void) {
    this.#waiting = waiting
    this.#onWaiting = onWaiting
    this.#rounds = new Rounds('looking for tasks that are due', () => this.#look(), log)
  }

  start(): void {
    this.#rounds.start(() => this.#nextMs)
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  async #look(): Promise<void> {
    this.#nextMs = LOOK_AT_LEAST_EVERY_MS
    const { promoted, queues } = await this.#waiting.promoteDue(new Date(), PROMOTED_AT_ONCE)
    for (const queue of queues) this.#onWaiting(queue)
    if (promoted === PROMOTED_AT_ONCE) this.#nextMs = 0
    const next = await this.#waiting.nextDueAt()
    if (next) this.#nextMs = Math.min(this.#nextMs, Math.max(5, next.getTime() - Date.now()))
  }
}
