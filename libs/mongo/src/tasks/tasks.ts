import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb'
import { FINAL_TASK_STATES } from '@chasqui/contracts'
import { insertMissing } from '../bulk-writes.ts'
import { isDuplicateKey } from '../errors.ts'
import { ensureIndexes } from '../indexes.ts'
import { Marks } from '../marks.ts'
import { taskIndexes } from './task-indexes.ts'
import { filterOf, updateOf, type TaskMove, type TaskMoveResult } from './task-moves.ts'
import { recordOf, type NewTask, type TaskRecord } from './task-record.ts'
import { tasksById } from './tasks-by-id.ts'

/** A key may end and be taken again by others so often while one looks. */
const INSERTED_AGAIN = 5
export const DEFAULT_TASK_KEEP_DAYS = 30
/** `taskKeepDays`: days that a task stays on record after its end. */
export type TaskStoreSettings = { taskKeepDays?: number }

/** The tasks: putting them on record, moving and stopping them. Whoever works on them has classes of its own over the same records. */
export class Tasks {
  readonly #tasks: Collection<TaskRecord>
  readonly #keepMs: number
  readonly #marks = new Marks()

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
    const there = existed.size === 0 ? new Map<string, TaskRecord>() : await tasksById(this.#tasks, [...existed])
    return records.map((record) => ({ task: there.get(record._id) ?? record, existed: existed.has(record._id) }))
  }

  /** @param tenantId undefined for those who see every tenant's */
  find(tenantId: string | undefined, taskId: string): Promise<TaskRecord | null> {
    return this.#tasks.findOne({ _id: taskId, ...(tenantId === undefined ? {} : { tenantId }) })
  }

  findMany(taskIds: readonly string[]): Promise<TaskRecord[]> {
    return this.#tasks.find({ _id: { $in: [...taskIds] } }).toArray()
  }

  /** A name for one group of moves that nobody else uses: it tells what the group moved. */
  mark(by: string): string {
    return this.#marks.next(by)
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
    const found = await tasksById(this.#tasks, moves.map(({ taskId }) => taskId))
    const given = new Set<string>()
    return moves.map(({ taskId }) => {
      const task = found.get(taskId)
      if (!task) return { kind: 'unknown' }
      if (task.movedBy !== mark || given.has(taskId)) return { kind: 'refused', standing: task }
      given.add(taskId)
      return { kind: 'moved' }
    })
  }

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

  /** As what a task is tried again: whoever asks first chooses. @returns undefined when there is no such task */
  async chooseRetry(taskId: string, as: string): Promise<string | undefined> {
    await this.#tasks.updateOne({ _id: taskId, retryAs: { $exists: false } }, { $set: { retryAs: as } })
    return (await this.#tasks.findOne({ _id: taskId }, { projection: { retryAs: 1 } }))?.retryAs
  }

  /** A task of this schedule that is not at its end. */
  openOfSchedule(scheduleId: string): Promise<TaskRecord | null> {
    return this.#tasks.findOne({ scheduleId, open: true })
  }

  collection(): Collection<TaskRecord> {
    return this.#tasks
  }
}
