import { isStoreAway } from '@chasqui/mongo'
import type { TaskStore } from '@chasqui/mongo/tasks'
import type { Deps, TaskDeps } from '@chasqui/worker'
import { Rounds } from '../rounds.ts'
import { lostMove } from './lost-move.ts'
import type { TaskEnds } from './task-ends.ts'

const LOOK_AT = 200

export type LeaseSettings = { leaseMs: number; crashBudget: number }

/**
 * Takes tasks back whose worker does not renew its lease. After the record store was away, or this process stood still, workers are first given the time to renew: they could not, and
 * have not died.
 */
export class LostLeases {
  readonly #unattended: Pick<TaskStore['unattended'], 'lost'>
  readonly #ends: TaskEnds
  readonly #onWaiting: (queue: string) => void
  readonly #settings: LeaseSettings
  readonly #log: Deps['log']
  readonly #rounds: Rounds
  readonly #everyMs: number
  #answeredAt = Date.now()
  #wasAway = false
  #judgeFrom = 0

  constructor({ log, taskStore: { unattended } }: Pick<TaskDeps<'unattended'>, 'log' | 'taskStore'>, ends: TaskEnds, onWaiting: (queue: string) => void, settings: LeaseSettings) {
    this.#unattended = unattended
    this.#ends = ends
    this.#onWaiting = onWaiting
    this.#settings = settings
    this.#log = log
    this.#everyMs = Math.min(1_000, Math.ceil(settings.leaseMs / 3))
    this.#rounds = new Rounds('looking for lost leases', () => this.#look(), log)
  }

  start(): void {
    this.#rounds.start(() => this.#everyMs)
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  async #look(): Promise<void> {
    const now = new Date()
    const graceMs = this.#settings.leaseMs / 2
    try {
      const lost = await this.#unattended.lost(now, LOOK_AT)
      // Counted from the first answer after a while without: how long the store is back nobody else can say, and a question may have waited for it.
      const answeredAt = Date.now()
      if (this.#wasAway || answeredAt - this.#answeredAt > this.#everyMs + graceMs) this.#judgeFrom = answeredAt + graceMs
      this.#wasAway = false
      this.#answeredAt = answeredAt
      if (answeredAt < this.#judgeFrom || lost.length === 0) return
      const moved = await this.#ends.move(lost.map((task) => lostMove(task, { now, crashBudget: this.#settings.crashBudget })))
      if (moved.length > 0) this.#log.warn({ tasks: moved.map(({ _id }) => _id) }, 'workers were lost; their tasks go on elsewhere')
      for (const queue of new Set(moved.map((task) => task.queue))) this.#onWaiting(queue)
    } catch (error) {
      if (isStoreAway(error)) this.#wasAway = true
      throw error
    }
  }
}
