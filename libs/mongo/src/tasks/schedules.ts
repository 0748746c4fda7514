import type { Collection, Db } from 'mongodb'
import { PLATFORM_TENANT, ScheduleDeclaration, type CronFact } from '@chasqui/contracts'
import { isDuplicateKey } from '../errors.ts'
import { ensureIndexes } from '../indexes.ts'

export type ScheduleRecord = Omit<ReturnType<typeof ScheduleDeclaration.parse>, 'id'> & {
  _id: string
  tenantId: string
  /** The service that declared it; absent when a person made it. */
  declaredBy?: string
  /** Nominal times up to and with this one are dealt with. */
  firedUpTo: Date
  createdBy: string
  createdAt: Date
  updatedBy?: string
  updatedAt: Date
  version: number
}

/** One nominal time of one schedule: whoever writes the row fires it. */
export type FiringRecord = {
  /** `<schedule>@<nominal time>` */
  _id: string
  scheduleId: string
  tenantId: string
  nominalAt: Date
  firedAt: Date
  by: string
  /** What became of it; absent until it is stated, and healed by any scheduler. */
  outcome?: CronFact['outcome']
  /** Decided with the row and still to be stated: of a time that was passed over. */
  intended?: CronFact['outcome']
  /** Only to be indexed: it has no outcome yet. */
  unsettled?: true
  /** Of the task that it launches; chosen with the row, so that healing launches the same. */
  taskId: string
  isManual?: true
  expiresAt: Date
}

const KEEP_FIRINGS_MS = 90 * 24 * 60 * 60 * 1000

export class Schedules {
  readonly #schedules: Collection<ScheduleRecord>
  readonly #firings: Collection<FiringRecord>

  constructor(db: Db) {
    this.#schedules = db.collection<ScheduleRecord>('schedules')
    this.#firings = db.collection<FiringRecord>('schedule_firings')
  }

  async ensureIndexes(): Promise<void> {
    await ensureIndexes(this.#schedules, [{ keys: { tenantId: 1, _id: 1 }, options: { name: 'tenant' } }])
    await ensureIndexes(this.#firings, [
      { keys: { scheduleId: 1, nominalAt: -1 }, options: { name: 'history' } },
      { keys: { firedAt: 1 }, options: { name: 'unsettled', partialFilterExpression: { unsettled: true } } },
      { keys: { expiresAt: 1 }, options: { name: 'expiry', expireAfterSeconds: 0 } },
    ])
  }

  /** Creates what a service declares and is not there yet. What is there is a person's, whatever the declaration says now. */
  async declare(service: string, declarations: readonly ScheduleDeclaration[], now = new Date()): Promise<void> {
    for (const declared of declarations) {
      const { id, ...rest } = ScheduleDeclaration.parse(declared)
      await this.insert({ _id: id, ...rest, tenantId: PLATFORM_TENANT, declaredBy: service, firedUpTo: now, createdBy: service, createdAt: now, updatedAt: now, version: 0 })
    }
  }

  /** @returns false when the id is taken */
  async insert(schedule: ScheduleRecord): Promise<boolean> {
    try {
      await this.#schedules.insertOne(schedule)
      return true
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      return false
    }
  }

  find(tenantId: string | undefined, id: string): Promise<ScheduleRecord | null> {
    return this.#schedules.findOne({ _id: id, ...(tenantId === undefined ? {} : { tenantId }) })
  }

  list(tenantId: string | undefined, options: { after?: string | undefined; limit: number }): Promise<ScheduleRecord[]> {
    return this.#schedules.find({ ...(tenantId === undefined ? {} : { tenantId }), ...(options.after === undefined ? {} : { _id: { $gt: options.after } }) }, { sort: { _id: 1 }, limit: options.limit }).toArray()
  }

  enabled(): Promise<ScheduleRecord[]> {
    return this.#schedules.find({ enabled: true }).toArray()
  }

  /** A person's change, unless somebody else was faster. @returns the schedule after it */
  async change(schedule: ScheduleRecord, change: Partial<Pick<ScheduleRecord, 'description' | 'type' | 'params' | 'cron' | 'zone' | 'enabled' | 'misfire' | 'overlap' | 'firedUpTo'>>, by: string, now = new Date()): Promise<ScheduleRecord | null> {
    return this.#schedules.findOneAndUpdate({ _id: schedule._id, version: schedule.version }, { $set: { ...change, updatedBy: by, updatedAt: now }, $inc: { version: 1 } }, { returnDocument: 'after' })
  }

  async remove(schedule: ScheduleRecord): Promise<boolean> {
    return (await this.#schedules.deleteOne({ _id: schedule._id, version: schedule.version })).deletedCount === 1
  }

  /** Nominal times up to this one are dealt with. Never goes back. */
  async noteFiredUpTo(id: string, nominalAt: Date): Promise<void> {
    await this.#schedules.updateOne({ _id: id }, { $max: { firedUpTo: nominalAt } })
  }

  /** Writes the row of a nominal time; false when another task has it. */
  async fire(firing: Omit<FiringRecord, '_id' | 'expiresAt' | 'unsettled' | 'outcome'>): Promise<boolean> {
    const _id = firingId(firing.scheduleId, firing.nominalAt, firing.isManual)
    try {
      await this.#firings.insertOne({ ...firing, unsettled: true, _id, expiresAt: new Date(firing.firedAt.getTime() + KEEP_FIRINGS_MS) })
      return true
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      return (await this.#firings.findOne({ _id }))?.taskId === firing.taskId
    }
  }

  /** Says what became of a firing. That its task was launched stands, whoever else came to another answer. */
  async settleFiring(firing: Pick<FiringRecord, 'scheduleId' | 'nominalAt' | 'isManual'>, outcome: CronFact['outcome']): Promise<void> {
    await this.#firings.updateOne({ _id: firingId(firing.scheduleId, firing.nominalAt, firing.isManual), ...(outcome === 'launched' ? {} : { outcome: { $exists: false } }) }, { $set: { outcome }, $unset: { unsettled: '', intended: '' } })
  }

  /** Rows that nobody has finished: whose task is not launched, or whose fact is not stated. */
  unsettledFirings(before: Date, limit: number): Promise<FiringRecord[]> {
    return this.#firings.find({ unsettled: true, firedAt: { $lt: before } }, { sort: { firedAt: 1 }, limit }).toArray()
  }

  history(scheduleId: string, options: { before?: Date | undefined; limit: number }): Promise<FiringRecord[]> {
    return this.#firings.find({ scheduleId, ...(options.before ? { nominalAt: { $lt: options.before } } : {}) }, { sort: { nominalAt: -1 }, limit: options.limit }).toArray()
  }
}

function firingId(scheduleId: string, nominalAt: Date, isManual?: true): string {
  return `${scheduleId}@${nominalAt.toISOString()}${isManual ? '!' : ''}`
}
