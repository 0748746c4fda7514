import type { Lane, TaskProgress, TaskState, TaskSubstate } from '@chasqui/contracts'

/** One run of a task by one worker. */
export type TaskAttempt = {
  /** 1 for the first try; runs that used up no try (deferred, worker lost) have the number of the try that they did not use. */
  n: number
  epoch: number
  worker: string
  startedAt: Date
  endedAt: Date
  outcome: 'success' | 'retry' | 'failure' | 'revoked' | 'deferred' | 'lost' | 'children' | 'handed back'
  code?: string
  message?: string
  stack?: string
}

export type TaskError = { code: string; message: string; hint?: string; stack?: string; retryable: boolean }

/** A child as its parent planned it, and what it is called among its siblings. */
export type PlannedChild = { _id: string; tenantId: string; type: string; queue: string; lane: Lane; params: Record<string, unknown>; maxAttempts: number; label?: string }

/** Children are counted by their number, so that one that ends twice counts once. */
export type ChildCount = { total: number; ended: number[]; failed: number[] }

/** Why a task that could run does not: it holds no slot meanwhile, and no try is used up. */
export type Deferral = { code: string; message: string; until: Date }

/**
 * A task: the one place where its state is kept.
 *
 * `waiting`, `inFlight`, `dueAt`, `leaseUntil` and `open` exist only to be indexed and are absent otherwise, so their indexes stay as small as what
 * moves, whatever the number of tasks on record.
 */
export type TaskRecord = {
  _id: string
  tenantId: string
  type: string
  /** `<namespace>_<lane>`: whose workers run it. */
  queue: string
  lane: Lane
  params: Record<string, unknown>
  /** 0 to 9; the higher goes first among those of its tenant in its queue. */
  priority: number
  state: TaskState
  substate?: TaskSubstate
  /** Not at its end. */
  open?: true
  /** To be handed over when its queue has room. */
  waiting?: true
  /** Handed over to the broker, or at work. */
  inFlight?: true
  /** Not to be handed over before: an ETA, a retry, a deferral. */
  dueAt?: Date
  deferred?: Deferral
  /** It stands in the line of this scope, whose places were taken or whose rate was used up, `since` it first found that; until `until` nobody of its lane passes it. */
  waitsFor?: { scope: string; since: Date; until: Date }
  /** How often it was handed over: an older hand-over is void. */
  released: number
  /** Tries that failed. */
  tries: number
  maxAttempts: number
  /** Workers that died with it in hand. */
  crashes: number
  /** Raised by every claim: a late worker's write names an old one and matches nothing. */
  epoch: number
  owner?: string
  worker?: string
  leaseUntil?: Date
  /** Past it nobody can stop the task any more. */
  noReturn?: true
  cancelRequested?: { at: Date; by: string; terminate: boolean }
  progress?: TaskProgress
  result?: unknown
  error?: TaskError
  attempts: TaskAttempt[]
  eta?: Date
  expiresAt?: Date
  /** Present while it is open: no second task with the same key beside it. */
  activeKey?: string
  uniqueKey?: string
  /** The Idempotency-Key of the request that launched it. */
  idempotencyKey?: string
  parentId?: string
  childNo?: number
  /** What it is called among its siblings, such as the name of its company. */
  label?: string
  children?: ChildCount
  /** Children that are still to be put on record. */
  plan?: PlannedChild[]
  scheduleId?: string
  nominalAt?: Date
  /** The task, or the dead letter, that this one tries again. */
  retryOf?: string
  /** As which this one is tried again. Of one that failed its dead letter says that, which can be retried too. */
  retryAs?: string
  createdBy: string
  createdAt: Date
  startedAt?: Date
  endedAt?: Date
  movedAt: Date
  movedBy?: string
  traceparent?: string
  version: number
  /** When the record may be removed; set at its end. */
  keepUntil?: Date
}

export type NewTask = Pick<TaskRecord, '_id' | 'tenantId' | 'type' | 'queue' | 'lane' | 'params' | 'maxAttempts' | 'createdBy'>
  & { [K in 'priority' | 'eta' | 'expiresAt' | 'uniqueKey' | 'idempotencyKey' | 'parentId' | 'childNo' | 'label' | 'scheduleId' | 'nominalAt' | 'retryOf' | 'traceparent']?: TaskRecord[K] | undefined }

/** The number of the try that runs, ran last, or will run next once it has started; 0 before the first. */
export function attemptNumber({ startedAt, tries, state, maxAttempts }: Pick<TaskRecord, 'startedAt' | 'tries' | 'state' | 'maxAttempts'>): number {
  if (!startedAt) return 0
  return state === 'FAILURE' || state === 'RETRY' ? Math.max(1, tries) : Math.min(tries + 1, maxAttempts)
}

export const DEFAULT_PRIORITY = 5

/** A task as it is put on record: it waits for room, or for its time. Pure. */
export function recordOf(task: NewTask, now: Date): TaskRecord {
  const { priority = DEFAULT_PRIORITY, eta, ...rest } = task
  return {
    ...withoutUndefined(rest), priority, state: 'PENDING', open: true, ...(eta && eta > now ? { eta, dueAt: eta } : { waiting: true, ...(eta ? { eta } : {}) }),
    ...(task.uniqueKey === undefined ? {} : { activeKey: `${task.tenantId} ${task.type} ${task.uniqueKey}` }),
    released: 0, tries: 0, crashes: 0, epoch: 0, attempts: [], createdAt: now, movedAt: now, version: 0,
  }
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> }
}

/** Absent on a task that is in nobody's hands. */
export const RUN_FIELDS = ['owner', 'leaseUntil', 'worker', 'inFlight'] as const satisfies (keyof TaskRecord)[]

/** Absent on a task that waits for another run. It was started in time: from then on it does not expire. */
export const RUN_AND_EXPIRY_FIELDS = [...RUN_FIELDS, 'expiresAt'] as const satisfies (keyof TaskRecord)[]
