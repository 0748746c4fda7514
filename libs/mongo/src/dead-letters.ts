import type { Collection, Db } from 'mongodb'
import { ensureIndexes, type IndexDeclaration } from './indexes.ts'
import type { Attempt } from './item.ts'
import type { TaskAttempt } from './tasks/task-record.ts'

/** What was given up, with all that is needed to understand it and to try it again. */
export type DeadLetter = {
  _id: string
  /** An item that a stage gave up, a task that failed, or a message that nobody could read. */
  kind: 'item' | 'task' | 'message'
  tenantId: string
  batchId?: string
  itemId?: string
  taskId?: string
  /** Of the task. */
  type?: string
  /** The service that gave up. */
  service: string
  /** The stage, or the type of the task. */
  stage: string
  errorCode: string
  errorMessage: string
  stack?: string
  attempts: (Attempt | TaskAttempt)[]
  /** The message as it came. */
  payload: unknown
  subject: string
  msgSeq: number
  deliveries: number
  traceparent?: string
  firstFailedAt: Date
  lastFailedAt: Date
  resolved: null | { at: Date; by: string; how: 'requeued' | 'discarded'; reason?: string; as?: string }
  expiresAt: Date
}

const KEEP_MS = 90 * 24 * 60 * 60 * 1000

const indexes: IndexDeclaration[] = [
  { keys: { tenantId: 1, _id: 1 }, options: { name: 'tenant' } },
  { keys: { itemId: 1 }, options: { name: 'item', sparse: true } },
  { keys: { expiresAt: 1 }, options: { name: 'expiry', expireAfterSeconds: 0 } },
]

export class DeadLetters {
  readonly #letters: Collection<DeadLetter>

  constructor(db: Db) {
    this.#letters = db.collection<DeadLetter>('dead_letters')
  }

  ensureIndexes(): Promise<void> {
    return ensureIndexes(this.#letters, indexes)
  }

  /**
   * Writes a dead letter. Its id says what died (item, stage and run, or the message), so a redelivery that dies
   * again after a crash makes no second one.
   */
  async write(letter: Omit<DeadLetter, 'firstFailedAt' | 'lastFailedAt' | 'resolved' | 'expiresAt'>): Promise<void> {
    const now = new Date()
    const { _id, ...rest } = letter
    await this.#letters.updateOne({ _id }, {
      $setOnInsert: { ...rest, firstFailedAt: now, resolved: null, expiresAt: new Date(now.getTime() + KEEP_MS) },
      $set: { lastFailedAt: now },
    }, { upsert: true })
  }

  /** The letters of these items are dealt with: sent round again, or discarded. */
  async resolveItems(itemIds: readonly string[], by: string, how: 'requeued' | 'discarded' = 'requeued'): Promise<void> {
    await this.#letters.updateMany({ itemId: { $in: [...itemIds] }, resolved: null }, { $set: { resolved: { at: new Date(), by, how } } })
  }

  /** Which of these ids are there. */
  async existing(ids: readonly string[]): Promise<Set<string>> {
    return new Set((await this.#letters.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id))
  }

  ofItem(tenantId: string, itemId: string): Promise<DeadLetter[]> {
    return this.#letters.find({ itemId, tenantId }, { sort: { lastFailedAt: 1 } }).toArray()
  }

  /** Letters that nobody has dealt with yet, by stage or type of task. */
  async openByStage(kind?: DeadLetter['kind']): Promise<{ stage: string; letters: number }[]> {
    const rows = await this.#letters.aggregate<{ _id: string; n: number }>([{ $match: { resolved: null, ...(kind === undefined ? {} : { kind }) } }, { $group: { _id: '$stage', n: { $sum: 1 } } }]).toArray()
    return rows.map(({ _id, n }) => ({ stage: _id, letters: n }))
  }

  count(filter: { itemId?: string; errorCode?: string } = {}): Promise<number> {
    return this.#letters.countDocuments(filter)
  }
}
