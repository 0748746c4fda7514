import type { Document, Filter, UpdateFilter } from 'mongodb'
import { FINAL_TASK_STATES, isLegalTaskMove, type TaskState, type TaskSubstate } from '@chasqui/contracts'
import { ATTEMPTS_KEPT } from '../items/item.ts'
import type { TaskAttempt, TaskRecord } from './task-record.ts'

/** One conditional move of one task; nothing is written when the condition does not hold. */
export type TaskMove = {
  tenantId: string
  taskId: string
  expect: {
    state: TaskState
    epoch?: number
    release?: number
    version?: number
    substate?: TaskSubstate
    /** Only a lease that ended before. */
    leaseBefore?: Date
    /** Only while it can still be stopped. */
    stoppable?: true
    /** Only while nobody has asked to stop it. */
    notCancelled?: true
  }
  to: TaskState
  set?: Partial<Omit<TaskRecord, '_id' | 'tenantId' | 'type' | 'state' | 'attempts' | 'version' | 'endedAt' | 'keepUntil'>>
  unset?: (keyof TaskRecord)[]
  count?: { tries?: number; crashes?: number }
  attempt?: TaskAttempt
}

export type TaskMoveResult = { kind: 'moved' } | { kind: 'refused'; standing: TaskRecord } | { kind: 'unknown' }

/** Absent on a task at its end: what is not indexed any more, and what says nothing any more. */
const MOVING_FIELDS = ['open', 'waiting', 'inFlight', 'dueAt', 'deferred', 'waitsFor', 'owner', 'leaseUntil', 'activeKey', 'plan', 'substate'] as const satisfies (keyof TaskRecord)[]

/** Under which condition a move is written. Pure. */
export function filterOf({ tenantId, taskId, expect }: TaskMove): Filter<TaskRecord> {
  return {
    _id: taskId, tenantId, state: expect.state,
    ...(expect.epoch === undefined ? {} : { epoch: expect.epoch }),
    ...(expect.release === undefined ? {} : { released: expect.release }),
    ...(expect.version === undefined ? {} : { version: expect.version }),
    ...(expect.substate === undefined ? {} : { substate: expect.substate }),
    ...(expect.leaseBefore === undefined ? {} : { leaseUntil: { $lt: expect.leaseBefore } }),
    ...(expect.stoppable === undefined ? {} : { noReturn: { $exists: false } }),
    ...(expect.notCancelled === undefined ? {} : { cancelRequested: { $exists: false } }),
  }
}

/**
 * What a move writes. Pure.
 * @throws when no task may go that way
 */
export function updateOf(move: TaskMove, mark: string, now: Date, keepMs: number): UpdateFilter<TaskRecord> {
  if (!isLegalTaskMove(move.expect.state, move.to)) throw new Error(`a task never goes from ${move.expect.state} to ${move.to}`)
  const isEnd = FINAL_TASK_STATES.has(move.to)
  const update: Document = { $set: { ...move.set, state: move.to, movedBy: mark, movedAt: now, ...(isEnd ? { endedAt: now, keepUntil: new Date(now.getTime() + keepMs) } : {}) }, $inc: { version: 1, ...move.count } }
  const unset = new Set<keyof TaskRecord>([...(isEnd ? MOVING_FIELDS : []), ...move.unset ?? []])
  for (const key of Object.keys(move.set ?? {})) unset.delete(key as keyof TaskRecord)
  if (unset.size > 0) update.$unset = Object.fromEntries([...unset].map((key) => [key, '']))
  if (move.attempt) update.$push = { attempts: { $each: [move.attempt], $slice: -ATTEMPTS_KEPT } }
  return update as UpdateFilter<TaskRecord>
}
