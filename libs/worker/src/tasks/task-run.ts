import { PLATFORM_TENANT, type TaskProgress } from '@chasqui/contracts'
import { asFault, Fault } from '@chasqui/errors'
import { isSurelyStoreAway } from '@chasqui/mongo'
import type { BreakerSettings, TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import type { Logger } from '@chasqui/telemetry'
import type { Deps } from '../deps.ts'
import { workerErrors } from '../errors.ts'
import { textOf } from '../error-text.ts'
import type { StoreWait } from '../store-wait.ts'
import type { EffectGuard, TaskContext } from './context.ts'
import { deferral } from './deferrals.ts'
import { NotNow, type TaskOutcome } from './outcome.ts'
import { withoutSecrets } from './secret-params.ts'

/** What told a run to stop. */
type StopReason = 'soft limit' | 'revoked' | 'lease lost' | 'process stops'

export type RunSettings = {
  softMs: number
  hardMs: number
  /** After `terminate`, before what the task started is killed. */
  killAfterMs: number
  breaker: BreakerSettings
}

/** `secrets`: among its parameters; `log`: writes none of them. */
export type RunParts = { store: TaskStore; deps: Deps; log: Logger; storeWait: StoreWait; secrets: readonly string[] }

/** Once its child processes are killed, a run has so long to end before it is no longer waited for. */
const LAST_WORDS_MS = 2_000
const PROGRESS_EVERY_MS = 1_000
const STORE_AGAIN_MS = 1_000

/** One run of one task: what the task is given, what stops it, and how it ends. */
export class TaskRun {
  readonly #task: TaskRecord
  readonly #store: TaskStore
  readonly #deps: Deps
  readonly #log: Logger
  readonly #storeWait: StoreWait
  readonly #secrets: readonly string[]
  readonly #settings: RunSettings
  readonly #onProgress: (progress: TaskProgress, version: number) => void
  readonly #abort = new AbortController()
  readonly #kills: (() => void)[] = []
  /** Effects that are being done, by their key. */
  readonly #effects = new Map<string, Promise<unknown>>()
  readonly #timers: NodeJS.Timeout[] = []
  readonly #startedAt = Date.now()
  readonly #cutOff = Promise.withResolvers<TaskOutcome>()
  #stopped: StopReason | undefined
  #progress: TaskProgress | undefined
  #progressTimer: NodeJS.Timeout | undefined
  #progressWrite: Promise<void> = Promise.resolve()
  #isOver = false
  #isLeaseLost = false

  constructor(task: TaskRecord, { store, deps, log, storeWait, secrets }: RunParts, settings: RunSettings, onProgress: (progress: TaskProgress, version: number) => void) {
    this.#task = task
    this.#store = store
    // Whichever of the two logs the task takes.
    this.#deps = { ...deps, log }
    this.#log = log
    this.#storeWait = storeWait
    this.#secrets = secrets
    this.#settings = settings
    this.#onProgress = onProgress
  }

  /** Somebody revoked the task. @param terminate what it started is killed after a while */
  revoke(terminate: boolean): void {
    this.#stop('revoked', workerErrors.fault('TASK_REVOKED'))
    if (terminate) this.#after(this.#settings.killAfterMs, () => this.#kill({ kind: 'revoked' }))
  }

  /** @returns whether that is news: not when it is over, and the end of the run is what the record says */
  leaseLost(): boolean {
    if (this.#isOver || this.#isLeaseLost) return false
    this.#isLeaseLost = true
    this.#stop('lease lost', workerErrors.fault('TASK_LEASE_LOST'))
    return true
  }

  processStops(): void {
    this.#stop('process stops', new Error('the process stops'))
  }

  /** Runs the work under its limits; whatever it throws becomes an outcome. Never throws. */
  async outcome(work: (ctx: TaskContext) => Promise<TaskOutcome>): Promise<TaskOutcome> {
    const { softMs, hardMs } = this.#settings
    this.#after(softMs, () => this.#stop('soft limit', workerErrors.fault('TASK_SOFT_LIMIT', { detail: `${softMs / 1000} s` })))
    this.#after(hardMs, () => this.#kill({ kind: 'failed', fault: workerErrors.fault('TASK_HARD_LIMIT', { detail: `${hardMs / 1000} s` }) }, 0))
    try {
      const came = await Promise.race([work(this.#context()).catch((error: unknown) => this.#outcomeOf(error)), this.#cutOff.promise])
      await this.#lastProgress()
      return came
    } finally {
      this.#isOver = true
      this.#timers.forEach(clearTimeout)
      clearTimeout(this.#progressTimer)
      // What the task left running ends with it.
      if (!this.#abort.signal.aborted) this.#abort.abort(new Error('the run is over'))
    }
  }

  #stop(reason: StopReason, why: Error): void {
    if (this.#isOver || this.#stopped === 'revoked') return
    this.#stopped = reason
    this.#abort.abort(why)
  }

  #kill(outcome: TaskOutcome, lastWordsMs = LAST_WORDS_MS): void {
    for (const kill of this.#kills.splice(0)) {
      try {
        kill()
      } catch (error) {
        this.#log.warn({ err: error }, 'what the task started could not be killed')
      }
    }
    this.#abort.abort(outcome.kind === 'failed' ? outcome.fault : workerErrors.fault('TASK_REVOKED'))
    this.#after(lastWordsMs, () => this.#cutOff.resolve(outcome))
  }

  #after(ms: number, then: () => void): void {
    this.#timers.push(setTimeout(then, ms))
  }

  #outcomeOf(error: unknown): TaskOutcome {
    if (this.#stopped === 'revoked') return { kind: 'revoked' }
    // A lease that nobody has taken over yet is no failure of the task: it waits for a worker anew, unless it has one already.
    if (this.#stopped === 'process stops' || this.#stopped === 'lease lost' || (error instanceof Fault && error.code === 'TASK_LEASE_LOST')) return { kind: 'handed back' }
    if (error instanceof NotNow) return { kind: 'deferred', code: error.code, message: error.message, afterMs: error.afterMs }
    if (isSurelyStoreAway(error)) return { kind: 'deferred', ...deferral('STORE_AWAY'), afterMs: STORE_AGAIN_MS }
    const fault = this.#stopped === 'soft limit' && !(error instanceof Fault && !error.retry) ? workerErrors.fault('TASK_SOFT_LIMIT', { detail: `${this.#settings.softMs / 1000} s`, cause: error }) : asFault(error)
    const stack = error instanceof Error ? error.stack : undefined
    return { kind: 'failed', fault, ...(stack === undefined ? {} : { stack }) }
  }

  #context(): TaskContext {
    const { _id: taskId, tenantId, tries } = this.#task
    return {
      taskId, tenantId, isPlatform: tenantId === PLATFORM_TENANT, attempt: tries + 1, signal: this.#abort.signal, log: this.#log, deps: this.#deps, store: this.#store,
      progress: (done, total, note, stage) => this.#note(done, total, note, stage),
      once: (key, effect) => this.#once(key, effect),
      passNoReturn: () => this.#passNoReturn(),
      outside: (service, call, isAway) => this.#outside(service, call, isAway),
      onKill: (kill) => { this.#kills.push(kill) },
    }
  }

  // --- progress -----------------------------------------------------------------------------------

  #note(done: number, total?: number, note?: string, stage?: string): void {
    const perMs = done / Math.max(1, Date.now() - this.#startedAt)
    this.#progress = {
      done, ...(total === undefined ? {} : { total }), ...(note === undefined ? {} : { note: this.#shown(note, 500) }), ...(stage === undefined ? {} : { stage: this.#shown(stage, 100) }),
      ...(total === undefined || done <= 0 ? {} : { etaSeconds: Math.max(0, Math.round((total - done) / perMs / 1000)) }),
    }
    this.#progressTimer ??= setTimeout(() => {
      this.#progressTimer = undefined
      this.#progressWrite = this.#writeProgress()
    }, PROGRESS_EVERY_MS)
  }

  #shown(text: string, most: number): string {
    return textOf(withoutSecrets(text, this.#secrets), most)
  }

  async #writeProgress(): Promise<void> {
    const progress = this.#progress
    this.#progress = undefined
    if (!progress) return
    // A progress that could not be shown is no reason to stop the work.
    const version = await this.#store.claims.setProgress(this.#task._id, this.#task.epoch, progress).catch(() => undefined)
    if (version !== undefined) this.#onProgress(progress, version)
  }

  async #lastProgress(): Promise<void> {
    clearTimeout(this.#progressTimer)
    await this.#progressWrite
    await this.#writeProgress()
  }

  // --- the outside --------------------------------------------------------------------------------

  /** Asked for the same effect twice at once, a run does it once. */
  #once<T>(key: string, effect: (guard: EffectGuard) => Promise<T>): Promise<T> {
    const doing = this.#effects.get(key) as Promise<T> | undefined
    if (doing) return doing
    const done = this.#doOnce(key, effect).finally(() => this.#effects.delete(key))
    this.#effects.set(key, done)
    return done
  }

  async #doOnce<T>(key: string, effect: (guard: EffectGuard) => Promise<T>): Promise<T> {
    const { _id: taskId, epoch } = this.#task
    this.#abort.signal.throwIfAborted()
    const begun = await this.#storeWait.run(() => this.#store.effects.begin(taskId, key, epoch))
    if (begun.kind === 'done') return begun.result as T
    if (begun.kind === 'late') throw workerErrors.fault('TASK_LEASE_LOST')
    // Asked last: between this answer and the effect there is nothing that waits.
    if (!await this.#storeWait.run(() => this.#store.claims.stands(taskId, epoch))) {
      this.#abort.signal.throwIfAborted()
      throw workerErrors.fault('TASK_LEASE_LOST')
    }
    const result = await effect({ effectId: `${taskId}:${key}`, epoch, mayHaveHappened: begun.kind === 'begun', signal: this.#abort.signal })
    if (!await this.#storeWait.run(() => this.#store.effects.done(taskId, key, epoch, result))) throw workerErrors.fault('TASK_LEASE_LOST')
    return result
  }

  async #passNoReturn(): Promise<void> {
    this.#abort.signal.throwIfAborted()
    if (await this.#storeWait.run(() => this.#store.claims.passNoReturn(this.#task._id, this.#task.epoch))) return
    this.revoke(false)
    throw workerErrors.fault('TASK_REVOKED')
  }

  async #outside<T>(service: string, call: (signal: AbortSignal) => Promise<T>, isAway: (fault: Fault) => boolean = (fault) => fault.retry): Promise<T> {
    const { breakers } = this.#store
    const admission = await breakers.admit(service, `${this.#task.owner ?? ''} ${this.#task._id}`, this.#settings.breaker)
    if (admission.kind === 'open') throw new NotNow('SERVICE_CLOSED', deferral('SERVICE_CLOSED', service).message, admission.afterMs)
    let result: T
    try {
      result = await call(this.#abort.signal)
    } catch (error) {
      // The record store's, the task's own wish to wait, or no time to answer in: no word about the service, so somebody else may ask it.
      if (isSurelyStoreAway(error) || error instanceof NotNow || this.#abort.signal.aborted) {
        await this.#noted(service, breakers.saidNothing(admission))
        throw error
      }
      const fault = asFault(error)
      if (!isAway(fault)) {
        await this.#noted(service, breakers.worked(service, admission))
        throw error
      }
      if (await breakers.failed(service, fault.code, admission, this.#settings.breaker)) throw new NotNow('SERVICE_CLOSED', deferral('SERVICE_CLOSED', service).message, this.#settings.breaker.openMs)
      throw error
    }
    await this.#noted(service, breakers.worked(service, admission))
    return result
  }

  /** What the service did is done, also when that cannot be noted. */
  async #noted(service: string, noting: Promise<void>): Promise<void> {
    await noting.catch((error: unknown) => this.#log.warn({ err: error, service }, 'what an outside service answered was not noted'))
  }
}
