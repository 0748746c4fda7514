import type { Collection, Db, UpdateFilter } from 'mongodb'
import { insertMissing } from '../bulk-writes.ts'
import { recordOf, type TaskRecord } from './task-record.ts'

/** Parents and their children. */
export class TaskFamilies {
  readonly #tasks: Collection<TaskRecord>

  constructor(db: Db) {
    this.#tasks = db.collection<TaskRecord>('tasks')
  }

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

  /** Parents that wait for children and were not moved since `before`, by id; those behind `after` only. */
  waitingForChildren(before: Date, limit: number, after = ''): Promise<Pick<TaskRecord, '_id'>[]> {
    return this.#tasks.find({ substate: 'children', movedAt: { $lt: before }, _id: { $gt: after } }, { sort: { _id: 1 }, limit, projection: { _id: 1 } }).toArray()
  }
}
