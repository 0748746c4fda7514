import type { Collection, Db } from 'mongodb'
import type { Lane } from '@chasqui/contracts'

/** Who may launch a type. `platform`: only those who run the installation, because it works on the data of every tenant. */
export type TaskScope = 'tenant' | 'platform'

/** A task type as its service announces it at start: all that the catalogue, the forms and the checks of a launch need. */
export type TaskTypeRecord = {
  _id: string
  service: string
  version: string
  lane: Lane
  description: string
  /** JSON Schema (2020-12) of the parameters as they are sent; unknown ones are refused. */
  params: Record<string, unknown>
  scope: TaskScope
  /** The least role that may launch it. */
  role: 'operator' | 'admin'
  softLimitMs: number
  hardLimitMs: number
  retries: { maxRetries: number; baseMs: number; capMs: number }
  /** The outside service it speaks to, whose breaker may hold it. */
  outside?: string
  /** At most so many starts in so long, by type, tenant or outside account. */
  rate?: { limit: number; windowMs: number; by: 'type' | 'tenant' | 'account' }
  /** At most so many at once, by type, tenant or outside account. */
  atOnce?: { limit: number; by: 'type' | 'tenant' | 'account' }
  announcedAt: Date
  /** Its service runs without it: waiting tasks stay and say so. */
  retiredAt?: Date
}

/** The catalogue of task types: what services announce. */
export class TaskTypes {
  readonly #types: Collection<TaskTypeRecord>

  constructor(db: Db) {
    this.#types = db.collection<TaskTypeRecord>('task_types')
  }

  /** Announces the types of a service; those it had before and has no more are retired. */
  async announce(service: string, types: readonly Omit<TaskTypeRecord, 'announcedAt' | 'service'>[], now = new Date()): Promise<void> {
    for (const type of types) await this.#types.replaceOne({ _id: type._id }, { ...type, service, announcedAt: now }, { upsert: true })
    await this.#types.updateMany({ service, _id: { $nin: types.map(({ _id }) => _id) }, retiredAt: { $exists: false } }, { $set: { retiredAt: now } })
  }

  find(type: string): Promise<TaskTypeRecord | null> {
    return this.#types.findOne({ _id: type })
  }

  /** All of them by name, the retired ones too. */
  all(): Promise<TaskTypeRecord[]> {
    return this.#types.find({}, { sort: { _id: 1 } }).toArray()
  }
}
