import type { Collection, Db, Filter } from 'mongodb'
import { insertMissing } from './bulk-writes.ts'
import { ensureIndexes } from './indexes.ts'

/** What is noted: one name a deed, whoever does it. A task that does something to many notes under the same name what came of it. */
export const AUDIT_ACTIONS = [
  'task.launch', 'task.revoke', 'task.retry', 'task.pause', 'task.resume',
  'schedule.create', 'schedule.change', 'schedule.pause', 'schedule.resume', 'schedule.remove', 'schedule.run',
  'dead_letter.retry', 'dead_letter.discard', 'dead_letter.bulk_retry', 'dead_letter.bulk_discard',
  'replay.start', 'replay.dry_run', 'replay.run', 'replay.cancel',
  'batch.create', 'batch.ingest', 'batch.upload', 'batch.retry', 'batch.reprocess', 'batch.promote', 'batch.cancel', 'item.retry', 'item.approve', 'item.reject', 'bank_account.confirm',
  'key.create', 'key.revoke',
  'record.purge',
] as const
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

/** Who did what to what, with what was there before and after. Never changed, never removed by the product. */
export type AuditRow = {
  /** uuid v7: newest last. */
  _id: string
  tenantId: string
  at: Date
  /** Name of the key, or the service. */
  by: string
  action: AuditAction
  /** What it was done to: kind and id. */
  target: { kind: string; id: string }
  reason?: string
  before?: unknown
  after?: unknown
  requestId?: string
  traceId?: string
}

export type AuditFilter = { tenantId?: string | undefined; action?: AuditAction | undefined; by?: string | undefined; targetId?: string | undefined; from?: Date | undefined; to?: Date | undefined }

export class Audit {
  readonly #rows: Collection<AuditRow>

  constructor(db: Db) {
    this.#rows = db.collection<AuditRow>('audit')
  }

  async ensureIndexes(): Promise<void> {
    await ensureIndexes(this.#rows, [
      { keys: { tenantId: 1, _id: -1 }, options: { name: 'tenant_newest' } },
      { keys: { 'target.id': 1, _id: -1 }, options: { name: 'target' } },
    ])
  }

  async write(row: AuditRow): Promise<void> {
    await this.#rows.insertOne(row)
  }

  /** May be called again when it failed: what is there already stays. */
  async writeMany(rows: readonly AuditRow[]): Promise<void> {
    await insertMissing(this.#rows, rows)
  }

  /** Newest first; `before` is the id after which the page begins. */
  list({ tenantId, action, by, targetId, from, to }: AuditFilter, options: { before?: string | undefined; limit: number }): Promise<AuditRow[]> {
    const filter: Filter<AuditRow> = {
      ...(tenantId === undefined ? {} : { tenantId }), ...(action === undefined ? {} : { action }), ...(by === undefined ? {} : { by }),
      ...(targetId === undefined ? {} : { 'target.id': targetId }),
      ...(from || to ? { at: { ...(from ? { $gte: from } : {}), ...(to ? { $lt: to } : {}) } } : {}),
      ...(options.before === undefined ? {} : { _id: { $lt: options.before } }),
    }
    return this.#rows.find(filter, { sort: { _id: -1 }, limit: options.limit }).toArray()
  }
}
