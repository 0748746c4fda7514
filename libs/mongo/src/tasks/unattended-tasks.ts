import type { Collection, Db } from 'mongodb'
import type { TaskRecord } from './task-record.ts'

/** Tasks that nobody moves who should, as a scheduler finds them. */
export class UnattendedTasks {
  readonly #tasks: Collection<TaskRecord>

  constructor(db: Db) {
    this.#tasks = db.collection<TaskRecord>('tasks')
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

  /** Puts back what was handed over and got lost on the way; false when it has moved since it was read. */
  async putBack(task: TaskRecord, now = new Date()): Promise<boolean> {
    const { modifiedCount } = await this.#tasks.updateOne(
      { _id: task._id, state: 'PENDING', released: task.released, version: task.version, inFlight: true },
      { $set: { waiting: true, movedAt: now }, $unset: { inFlight: '' }, $inc: { version: 1 } },
    )
    return modifiedCount === 1
  }

  /** What failed between two moments. */
  failedBetween(after: Date, upTo: Date, limit: number): Promise<TaskRecord[]> {
    return this.#tasks.find({ state: 'FAILURE', endedAt: { $gt: after, $lte: upTo } }, { sort: { endedAt: 1 }, limit }).toArray()
  }
}
