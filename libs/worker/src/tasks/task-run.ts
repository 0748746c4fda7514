import { PLATFORM_TENANT, type TaskProgress } from '@chasqui/contracts'
import { asFault, Fault } from '@chasqui/errors'
import { isSurelyStoreAway } from '@chasqui/mongo'
import type { BreakerSettings, TaskRecord, TaskStore } from '@chasqui/mongo/tasks'
import type { Logger } from '@chasqui/telemetry'
import type { Deps } from '../deps.ts'
import { stackBehind } from '../error-text.ts'
import { workerErrors } from '../errors.ts'
import type { StoreWait } from '../store-wait.ts'
import type { TaskContext } from './context.ts'
import { deferral } from './deferrals.ts'
import { NotNow, type TaskOutcome } from './outcome.ts'
import { callOutside } from './outside-call.ts'
import { RunEffects } from './run-effects.ts'
import { RunProgress } from './run-progress.ts'

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
const STORE_AGAIN_MS = 1_000

/** One run of one task: what the task is given, what stops it, and how it ends. */
export class TaskRun {
  readonly #task: TaskRecord
  readonly #store: TaskStore
  readonly #deps: Deps
  readonly #log: Logger
  readonly #settings: RunSettings
  readonly #progress: RunProgress
  readonly #effects: RunEffects
  readonly #abort = new AbortController()
  readonly #kills: (() => void)[] = []
  readonly #timers: NodeJS.Timeout[] = []
  readonly #cutOff = Promise.withResolvers<TaskOutcome>()
  #stopped: StopReason | undefined
  #isOver = false
  #isLeaseLost = false

  constructor(task: TaskRecord, { store, deps, log, storeWait, secrets }: RunParts, settings: RunSettings, onProgress: (progress: TaskProgress, version: number) => void) {
    this.#task = task
    this.#store = store
    // Whichever of the two logs the task takes.
    this.#deps = { ...deps, log }
    this.#log = log
    this.#settings = settings
    this.#progress = new RunProgress(task, { claims: store.claims, secrets, onWritten: onProgress })
    this.#effects = new RunEffects(task, { store, storeWait, signal: this.#abort.signal, onRevoked: () => this.revoke(false) })
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
      await this.#progress.last()
      return came
    } finally {
      this.#isOver = true
      this.#timers.forEach(clearTimeout)
      this.#progress.stop()
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
    const stack = stackBehind(error)
    return { kind: 'failed', fault, ...(stack === undefined ? {} : { stack }) }
  }

  #context(): TaskContext {
    const { _id: taskId, tenantId, tries, owner = '' } = this.#task
    const { signal } = this.#abort
    const outside = { breakers: this.#store.breakers, settings: this.#settings.breaker, caller: `${owner} ${taskId}`, signal, log: this.#log }
    return {
      taskId, tenantId, isPlatform: tenantId === PLATFORM_TENANT, attempt: tries + 1, signal, log: this.#log, deps: this.#deps, store: this.#store,
      progress: (done, total, note, stage) => this.#progress.note(done, total, note, stage),
      once: (key, effect) => this.#effects.once(key, effect),
      passNoReturn: () => this.#effects.passNoReturn(),
      outside: (service, call, isAway) => callOutside(outside, service, call, isAway),
      onKill: (kill) => { this.#kills.push(kill) },
    }
  }
}
