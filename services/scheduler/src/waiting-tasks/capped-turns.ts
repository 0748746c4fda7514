import type { TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import type { CappedType } from './readiness.ts'

type Waiting = Pick<TaskStore['waiting'], 'waitingIdsOf' | 'countInFlight' | 'comesForPlace' | 'release'>

/** Who was told that every place is taken comes again within less. */
const COMES_AGAIN_MS = 1_000
/** That none of a type waits is taken as true for so many times as long as it took to see: among many others that is as dear as reading them all. */
const NONE_FOR_READINGS = 10
/** And never for longer, or somebody waits for nothing. */
const NONE_AT_MOST_MS = 250

/**
 * Tasks of the types of one queue of which only so many are at once: no more are handed over than there are places, so the others wait on record, in their order, instead of losing it by coming
 * back in vain. Where two schedulers hand over one too many all the same, nobody of its tenant and type passes it until it has come again.
 */
export class CappedTurns {
  readonly #waiting: Waiting
  readonly #queue: string
  readonly #name: string
  readonly #noneUntil = new Map<string, number>()

  constructor(waiting: Waiting, queue: string, name: string) {
    this.#waiting = waiting
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
    // Asked for last, and only where it matters.
    if (ids.length === 0 || await this.#waiting.comesForPlace(type, tenantId, new Date(Date.now() + COMES_AGAIN_MS))) return []
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
