import type { Lane, TaskDue } from '@chasqui/contracts'
import type { TaskRecord, TaskStore } from '@chasqui/mongo/tasks'

/** After how long a task comes again that found every place taken. How long it is remembered that somebody wants one follows from it (WANTED_MS in place-pool.ts). */
export const PLACE_AGAIN_MS = 500

/** Who has not come again so long after its time is passed by others: a hand-over takes a small part of it, a pause may take days. */
export const KEEPS_PLACE_MS = 10 * PLACE_AGAIN_MS

/** Spread from half to one and a half, so that those that wait do not all come back together. */
export function placeAgainMs(): number {
  return Math.round(PLACE_AGAIN_MS * (0.5 + Math.random()))
}

/** What a task found no place of, or no room in, and since when. */
export type WaitsFor = Pick<NonNullable<TaskRecord['waitsFor']>, 'scope' | 'since'>

/** Where one task stands among those of its lane that wait for the same. */
export class PlaceInLine {
  readonly #store: Pick<TaskStore, 'tasks' | 'lines'>
  readonly #due: Pick<TaskDue, 'tenantId' | 'taskId'>
  readonly #lane: Lane
  readonly #askedAt = new Date()
  #read: Promise<TaskRecord | null> | undefined

  constructor(store: Pick<TaskStore, 'tasks' | 'lines'>, due: Pick<TaskDue, 'tenantId' | 'taskId'>, lane: Lane) {
    this.#store = store
    this.#due = due
    this.#lane = lane
  }

  onRecord(): Promise<TaskRecord | null> {
    return this.#read ??= this.#store.tasks.find(this.#due.tenantId, this.#due.taskId)
  }

  /** @returns how many wait longer, and whether it waits itself */
  async look(scope: string): Promise<{ ahead: number; isWaiting: boolean }> {
    // A newcomer that finds nobody, as most do, need not be looked up: had it waited, it would find itself.
    if (await this.#ahead(scope, this.#askedAt) === 0) return { ahead: 0, isWaiting: false }
    const isWaiting = (await this.onRecord())?.waitsFor?.scope === scope
    return { ahead: await this.#ahead(scope, (await this.waitsFor(scope)).since), isWaiting }
  }

  /** As it is noted when it has to wait: it keeps its place in the line. */
  async waitsFor(scope: string): Promise<WaitsFor> {
    const waits = (await this.onRecord())?.waitsFor
    return { scope, since: waits?.scope === scope ? waits.since : this.#askedAt }
  }

  leave(scope: string): Promise<void> {
    return this.#store.lines.leave(this.#due.taskId, scope)
  }

  #ahead(scope: string, since: Date): Promise<number> {
    return this.#store.lines.ahead(scope, this.#lane, since)
  }
}
