import type { TaskRecord, Tasks } from '@chasqui/mongo'

type Listed = { ids: string[]; /** Nothing waited besides. */ isAll: boolean; goodUntil: number }

/** Read ahead: enough for some seconds of quick tasks. */
const LISTED = 500
/** A list is read anew when so many times as long as its reading took has passed: a long one is not read for every handful, a short one is always fresh. */
const GOOD_FOR_READINGS = 10

/**
 * The waiting tasks of one queue, read ahead by tenant. Reading what waits costs by how much waits, on stores that read all before they sort; with ten thousand waiting, reading them
 * for every few that are handed over would be all that the store does. What is taken is decided by the record.
 */
export class WaitingList {
  readonly #tasks: Pick<Tasks, 'waitingIds' | 'release'>
  readonly #queue: string
  readonly #name: string
  readonly #lists = new Map<string, Listed>()

  constructor(tasks: Pick<Tasks, 'waitingIds' | 'release'>, queue: string, name: string) {
    this.#tasks = tasks
    this.#queue = queue
    this.#name = name
  }

  /** Takes up to `room` tasks of a tenant to be handed over; fewer only when no more wait. */
  async release(tenantId: string, room: number, held: readonly string[]): Promise<TaskRecord[]> {
    const released: TaskRecord[] = []
    for (let list = this.#known(tenantId); ; list = undefined) {
      const isRead = list === undefined
      list ??= await this.#read(tenantId, held)
      while (list.ids.length > 0 && released.length < room) released.push(...await this.#tasks.release(list.ids.splice(0, room - released.length), this.#name, held))
      if (list.ids.length === 0) this.#lists.delete(tenantId)
      if (released.length >= room || (isRead && list.isAll)) return released
    }
  }

  #known(tenantId: string): Listed | undefined {
    const known = this.#lists.get(tenantId)
    return known && performance.now() < known.goodUntil ? known : undefined
  }

  async #read(tenantId: string, held: readonly string[]): Promise<Listed> {
    const startedAt = performance.now()
    const ids = await this.#tasks.waitingIds(this.#queue, tenantId, LISTED, held)
    const endedAt = performance.now()
    const list = { ids, isAll: ids.length < LISTED, goodUntil: endedAt + GOOD_FOR_READINGS * (endedAt - startedAt) }
    this.#lists.set(tenantId, list)
    return list
  }
}
