import type { TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import { workerErrors } from '../errors.ts'
import type { StoreWait } from '../store-wait.ts'
import type { EffectGuard } from './context.ts'

export type RunEffectsParts = {
  store: Pick<TaskStore, 'effects' | 'claims'>
  storeWait: StoreWait
  /** Fires when the run is to stop: nothing is begun any more. */
  signal: AbortSignal
  /** Somebody has asked to stop it, and was first. */
  onRevoked: () => void
}

/** What a run does outside the record: each effect once, and none when the run was told to stop or is late. */
export class RunEffects {
  readonly #task: Pick<TaskRecord, '_id' | 'epoch'>
  readonly #parts: RunEffectsParts
  /** Those that are being done, by their key. */
  readonly #doing = new Map<string, Promise<unknown>>()

  constructor(task: Pick<TaskRecord, '_id' | 'epoch'>, parts: RunEffectsParts) {
    this.#task = task
    this.#parts = parts
  }

  /** Asked for the same effect twice at once, a run does it once. */
  once<T>(key: string, effect: (guard: EffectGuard) => Promise<T>): Promise<T> {
    const doing = this.#doing.get(key) as Promise<T> | undefined
    if (doing) return doing
    const done = this.#doOnce(key, effect).finally(() => this.#doing.delete(key))
    this.#doing.set(key, done)
    return done
  }

  async passNoReturn(): Promise<void> {
    const { store, storeWait, signal, onRevoked } = this.#parts
    signal.throwIfAborted()
    if (await storeWait.run(() => store.claims.passNoReturn(this.#task._id, this.#task.epoch))) return
    onRevoked()
    throw workerErrors.fault('TASK_REVOKED')
  }

  async #doOnce<T>(key: string, effect: (guard: EffectGuard) => Promise<T>): Promise<T> {
    const { _id: taskId, epoch } = this.#task
    const { store, storeWait, signal } = this.#parts
    signal.throwIfAborted()
    const begun = await storeWait.run(() => store.effects.begin(taskId, key, epoch))
    if (begun.kind === 'done') return begun.result as T
    if (begun.kind === 'late') throw workerErrors.fault('TASK_LEASE_LOST')
    // Asked last: between this answer and the effect there is nothing that waits.
    if (!await storeWait.run(() => store.claims.stands(taskId, epoch))) {
      signal.throwIfAborted()
      throw workerErrors.fault('TASK_LEASE_LOST')
    }
    const result = await effect({ effectId: `${taskId}:${key}`, epoch, mayHaveHappened: begun.kind === 'begun', signal })
    if (!await storeWait.run(() => store.effects.done(taskId, key, epoch, result))) throw workerErrors.fault('TASK_LEASE_LOST')
    return result
  }
}
