import type { Collection, Db, Filter } from 'mongodb'
import { mongoErrors } from './errors.ts'
import { ensureIndexes, type IndexDeclaration } from './indexes.ts'
import type { Attempt } from './items/item.ts'
import { readCursor, writeCursor, type Page, type PageRequest } from './paging.ts'
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
  resolved: null | Resolution
  /** Of the task or the message that tries it again: chosen before that is made, so that doing it twice makes one. */
  retryAs?: string
  expiresAt: Date
}

/** A letter as a list shows it: what it holds and its stacks may be large, so they are not among it. */
export type ListedLetter = Omit<DeadLetter, 'payload' | 'attempts' | 'stack'>

export type Resolution = {
  at: Date
  by: string
  how: 'requeued' | 'discarded'
  reason?: string
  /** The task or the message that tries it again. */
  as?: string
}

export const LETTER_KINDS = ['item', 'task', 'message'] as const satisfies readonly DeadLetter['kind'][]

export type DeadLetterFilter = {
  /** undefined: of every tenant. */
  tenantId?: string | undefined
  /** Default: only those that nobody has dealt with. */
  is?: 'open' | 'resolved' | 'any' | undefined
  kind?: DeadLetter['kind'] | undefined
  service?: string | undefined
  /** The stage, or the type of the task. */
  stage?: string | undefined
  code?: string | undefined
  /** Given up at or after. */
  from?: Date | undefined
  /** Given up before. */
  to?: Date | undefined
}

/** The id of the letter of a task that failed: it has one. */
export function taskLetterId(taskId: string): string {
  return `task:${taskId}`
}

/** The id of the letter of an item that failed in a stage: one a run. */
export function itemLetterId(itemId: string, stage: string, run: number): string {
  return `${itemId}:${stage}:${run}`
}

/** The run that the letter of an item is of. */
export function runOfItemLetter(id: string): number {
  return Number(id.slice(id.lastIndexOf(':') + 1))
}

/** How long a letter is kept after the first failure. */
export const LETTER_KEEP_DAYS = 90

const indexes: IndexDeclaration[] = [
  { keys: { tenantId: 1, _id: 1 }, options: { name: 'tenant' } },
  { keys: { tenantId: 1, firstFailedAt: -1, _id: 1 }, options: { name: 'tenant_newest' } },
  { keys: { firstFailedAt: -1, _id: 1 }, options: { name: 'newest' } },
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
      $setOnInsert: { ...rest, firstFailedAt: now, resolved: null, expiresAt: new Date(now.getTime() + LETTER_KEEP_DAYS * 24 * 60 * 60 * 1000) },
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

  /** @param tenantId undefined for those who see every tenant's */
  find(tenantId: string | undefined, letterId: string): Promise<DeadLetter | null> {
    return this.#letters.findOne({ _id: letterId, ...(tenantId === undefined ? {} : { tenantId }) })
  }

  /**
   * Newest first, without what they hold.
   * @throws CURSOR_INVALID
   */
  async list({ tenantId, is = 'open', kind, service, stage, code, from, to }: DeadLetterFilter, { cursor, limit = 100 }: PageRequest): Promise<Page<ListedLetter>> {
    const filters: Filter<DeadLetter>[] = [
      tenantId === undefined ? {} : { tenantId }, is === 'any' ? {} : { resolved: is === 'open' ? null : { $ne: null } },
      kind === undefined ? {} : { kind }, service === undefined ? {} : { service }, stage === undefined ? {} : { stage }, code === undefined ? {} : { errorCode: code },
      from === undefined ? {} : { firstFailedAt: { $gte: from } }, to === undefined ? {} : { firstFailedAt: { $lt: to } }, cursor === undefined ? {} : afterCursor(cursor),
    ]
    const found = await this.#letters.find({ $and: filters.filter((one) => Object.keys(one).length > 0).concat({ _id: { $exists: true } }) }, { sort: { firstFailedAt: -1, _id: 1 }, limit: limit + 1, projection: { payload: 0, attempts: 0, stack: 0 } }).toArray()
    const records = found.slice(0, limit)
    const last = records.at(-1)
    return found.length > limit && last ? { records, next: writeCursor(last.firstFailedAt.toISOString(), last._id) } : { records }
  }

  /** Chooses as what a letter is tried again; whoever asks later gets the same. @returns undefined when it is dealt with */
  async chooseRetry(letterId: string, as: string): Promise<string | undefined> {
    await this.#letters.updateOne({ _id: letterId, resolved: null, retryAs: { $exists: false } }, { $set: { retryAs: as } })
    const letter = await this.#letters.findOne({ _id: letterId })
    return letter?.resolved === null ? letter.retryAs : undefined
  }

  /** The same of a failed task, whatever became of its letter: whoever asks after that was retried or discarded gets the same too. @returns undefined when there is no such letter */
  async chooseTaskRetry(letterId: string, as: string): Promise<string | undefined> {
    await this.#letters.updateOne({ _id: letterId, retryAs: { $exists: false } }, { $set: { retryAs: as } })
    return (await this.#letters.findOne({ _id: letterId }, { projection: { retryAs: 1 } }))?.retryAs
  }

  /** Notes how one letter was dealt with. @returns the letter after it, or null when somebody was faster */
  resolve(letterId: string, resolved: Resolution): Promise<DeadLetter | null> {
    return this.#letters.findOneAndUpdate({ _id: letterId, resolved: null }, { $set: { resolved } }, { returnDocument: 'after' })
  }

  ofItem(tenantId: string, itemId: string): Promise<DeadLetter[]> {
    return this.#letters.find({ itemId, tenantId }, { sort: { lastFailedAt: 1 } }).toArray()
  }

  /** Letters that nobody has dealt with yet, by stage or type of task. */
  async openByStage(): Promise<{ stage: string; letters: number }[]> {
    const rows = await this.#letters.aggregate<{ _id: string; n: number }>([{ $match: { resolved: null } }, { $group: { _id: '$stage', n: { $sum: 1 } } }]).toArray()
    return rows.map(({ _id, n }) => ({ stage: _id, letters: n }))
  }

  count(filter: { itemId?: string; errorCode?: string } = {}): Promise<number> {
    return this.#letters.countDocuments(filter)
  }
}

function afterCursor(cursor: string): Filter<DeadLetter> {
  const { value, id } = readCursor(cursor)
  const at = new Date(value)
  if (!(at.getTime() > 0)) throw mongoErrors.fault('CURSOR_INVALID', { detail: cursor.slice(0, 80) })
  return { $or: [{ firstFailedAt: { $lt: at } }, { firstFailedAt: at, _id: { $gt: id } }] }
}
