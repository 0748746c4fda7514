import type { Fault } from '@chasqui/errors'
import type { TaskStore } from '@chasqui/mongo/tasks'
import type { Logger } from '@chasqui/telemetry'
import type { Deps } from '../deps.ts'

/** What an effect outside the record is given, so that the other side can tell a repetition and refuse a late one. */
export type EffectGuard = {
  /** The same for every run of the same effect: send it as an idempotency key where the other side takes one. */
  effectId: string
  /** Higher in every later run. */
  epoch: number
  /** An earlier run began the effect and did not say how it ended: ask the other side before doing it again. */
  mayHaveHappened: boolean
  signal: AbortSignal
}

/** What a task is given to work with. */
export type TaskContext = {
  taskId: string
  tenantId: string
  /** The tenant is the platform's own: the task works on every tenant's data. */
  isPlatform: boolean
  /** 1 for the first try. */
  attempt: number
  /** Fires at the soft limit, when somebody revokes the task, when the lease is lost, and when the process stops. */
  signal: AbortSignal
  /** A line with task, tenant and trace in it. */
  log: Logger
  deps: Deps
  store: TaskStore
  /** Shows how far it is; written at most once a second. */
  progress: (done: number, total?: number, note?: string, stage?: string) => void
  /**
   * Does something outside the record once: its result is kept under the key, and a later run of the task gets it instead of doing it again.
   * @throws when the task was told to stop, or this worker is late: then nothing was done
   */
  once: <T>(key: string, effect: (guard: EffectGuard) => Promise<T>) => Promise<T>
  /**
   * From here on nobody can stop the task.
   * @throws when somebody has asked to stop it
   */
  passNoReturn: () => Promise<void>
  /**
   * Calls an outside service under its breaker: after some failures in a row it is left in peace for a while, and the tasks that need it wait without using up tries.
   * @param isAway which failures say that the service is away; default: those that may be tried again
   */
  outside: <T>(service: string, call: (signal: AbortSignal) => Promise<T>, isAway?: (fault: Fault) => boolean) => Promise<T>
  /** Runs when the task must end now (`terminate`, the hard limit): kills what it started. */
  onKill: (kill: () => void) => void
}
