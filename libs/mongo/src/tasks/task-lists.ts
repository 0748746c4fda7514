import type { Collection, Db, Filter } from 'mongodb'
import { FINAL_TASK_STATES, type TaskState } from '@chasqui/contracts'
import type { TaskRecord } from './task-record.ts'

export type TaskFilter = {
  /** undefined: of every tenant. */
  tenantId?: string | undefined
  type?: string | undefined
  states?: readonly TaskState[] | undefined
  errorCode?: string | undefined
  parentId?: string | undefined
  scheduleId?: string | undefined
  /** Launched at or after. */
  from?: Date | undefined
  /** Launched before. */
  to?: Date | undefined
}

/** What a list shows of a task: a result may be a megabyte, so it is not among it. */
const LISTED = { result: 0, attempts: 0, params: 0, plan: 0, 'error.stack': 0 } as const

/** So many of all tenants' that are at work, and that wait for their time, are in one overview. */
export const OVERVIEW_MOST = 1_000
/** What an overview tells of a task that is at work, and of one that waits for its time. */
const ACTIVE = { tenantId: 1, type: 1, lane: 1, worker: 1, startedAt: 1, leaseUntil: 1 } as const
const NEXT = { tenantId: 1, type: 1, lane: 1, dueAt: 1 } as const

/** How many tasks of a tenant wait, or are handed over, in a queue. */
export type QueueCount = { queue: string; tenantId: string; waiting: number; oldest: Date | undefined; inFlight: number }

/** All that rests and moves, of every tenant. What is at its end is not looked at, however much of it there is. */
export type TaskOverview = {
  queues: QueueCount[]
  active: Pick<TaskRecord, '_id' | 'tenantId' | 'type' | 'lane' | 'worker' | 'startedAt' | 'leaseUntil'>[]
  /** Tasks that wait for their time, by tenant, and the first of them. */
  due: Map<string, number>
  next: Pick<TaskRecord, '_id' | 'tenantId' | 'type' | 'lane' | 'dueAt'>[]
}

const ANY = { $gt: '' }

/** What people ask about tasks. Reads only. */
export class TaskLists {
  readonly #tasks: Collection<TaskRecord>

  constructor(db: Db) {
    this.#tasks = db.collection<TaskRecord>('tasks')
  }

  /** Newest first; the next page begins after the id `before`. */
  list({ tenantId, type, states, errorCode, parentId, scheduleId, from, to }: TaskFilter, options: { before?: string | undefined; limit: number }): Promise<TaskRecord[]> {
    const bounds: Filter<TaskRecord>[] = [
      ...(from ? [{ _id: { $gte: firstIdAt(from) } }] : []), ...(to ? [{ _id: { $lt: firstIdAt(to) } }] : []), ...(options.before === undefined ? [] : [{ _id: { $lt: options.before } }]),
    ]
    const filter: Filter<TaskRecord> = {
      ...(tenantId === undefined ? {} : { tenantId }), ...(type === undefined ? {} : { type }), ...(states === undefined ? {} : { state: states.length === 1 ? states[0] as TaskState : { $in: [...states] } }),
      // What is open has a small index.
      ...(states === undefined || states.some((state) => FINAL_TASK_STATES.has(state)) ? {} : { open: true as const }),
      ...(errorCode === undefined ? {} : { 'error.code': errorCode }), ...(parentId === undefined ? {} : { parentId }), ...(scheduleId === undefined ? {} : { scheduleId }),
      ...(bounds.length === 0 ? {} : { $and: bounds }),
    }
    return this.#tasks.find(filter, { sort: { _id: -1 }, limit: options.limit, projection: LISTED }).toArray()
  }

  async paramsOf(taskIds: readonly string[]): Promise<Map<string, Record<string, unknown>>> {
    if (taskIds.length === 0) return new Map()
    const found = await this.#tasks.find({ _id: { $in: [...taskIds] } }, { projection: { params: 1 } }).toArray()
    return new Map(found.map(({ _id, params }) => [_id, params]))
  }

  /**
   * One pass over the small indexes of what is not at its end. Each condition begins with the first field of its index, so that every store uses it; an index that is named in a
   * hint makes one of them read every task.
   */
  async overview(): Promise<TaskOverview> {
    const some = new Date(0)
    const byTenantAndQueue = { queue: '$queue', tenantId: '$tenantId' }
    type Counted = { _id: { queue: string; tenantId: string }; n: number; oldest?: Date }
    const [waiting, inFlight, due, active, next] = await Promise.all([
      this.#tasks.aggregate<Counted>([{ $match: { queue: ANY, waiting: true } }, { $group: { _id: byTenantAndQueue, n: { $sum: 1 }, oldest: { $min: '$createdAt' } } }]).toArray(),
      this.#tasks.aggregate<Counted>([{ $match: { queue: ANY, inFlight: true } }, { $group: { _id: byTenantAndQueue, n: { $sum: 1 } } }]).toArray(),
      this.#tasks.aggregate<{ _id: string; n: number }>([{ $match: { dueAt: { $gt: some } } }, { $group: { _id: '$tenantId', n: { $sum: 1 } } }]).toArray(),
      this.#tasks.find({ leaseUntil: { $gt: some } }, { limit: OVERVIEW_MOST, projection: ACTIVE }).toArray(),
      this.#tasks.find({ dueAt: { $gt: some } }, { sort: { dueAt: 1 }, limit: OVERVIEW_MOST, projection: NEXT }).toArray(),
    ])
    const queues = new Map(waiting.map(({ _id, n, oldest }) => [`${_id.queue} ${_id.tenantId}`, { ..._id, waiting: n, oldest, inFlight: 0 } as QueueCount]))
    for (const { _id, n } of inFlight) {
      const key = `${_id.queue} ${_id.tenantId}`
      const count = queues.get(key)
      if (count) count.inFlight = n
      else queues.set(key, { ..._id, waiting: 0, oldest: undefined, inFlight: n })
    }
    return { queues: [...queues.values()], active, due: new Map(due.map(({ _id, n }) => [_id, n])), next }
  }

  /** Those of one tenant that are at work, whatever the others do. */
  activeOf(tenantId: string, limit: number): Promise<TaskOverview['active']> {
    return this.#tasks.find({ tenantId, open: true, state: 'STARTED', leaseUntil: { $gt: new Date(0) } }, { limit, projection: ACTIVE }).toArray()
  }

  /** Those of one tenant that wait for their time, the next first, whatever the others do. */
  nextOf(tenantId: string, limit: number): Promise<TaskOverview['next']> {
    return this.#tasks.find({ tenantId, open: true, state: { $in: ['PENDING', 'RETRY'] }, dueAt: { $gt: new Date(0) } }, { sort: { dueAt: 1 }, limit, projection: NEXT }).toArray()
  }
}

/** Ids begin with their time in milliseconds, so a time is a place among them. */
function firstIdAt(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
