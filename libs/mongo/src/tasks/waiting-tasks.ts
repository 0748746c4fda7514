import type { Collection, Db, Filter } from 'mongodb'
import type { Lane } from '@chasqui/contracts'
import { Marks } from '../marks.ts'
import { tenantsOf } from '../tenants-of.ts'
import type { TaskRecord } from './task-record.ts'
import { tasksById } from './tasks-by-id.ts'

/** Tasks that wait for their time or for room, in the order in which a scheduler hands them over. */
export class WaitingTasks {
  readonly #tasks: Collection<TaskRecord>
  readonly #marks = new Marks()

  constructor(db: Db) {
    this.#tasks = db.collection<TaskRecord>('tasks')
  }

  /** Tenants with something waiting in a queue. */
  tenantsWithWaiting(queue: string): Promise<string[]> {
    return tenantsOf(this.#tasks, { queue, waiting: true }, { queue: 1, tenantId: 1, priority: -1, _id: 1 })
  }

  async inFlightByTenant(queue: string): Promise<Map<string, number>> {
    const rows = await this.#tasks.aggregate<{ _id: string; n: number }>([{ $match: { queue, inFlight: true } }, { $group: { _id: '$tenantId', n: { $sum: 1 } } }]).toArray()
    return new Map(rows.map(({ _id, n }) => [_id, n]))
  }

  /** @param held types that are paused or whose outside service is closed: they count as nothing */
  countWaiting(queue: string, tenantId: string, most: number, held: readonly string[] = []): Promise<number> {
    return this.#tasks.countDocuments({ queue, tenantId, waiting: true, ...notOf(held) }, { limit: most })
  }

  /** What waits, by lane, with when the oldest began to. */
  async waitingByLane(): Promise<{ lane: Lane; tasks: number; since: Date }[]> {
    const rows = await this.#tasks.aggregate<{ _id: Lane; tasks: number; since: Date }>([{ $match: { queue: { $gt: '' }, waiting: true } }, { $group: { _id: '$lane', tasks: { $sum: 1 }, since: { $min: '$movedAt' } } }]).toArray()
    return rows.map(({ _id, ...rest }) => ({ lane: _id, ...rest }))
  }

  /**
   * Waiting tasks of a tenant in the order in which they are to be handed over: by priority, then oldest first.
   * @param held types that are paused or whose outside service is closed
   */
  async waitingIds(queue: string, tenantId: string, most: number, held: readonly string[] = []): Promise<string[]> {
    const waiting = await this.#tasks.find({ queue, tenantId, waiting: true, ...notOf(held) }, { projection: { _id: 1 }, sort: { priority: -1, _id: 1 }, limit: most }).toArray()
    return waiting.map(({ _id }) => _id)
  }

  /** The same of one type alone. */
  async waitingIdsOf(type: string, queue: string, tenantId: string, most: number): Promise<string[]> {
    const waiting = await this.#tasks.find({ queue, tenantId, waiting: true, type }, { projection: { _id: 1 }, sort: { priority: -1, _id: 1 }, limit: most }).toArray()
    return waiting.map(({ _id }) => _id)
  }

  /** Tasks of a type that are handed over or at work, of one tenant or of all. */
  countInFlight(type: string, queue: string, tenantId?: string): Promise<number> {
    return this.#tasks.countDocuments({ queue, inFlight: true, type, ...(tenantId === undefined ? {} : { tenantId }) })
  }

  /** Takes those of these tasks that still wait, to be handed over. Several schedulers may race for them. */
  async release(ids: readonly string[], releaser: string, held: readonly string[] = [], now = new Date()): Promise<TaskRecord[]> {
    if (ids.length === 0) return []
    const mark = this.#marks.next(releaser)
    const { modifiedCount } = await this.#tasks.updateMany(
      { _id: { $in: [...ids] }, waiting: true, ...notOf(held) },
      { $set: { inFlight: true, movedBy: mark, movedAt: now }, $unset: { waiting: '' }, $inc: { released: 1, version: 1 } },
    )
    if (modifiedCount === 0) return []
    const found = await tasksById(this.#tasks, ids)
    return ids.map((id) => found.get(id)).filter((task) => task !== undefined).filter(({ movedBy }) => movedBy === mark)
  }

  /** Lets what is due wait for room. @returns the queues that got something */
  async promoteDue(now: Date, limit: number): Promise<{ promoted: number; queues: Set<string> }> {
    const due = await this.#tasks.find({ dueAt: { $lte: now } }, { projection: { queue: 1 }, sort: { dueAt: 1 }, limit }).toArray()
    if (due.length === 0) return { promoted: 0, queues: new Set() }
    const { modifiedCount } = await this.#tasks.updateMany(
      { _id: { $in: due.map(({ _id }) => _id) }, dueAt: { $lte: now }, state: { $in: ['PENDING', 'RETRY'] } },
      { $set: { state: 'PENDING', waiting: true, movedAt: now }, $unset: { dueAt: '', deferred: '' }, $inc: { version: 1 } },
    )
    return { promoted: modifiedCount, queues: new Set(due.map(({ queue }) => queue)) }
  }

  /** When the next task becomes due, if any waits for its time. Asked for as a range, which every store reads from the index alone. */
  async nextDueAt(): Promise<Date | undefined> {
    return (await this.#tasks.findOne({ dueAt: { $gt: new Date(0) } }, { projection: { dueAt: 1 }, sort: { dueAt: 1 } }))?.dueAt
  }
}

function notOf(types: readonly string[]): Filter<TaskRecord> {
  return types.length > 0 ? { type: { $nin: [...types] } } : {}
}
