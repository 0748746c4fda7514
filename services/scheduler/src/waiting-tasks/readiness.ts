import { laneOf, queueOf } from '@chasqui/contracts'
import { EVERYONE, holdOn, type Hold, type TaskStore, type TaskTypeRecord } from '@chasqui/mongo/tasks'

/** What is not to be handed over of one tenant in one queue: everything, or some types. */
export type Held = 'all' | readonly string[]

/** A type of which so many are at once, of all tenants or of each. */
export type CappedType = { type: string; limit: number; by: 'type' | 'tenant' }

/** What this scheduler knows of workers, pauses and types, as it read them last. */
export class Readiness {
  readonly #store: TaskStore
  #slots = new Map<string, number>()
  #holds: readonly Hold[] = []
  #types: readonly TaskTypeRecord[] = []
  #capped: ReadonlyMap<string, readonly CappedType[]> = new Map()

  constructor(store: TaskStore) {
    this.#store = store
  }

  async refresh(): Promise<void> {
    await Promise.all([this.readWorkers(), this.readHolds(), this.#readTypes()])
  }

  async readWorkers(): Promise<void> {
    const slots = new Map<string, number>()
    for (const worker of await this.#store.workers.live()) {
      for (const queue of worker.queues) slots.set(queue, (slots.get(queue) ?? 0) + worker.slots)
    }
    this.#slots = slots
  }

  async readHolds(): Promise<void> {
    this.#holds = await this.#store.holds.inForce()
  }

  async #readTypes(): Promise<void> {
    this.#types = await this.#store.types.all()
    this.#capped = cappedOf(this.#types)
  }

  /** Slots of the live workers that serve a queue. */
  slotsOf(queue: string): number {
    return this.#slots.get(queue) ?? 0
  }

  queuesWithWorkers(): string[] {
    return [...this.#slots.keys()]
  }

  /** The types of a queue of which only so many are at once. */
  cappedOf(queue: string): readonly CappedType[] {
    return this.#capped.get(queue) ?? []
  }

  heldOf(queue: string, tenantId: string, now = new Date()): Held {
    return heldOf(this.#holds, this.#types, queue, tenantId, now)
  }
}

/** Pure. */
export function heldOf(holds: readonly Hold[], types: readonly Pick<TaskTypeRecord, '_id' | 'lane' | 'outside'>[], queue: string, tenantId: string, now: Date): Held {
  if (holds.length === 0) return []
  const lane = laneOf(queue) ?? ''
  if (holdOn(holds, { tenantId, lane, type: '' }, now)) return 'all'
  const held = types.filter((type) => queueOf(type._id, type.lane) === queue && holdOn(holds, { tenantId, lane, type: type._id, outside: type.outside }, now)).map(({ _id }) => _id)
  // A type that nobody announces any more may be paused as well.
  const named = holds.filter((hold) => hold.kind === 'type' && (!hold.until || hold.until > now) && (hold.tenantId === EVERYONE || hold.tenantId === tenantId)).map(({ name }) => name)
  return [...new Set([...held, ...named])]
}

/** By queue. Of an outside account only the worker knows which one a task uses: those are not among them, and find their places at the worker. Pure. */
export function cappedOf(types: readonly Pick<TaskTypeRecord, '_id' | 'lane' | 'atOnce'>[]): Map<string, CappedType[]> {
  const capped = types.flatMap(({ _id: type, lane, atOnce }) => !atOnce || atOnce.by === 'account' ? [] : [{ queue: queueOf(type, lane), of: { type, limit: atOnce.limit, by: atOnce.by } }])
  return new Map([...Map.groupBy(capped, ({ queue }) => queue)].map(([queue, list]) => [queue, list.map(({ of }) => of)]))
}
