import { atOnceScope, limitOf, type TaskRecord, type TaskStore } from '@chasqui/mongo/tasks'
import type { CappedType } from './readiness.ts'

type Store = { waiting: Pick<TaskStore['waiting'], 'waitingIdsOf' | 'countInFlight' | 'release'>; lines: Pick<TaskStore['lines'], 'hasOneToCome'> }

/** That none of a type waits is taken as true for so many times as long as it took to see: among many others that is as dear as reading them all. */
const NONE_FOR_READINGS = 10
/** And never for longer, or somebody waits for nothing. */
const NONE_AT_MOST_MS = 250

/**
 * Tasks of the types of one queue of which only so many are at once: no more are handed over than there are places, so the others wait on record, in their order, instead of losing it by coming
 * back in vain. The order of those that the worker puts off all the same is kept by their line, not by this.
 */
export class CappedTasks {
  readonly #waiting: Store['waiting']
  readonly #lines: Store['lines']
  readonly #queue: string
  readonly #name: string
  readonly #noneUntil = new Map<string, number>()

  constructor({ waiting, lines }: Store, queue: string, name: string) {
    this.#waiting = waiting
    this.#lines = lines
    this.#queue = queue
    this.#name = name
  }

  /** Takes up to `room` of a tenant to be handed over. */
  async release(tenantId: string, room: number, types: readonly CappedType[]): Promise<TaskRecord[]> {
    const released: TaskRecord[] = []
    for (const type of types) {
      if (released.length === room) break
      released.push(...await this.#releaseOf(type, tenantId, room - released.length))
    }
    return released
  }

  async #releaseOf({ type, limit, by }: CappedType, tenantId: string, room: number): Promise<TaskRecord[]> {
    if ((this.#noneUntil.get(`${type} ${tenantId}`) ?? 0) > performance.now()) return []
    const free = limit - await this.#waiting.countInFlight(type, this.#queue, by === 'tenant' ? tenantId : undefined)
    if (free <= 0) return []
    const ids = await this.#waitingOf(type, tenantId, Math.min(free, room))
    // A place may be held by nobody in flight, as that of a process that died: whoever is handed over then is put off, counts no more, and all of the queue would follow into the line.
    // Asked for last, and only where it matters.
    if (ids.length === 0 || await this.#lines.hasOneToCome(atOnceScope(limitOf(by, type, tenantId)))) return []
    return this.#waiting.release(ids, this.#name)
  }

  async #waitingOf(type: string, tenantId: string, most: number): Promise<string[]> {
    const startedAt = performance.now()
    const ids = await this.#waiting.waitingIdsOf(type, this.#queue, tenantId, most)
    const endedAt = performance.now()
    if (ids.length === 0) this.#noneUntil.set(`${type} ${tenantId}`, endedAt + Math.min(NONE_AT_MOST_MS, (endedAt - startedAt) * NONE_FOR_READINGS))
    else this.#noneUntil.delete(`${type} ${tenantId}`)
    return ids
  }
}
