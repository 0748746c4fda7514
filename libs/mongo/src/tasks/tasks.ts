import { randomUUID } from 'node:crypto'
import type { AnyBulkWriteOperation, Collection, Db, Filter, UpdateFilter } from 'mongodb'
import { FINAL_TASK_STATES, type Lane, type TaskProgress } from '@chasqui/contracts'
import { insertMissing } from '../bulk-writes.ts'
import { isDuplicateKey } from '../errors.ts'
import { ensureIndexes } from '../indexes.ts'
import { tenantsOf } from '../tenants-of.ts'
import { taskIndexes } from './task-indexes.ts'
import { filterOf, updateOf, type TaskMove, type TaskMoveResult } from './task-moves.ts'
import { AT_ONCE_LIMIT, recordOf, type NewTask, type TaskRecord } from './task-record.ts'

export type ClaimRequest = { tenantId: string; taskId: string; release: number }
/** Who claims; another one for every write. */
type Owner = { owner: string; worker: string; leaseUntil: Date }
export type ClaimResult = { kind: 'claimed'; task: TaskRecord } | { kind: 'refused'; standing: TaskRecord } | { kind: 'unknown' }

/** A key may end and be taken again by others so often while one looks. */
const INSERTED_AGAIN = 5
export const DEFAULT_TASK_KEEP_DAYS = 30
/** `taskKeepDays`: days that a task stays on record after its end. */
export type TaskStoreSettings = { taskKeepDays?: number }

/** The tasks: every write to them. */
export class Tasks {
  readonly #tasks: Collection<TaskRecord>
  readonly #keepMs: number
  /** Others have the same `by`: their marks must not be taken for ours. */
  readonly #name = randomUUID()
  #marks = 0

  constructor(db: Db, { taskKeepDays = DEFAULT_TASK_KEEP_DAYS }: TaskStoreSettings = {}) {
    this.#tasks = db.collection<TaskRecord>('tasks')
    this.#keepMs = taskKeepDays * 24 * 60 * 60 * 1000
  }

