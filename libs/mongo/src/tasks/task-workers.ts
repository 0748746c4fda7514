import type { Collection, Db } from 'mongodb'
import type { Lane } from '@chasqui/contracts'
import { ensureIndexes } from '../indexes.ts'

/** A process that runs tasks, as it says itself every few seconds. */
export type TaskWorkerRecord = {
  /** `<service>@<host>:<pid>.<start>` */
  _id: string
  service: string
  version: string
  host: string
  pid: number
  types: string[]
  queues: string[]
  slots: number
  reserved: Record<Lane, number>
  active: number
  /** Tasks that it ended since it started, by type. */
  totals: Record<string, number>
  startedAt: Date
  seenAt: Date
  expiresAt: Date
}

/** A worker that was not heard of for so long is not counted on. */
export const WORKER_SILENT_MS = 15_000
const KEEP_MS = 60 * 60_000

export class TaskWorkers {
  readonly #workers: Collection<TaskWorkerRecord>

  constructor(db: Db) {
    this.#workers = db.collection<TaskWorkerRecord>('task_workers')
  }

  async ensureIndexes(): Promise<void> {
    await ensureIndexes(this.#workers, [{ keys: { expiresAt: 1 }, options: { name: 'expiry', expireAfterSeconds: 0 } }])
  }

  async beat(worker: Omit<TaskWorkerRecord, 'seenAt' | 'expiresAt'>, now = new Date()): Promise<void> {
    await this.#workers.replaceOne({ _id: worker._id }, { ...worker, seenAt: now, expiresAt: new Date(now.getTime() + KEEP_MS) }, { upsert: true })
  }

  /** It leaves in order. */
  async leave(workerId: string): Promise<void> {
    await this.#workers.deleteOne({ _id: workerId })
  }

  /** Those that were heard of lately. */
  live(now = new Date()): Promise<TaskWorkerRecord[]> {
    return this.#workers.find({ seenAt: { $gt: new Date(now.getTime() - WORKER_SILENT_MS) } }, { sort: { _id: 1 } }).toArray()
  }

  /** Those of the last hour, the silent ones too. */
  all(): Promise<TaskWorkerRecord[]> {
    return this.#workers.find({}, { sort: { _id: 1 } }).toArray()
  }
}
