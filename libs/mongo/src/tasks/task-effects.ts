import type { Collection, Db } from 'mongodb'
import { isDuplicateKey } from '../errors.ts'
import { ensureIndexes } from '../indexes.ts'

type EffectDocument = { _id: string; taskId: string; epoch: number; done?: true; result?: unknown; at: Date; expiresAt: Date }

const KEEP_MS = 90 * 24 * 60 * 60 * 1000

export type EffectState =
  /** Nobody has begun it. */
  | { kind: 'fresh' }
  /** An earlier run has begun it and did not say how it ended. */
  | { kind: 'begun' }
  | { kind: 'done'; result: unknown }
  /** A later run has begun it: this one is late. */
  | { kind: 'late' }

/** What tasks did outside the record: noted before and after, so that another run of the same task does not do it again. */
export class TaskEffects {
  readonly #effects: Collection<EffectDocument>

  constructor(db: Db) {
    this.#effects = db.collection<EffectDocument>('task_effects')
  }

  async ensureIndexes(): Promise<void> {
    await ensureIndexes(this.#effects, [{ keys: { expiresAt: 1 }, options: { name: 'expiry', expireAfterSeconds: 0 } }])
  }

  /** Notes that the effect begins. */
  async begin(taskId: string, key: string, epoch: number, now = new Date()): Promise<EffectState> {
    const _id = `${taskId}:${key}`
    try {
      await this.#effects.insertOne({ _id, taskId, epoch, at: now, expiresAt: new Date(now.getTime() + KEEP_MS) })
      return { kind: 'fresh' }
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
    }
    const there = await this.#effects.findOne({ _id })
    if (!there) return this.begin(taskId, key, epoch, now)
    if (there.done) return { kind: 'done', result: there.result }
    if (there.epoch > epoch) return { kind: 'late' }
    const { matchedCount } = await this.#effects.updateOne({ _id, epoch: there.epoch, done: { $exists: false } }, { $set: { epoch, at: now } })
    return matchedCount === 1 ? { kind: 'begun' } : this.begin(taskId, key, epoch, now)
  }

  /** Notes how the effect ended; false when a later run has begun it, whose word counts. */
  async done(taskId: string, key: string, epoch: number, result: unknown): Promise<boolean> {
    const { matchedCount } = await this.#effects.updateOne({ _id: `${taskId}:${key}`, epoch }, { $set: { done: true, result: result ?? null } })
    return matchedCount === 1
  }
}