  ensureIndexes(): Promise<void> {
    return ensureIndexes(this.#tasks, taskIndexes)
  }

  /**
   * Puts a task on record. One that is there already (same _id), or stands for the same unique key, is left as it is.
   * @returns the one that is there, and whether it was there before
   */
  async insert(task: NewTask, now = new Date(), againAtMost = INSERTED_AGAIN): Promise<{ task: TaskRecord; existed: boolean }> {
    const record = recordOf(task, now)
    try {
      await this.#tasks.insertOne(record)
      return { task: record, existed: false }
    } catch (error) {
      if (!isDuplicateKey(error) || againAtMost === 0) throw error
    }
    const there = await this.#tasks.findOne({ _id: task._id }) ?? (record.activeKey === undefined ? null : await this.#tasks.findOne({ activeKey: record.activeKey }))
    // What stood for the key has ended just now.
    return there ? { task: there, existed: true } : this.insert(task, now, againAtMost - 1)
  }

  /** Many at once, without unique keys. What is there already stays as it is. @returns the tasks as they are on record, and whether they were there before */
  async insertAll(tasks: readonly NewTask[], now = new Date()): Promise<{ task: TaskRecord; existed: boolean }[]> {
    const records = tasks.map((task) => recordOf(task, now))
    const existed = await insertMissing(this.#tasks, records)
    const there = existed.size === 0 ? new Map<string, TaskRecord>() : new Map((await this.findMany([...existed])).map((task) => [task._id, task]))
    return records.map((record) => ({ task: there.get(record._id) ?? record, existed: existed.has(record._id) }))
  }

  /** @param tenantId undefined for those who see every tenant's */
  find(tenantId: string | undefined, taskId: string): Promise<TaskRecord | null> {
    return this.#tasks.findOne({ _id: taskId, ...(tenantId === undefined ? {} : { tenantId }) })
  }

  findMany(taskIds: readonly string[]): Promise<TaskRecord[]> {
    return this.#tasks.find({ _id: { $in: [...taskIds] } }).toArray()
  }

  // --- the worker ---------------------------------------------------------------------------------

  /** Claims tasks that were handed over, all with one write: epoch + 1 and a lease. */
  async claim(requests: readonly ClaimRequest[], owner: Owner, now = new Date()): Promise<ClaimResult[]> {
    // `$not` and not `$or`: beside an `$or` not every store looks the record up by its id.
    const found = await this.#claimWhere(requests, owner, { expiresAt: { $not: { $lte: now } } }, now)
    // A parent that is about to join its children has started long ago, whatever the time is.
    const joining = requests.filter(({ taskId }) => found.get(taskId)?.substate === 'joining' && found.get(taskId)?.owner !== owner.owner)
    if (joining.length > 0) for (const [id, task] of await this.#claimWhere(joining, owner, { substate: 'joining' }, now)) found.set(id, task)
    // The same hand-over twice among them: one write claims it, for one of the two.
    const given = new Set<string>()
    return requests.map(({ taskId }) => {
      const task = found.get(taskId)
      if (!task) return { kind: 'unknown' }
      if (task.owner !== owner.owner || given.has(taskId)) return { kind: 'refused', standing: task }
      given.add(taskId)
      return { kind: 'claimed', task }
    })
  }

  async #claimWhere(requests: readonly ClaimRequest[], { owner, worker, leaseUntil }: Owner, condition: Filter<TaskRecord>, now: Date): Promise<Map<string, TaskRecord>> {
    // A statement costs more than a document: one for all that were handed over as often and are of one tenant, which mostly is all.
    await this.#tasks.bulkWrite(alike(requests).map(({ tenantId, release, ids }): AnyBulkWriteOperation<TaskRecord> => ({
      updateMany: {
        filter: { _id: { $in: ids }, tenantId, state: 'PENDING', inFlight: true, released: release, cancelRequested: { $exists: false }, ...condition },
        update: { $set: { state: 'STARTED', owner, worker, leaseUntil, movedBy: owner, movedAt: now }, $unset: { deferred: '' }, $min: { startedAt: now }, $inc: { epoch: 1, version: 1 } },
      },
    })), { ordered: false })
    return new Map((await this.findMany(requests.map(({ taskId }) => taskId))).map((task) => [task._id, task]))
  }

  /** A name for one group of moves that nobody else uses: it tells what the group moved. */
  mark(by: string): string {
    return `${by}#${this.#name}.${++this.#marks}`
  }

  /**
   * Applies moves in one unordered bulk write. Only when fewer matched than were sent is it read back which.
   * @param mark given again when a write failed half way and is tried again: what it had moved counts as moved
   */
  async apply(moves: readonly TaskMove[], by: string, mark = this.mark(by), now = new Date()): Promise<TaskMoveResult[]> {
    if (moves.length === 0) return []
    const { matchedCount } = await this.#tasks.bulkWrite(moves.map((move): AnyBulkWriteOperation<TaskRecord> => ({
      updateOne: { filter: filterOf(move), update: updateOf(move, mark, now, this.#keepMs) },
    })), { ordered: false })
    if (matchedCount === moves.length) return moves.map(() => ({ kind: 'moved' }))
    const found = new Map((await this.findMany(moves.map(({ taskId }) => taskId))).map((task) => [task._id, task]))
    const given = new Set<string>()
    return moves.map(({ taskId }) => {
      const task = found.get(taskId)
      if (!task) return { kind: 'unknown' }
      if (task.movedBy !== mark || given.has(taskId)) return { kind: 'refused', standing: task }
      given.add(taskId)
      return { kind: 'moved' }
    })
  }

  /** Pushes the leases of these claims on. @returns what stands on record, by task */
  async renewLeases(held: readonly { taskId: string; owner: string }[], leaseUntil: Date): Promise<Map<string, Pick<TaskRecord, 'owner' | 'cancelRequested'>>> {
    const ids = held.map(({ taskId }) => taskId)
    await this.#tasks.updateMany({ _id: { $in: ids }, owner: { $in: held.map(({ owner }) => owner) }, state: 'STARTED' }, { $set: { leaseUntil } })
    const found = await this.#tasks.find({ _id: { $in: ids } }, { projection: { owner: 1, cancelRequested: 1 } }).toArray()
    return new Map(found.map((task) => [task._id, task]))
  }

  /** @returns the version that stands after the write, or undefined when the claim is somebody else's */
  async setProgress(taskId: string, epoch: number, progress: TaskProgress): Promise<number | undefined> {
    const { matchedCount } = await this.#tasks.updateOne({ _id: taskId, epoch, state: 'STARTED' }, { $set: { progress }, $inc: { version: 1 } })
    if (matchedCount === 0) return undefined
    return (await this.#tasks.findOne({ _id: taskId }, { projection: { version: 1 } }))?.version
  }

  /** From here on nobody can stop it; false when somebody has asked to, or the claim is not this one's any more. */
  async passNoReturn(taskId: string, epoch: number): Promise<boolean> {
    const { matchedCount } = await this.#tasks.updateOne({ _id: taskId, epoch, state: 'STARTED', cancelRequested: { $exists: false } }, { $set: { noReturn: true }, $inc: { version: 1 } })
    return matchedCount === 1
  }

  /** Whether this claim still stands and nobody has asked to stop: asked right before an effect outside the record. */
  async stands(taskId: string, epoch: number): Promise<boolean> {
    return await this.#tasks.countDocuments({ _id: taskId, epoch, state: 'STARTED', cancelRequested: { $exists: false }, leaseUntil: { $gt: new Date() } }, { limit: 1 }) === 1
  }

  // --- stopping -----------------------------------------------------------------------------------

  /**
   * Asks a task to stop: what has not started is REVOKED at once, what runs is asked to (`revoking`), what has children is asked to and its children must be told
   * by the caller.
   * @returns the task after the write, or why nothing was written
   */
  async revoke(tenantId: string, taskId: string, request: { by: string; terminate: boolean }, by: string, now = new Date()): Promise<{ kind: 'revoked' | 'revoking' | 'too_late' | 'already_final'; task: TaskRecord } | { kind: 'unknown' }> {
    for (;;) {
      const task = await this.find(tenantId, taskId)
      if (!task) return { kind: 'unknown' }
      if (FINAL_TASK_STATES.has(task.state)) return { kind: 'already_final', task }
      if (task.noReturn) return { kind: 'too_late', task }
      const cancelRequested = { at: now, ...request, terminate: request.terminate || (task.cancelRequested?.terminate ?? false) }
      const isRunning = task.state === 'STARTED'
      const move: TaskMove = isRunning
        ? { tenantId, taskId, expect: { state: 'STARTED', stoppable: true, version: task.version }, to: 'STARTED', set: { cancelRequested, ...(task.substate === 'children' ? {} : { substate: 'revoking' }) } }
        : { tenantId, taskId, expect: { state: task.state, version: task.version }, to: 'REVOKED', set: { cancelRequested } }
      const [result] = await this.apply([move], by, undefined, now)
      if (result?.kind === 'moved') return { kind: isRunning ? 'revoking' : 'revoked', task: await this.find(tenantId, taskId) ?? task }
    }
  }

  // --- children -----------------------------------------------------------------------------------

  /** Puts the children that a parent planned on record; those that are there stay as they are. */
  async insertPlanned(parent: TaskRecord, now = new Date()): Promise<void> {
    const { _id: parentId, createdBy, traceparent, plan = [] } = parent
    await insertMissing(this.#tasks, plan.map((child, childNo) => recordOf({ ...child, parentId, childNo, createdBy, traceparent }, now)))
    await this.#tasks.updateOne({ _id: parent._id, plan: { $exists: true } }, { $unset: { plan: '' }, $set: { movedAt: now } })
  }

  /** Counts a child that has ended. @returns the parent after the write, when it waits for children; of two that ended at once, both may see the other counted */
  async childEnded(parentId: string, childNo: number, isWell: boolean): Promise<TaskRecord | null> {
    const { matchedCount } = await this.#tasks.updateOne(
      { _id: parentId, state: 'STARTED', 'children.total': { $exists: true } },
      { $addToSet: { 'children.ended': childNo, ...(isWell ? {} : { 'children.failed': childNo }) }, $inc: { version: 1 } } as UpdateFilter<TaskRecord>,
    )
    return matchedCount === 1 ? this.#tasks.findOne({ _id: parentId }) : null
  }

  childrenOf(parentId: string, fields?: readonly (keyof TaskRecord)[]): Promise<TaskRecord[]> {
    const projection = fields ? Object.fromEntries(fields.map((field) => [field, 1])) : {}
    return this.#tasks.find({ parentId }, { projection, sort: { childNo: 1 } }).toArray()
  }

  // --- the scheduler ------------------------------------------------------------------------------

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

  /** Whether one of these was told that every place is taken, and comes again by then. */
  async comesForPlace(type: string, tenantId: string, by: Date): Promise<boolean> {
    return await this.#tasks.countDocuments({ dueAt: { $gt: new Date(0), $lte: by }, tenantId, type, 'deferred.code': AT_ONCE_LIMIT }, { limit: 1 }) > 0
  }

  /** Takes those of these tasks that still wait, to be handed over. Several schedulers may race for them. */
  async release(ids: readonly string[], releaser: string, held: readonly string[] = [], now = new Date()): Promise<TaskRecord[]> {
    if (ids.length === 0) return []
    const mark = this.mark(releaser)
    const { modifiedCount } = await this.#tasks.updateMany(
      { _id: { $in: [...ids] }, waiting: true, ...notOf(held) },
      { $set: { inFlight: true, movedBy: mark, movedAt: now }, $unset: { waiting: '' }, $inc: { released: 1, version: 1 } },
    )
    if (modifiedCount === 0) return []
    const mine = new Map((await this.findMany(ids)).filter(({ movedBy }) => movedBy === mark).map((task) => [task._id, task]))
    return ids.flatMap((id) => mine.get(id) ?? [])
  }

  /** Puts back what was handed over and got lost on the way; false when it has moved since it was read. */
  async putBack(task: TaskRecord, now = new Date()): Promise<boolean> {
    const { modifiedCount } = await this.#tasks.updateOne(
      { _id: task._id, state: 'PENDING', released: task.released, version: task.version, inFlight: true },
      { $set: { waiting: true, movedAt: now }, $unset: { inFlight: '' }, $inc: { version: 1 } },
    )
    return modifiedCount === 1
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

  /** What was not started in time. */
  notStartedInTime(now: Date, limit: number): Promise<TaskRecord[]> {
    return this.#tasks.find({ open: true, expiresAt: { $gt: new Date(0), $lte: now }, state: 'PENDING' }, { sort: { expiresAt: 1 }, limit }).toArray()
  }

  /** Tasks whose worker has not renewed its lease. */
  lost(before: Date, limit: number): Promise<TaskRecord[]> {
    return this.#tasks.find({ leaseUntil: { $lt: before } }, { sort: { leaseUntil: 1 }, limit }).toArray()
  }

  /** What was handed over before `before` and nobody has claimed. */
  resting(before: Date, limit: number): Promise<TaskRecord[]> {
    return this.#tasks.find({ queue: { $gt: '' }, inFlight: true, state: 'PENDING', movedAt: { $lt: before } }, { limit }).toArray()
  }

  /** Parents that wait for children and were not moved since `before`, by id; those behind `after` only. */
  waitingForChildren(before: Date, limit: number, after = ''): Promise<Pick<TaskRecord, '_id'>[]> {
    return this.#tasks.find({ substate: 'children', movedAt: { $lt: before }, _id: { $gt: after } }, { sort: { _id: 1 }, limit, projection: { _id: 1 } }).toArray()
  }

  /** What failed between two moments. */
  failedBetween(after: Date, upTo: Date, limit: number): Promise<TaskRecord[]> {
    return this.#tasks.find({ state: 'FAILURE', endedAt: { $gt: after, $lte: upTo } }, { sort: { endedAt: 1 }, limit }).toArray()
  }

  /** A task of this schedule that is not at its end. */
  openOfSchedule(scheduleId: string): Promise<TaskRecord | null> {
    return this.#tasks.findOne({ scheduleId, open: true })
  }

  collection(): Collection<TaskRecord> {
    return this.#tasks
  }
}

/** The ids of requests that differ in nothing else. */
function alike(requests: readonly ClaimRequest[]): { tenantId: string; release: number; ids: string[] }[] {
  const groups = new Map<string, { tenantId: string; release: number; ids: string[] }>()
  for (const { tenantId, release, taskId } of requests) {
    const group = groups.get(`${release} ${tenantId}`)
    if (group) group.ids.push(taskId)
    else groups.set(`${release} ${tenantId}`, { tenantId, release, ids: [taskId] })
  }
  return [...groups.values()]
}

function notOf(types: readonly string[]): Filter<TaskRecord> {
  return types.length > 0 ? { type: { $nin: [...types] } } : {}
}
