import { createHash } from 'node:crypto'
import type { Collection, Db } from 'mongodb'
import { isDuplicateKey } from './errors.ts'
import { ensureIndexes } from './indexes.ts'

/** How long a repetition gets the first answer. */
export const KEY_KEEP_HOURS = 24
/** A first request that has not answered after this long is taken to be dead. */
const AT_WORK_MS = 30_000

/** What a request reserved before it wrote, so that its repetition writes the same things. */
export type Reserved = Readonly<Record<string, string | number>>

/** What a request was answered, to be said again word for word. */
export type KeptAnswer = { status: number; body: unknown; headers?: Readonly<Record<string, string>> }

type KeyDocument = {
  _id: string
  bodyHash: string
  workingUntil: Date
  reserved?: Reserved
  answer?: KeptAnswer
  expiresAt: Date
}

export type KeyState =
  | { kind: 'first' }
  /** The first request died half-way; go on with what it had reserved. */
  | { kind: 'resume'; reserved: Reserved | undefined }
  | ({ kind: 'answered' } & KeptAnswer)
  | { kind: 'at work' }
  | { kind: 'other body' }

/** Remembers for 24 h which request a key was used for and what it was answered. */
export class IdempotencyKeys {
  readonly #keys: Collection<KeyDocument>

  constructor(db: Db) {
    this.#keys = db.collection<KeyDocument>('idempotency_keys')
  }

  async ensureIndexes(): Promise<void> {
    await ensureIndexes(this.#keys, [{ keys: { expiresAt: 1 }, options: { name: 'expiry', expireAfterSeconds: 0 } }])
  }

  /** @param scope tenant, method and path: the same key means something else elsewhere */
  async begin(scope: string, key: string, body: string, now = new Date()): Promise<KeyState> {
    const bodyHash = createHash('sha256').update(body).digest('hex')
    const workingUntil = new Date(now.getTime() + AT_WORK_MS)
    try {
      await this.#keys.insertOne({ _id: idOf(scope, key), bodyHash, workingUntil, expiresAt: new Date(now.getTime() + KEY_KEEP_HOURS * 60 * 60 * 1000) })
      return { kind: 'first' }
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
    }
    return this.#again(idOf(scope, key), bodyHash, workingUntil, now)
  }

  async #again(_id: string, bodyHash: string, workingUntil: Date, now: Date): Promise<KeyState> {
    const found = await this.#keys.findOne({ _id })
    if (!found) return { kind: 'at work' }
    if (found.bodyHash !== bodyHash) return { kind: 'other body' }
    if (found.answer) return { kind: 'answered', ...found.answer }
    const { modifiedCount } = await this.#keys.updateOne({ _id, answer: { $exists: false }, workingUntil: { $lt: now } }, { $set: { workingUntil } })
    return modifiedCount === 1 ? { kind: 'resume', reserved: found.reserved } : { kind: 'at work' }
  }

  async reserve(scope: string, key: string, reserved: Reserved): Promise<void> {
    await this.#keys.updateOne({ _id: idOf(scope, key) }, { $set: { reserved } })
  }

  async answer(scope: string, key: string, answer: KeptAnswer): Promise<void> {
    await this.#keys.updateOne({ _id: idOf(scope, key) }, { $set: { answer } })
  }

  /** The attempt failed half-way and knows it: its repetition need not wait until it is taken to be dead. */
  async release(scope: string, key: string): Promise<void> {
    await this.#keys.updateOne({ _id: idOf(scope, key), answer: { $exists: false } }, { $set: { workingUntil: new Date(0) } })
  }

  /** The request was refused before it wrote anything: the key may be used again. */
  async forget(scope: string, key: string): Promise<void> {
    await this.#keys.deleteOne({ _id: idOf(scope, key), answer: { $exists: false } })
  }
}

function idOf(scope: string, key: string): string {
  return createHash('sha256').update(`${scope}\n${key}`).digest('hex')
}
