import type { Collection, Db } from 'mongodb'
import { LANES, type Lane } from '@chasqui/contracts'
import type { TaskRecord } from './task-record.ts'

/**
 * Tasks that found no place of a scope, or no room in its rate, in the order in which they first did: a line for each scope and lane. Without it whoever comes at the moment when there
 * is room takes it, a newcomer as likely as the one that waits longest.
 */
export class WaitingLines {
  readonly #tasks: Collection<TaskRecord>

  constructor(db: Db) {
    this.#tasks = db.collection<TaskRecord>('tasks')
  }

  /** How many of a lane have stood in the line of this scope since before. Who has not come again in its time is passed: a pause may hold it for days. */
  ahead(scope: string, lane: Lane, since: Date, now = new Date()): Promise<number> {
    return this.#tasks.countDocuments({ 'waitsFor.scope': scope, 'waitsFor.since': { $lt: since }, 'waitsFor.until': { $gt: now }, lane })
  }

  /** Whether somebody in the line of this scope was neither called nor is due: it comes by itself. */
  async hasOneToCome(scope: string): Promise<boolean> {
    return await this.#tasks.countDocuments({ 'waitsFor.scope': scope, dueAt: { $gt: new Date(0) } }, { limit: 1 }) > 0
  }

  /** It is let through: it stands in line no more, so those behind it are not counted behind one that waits for nothing. */
  async leave(taskId: string, scope: string): Promise<void> {
    await this.#tasks.updateOne({ _id: taskId, 'waitsFor.scope': scope }, { $unset: { waitsFor: '' }, $inc: { version: 1 } })
  }

  /** Lets the first of each lane come again at once: a place came free. @returns which queues got something of which tenant */
  async callFirst(scope: string, now = new Date()): Promise<Pick<TaskRecord, 'queue' | 'tenantId'>[]> {
    const called: Pick<TaskRecord, 'queue' | 'tenantId'>[] = []
    for (const lane of LANES) {
      const waits = { 'waitsFor.scope': scope, lane, state: 'PENDING' as const, dueAt: { $gt: new Date(0) } }
      const [first] = await this.#tasks.find(waits, { projection: { queue: 1, tenantId: 1 }, sort: { 'waitsFor.since': 1, _id: 1 }, limit: 1 }).toArray()
      if (!first) continue
      const { modifiedCount } = await this.#tasks.updateOne({ ...waits, _id: first._id }, { $set: { waiting: true, movedAt: now }, $unset: { dueAt: '', deferred: '' }, $inc: { version: 1 } })
      if (modifiedCount > 0) called.push(first)
    }
    return called
  }
}
