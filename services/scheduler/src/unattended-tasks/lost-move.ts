import { RUN_FIELDS, RUN_AND_EXPIRY_FIELDS, type TaskMove, type TaskRecord } from '@chasqui/mongo/tasks'
import { workerErrors } from '@chasqui/worker'

/** What becomes of a task whose worker was not heard of: it waits for another, unless somebody wants it stopped or too many have died with it in hand. Pure. */
export function lostMove(task: TaskRecord, { now, crashBudget }: { now: Date; crashBudget: number }): TaskMove {
  const fault = workerErrors.fault('WORKER_LOST', { detail: task.worker ?? 'unknown worker' })
  const move = {
    tenantId: task.tenantId, taskId: task._id, expect: { state: 'STARTED' as const, epoch: task.epoch, version: task.version, leaseBefore: now },
    count: { crashes: 1 }, unset: [...RUN_FIELDS],
    attempt: {
      n: Math.min(task.tries + 1, task.maxAttempts), epoch: task.epoch, worker: task.worker ?? 'unknown', startedAt: task.movedAt, endedAt: now, outcome: 'lost' as const,
      code: fault.code, message: 'the worker was not heard of any more',
    },
  }
  if (task.cancelRequested) return { ...move, to: 'REVOKED' }
  if (task.crashes + 1 < crashBudget) return { ...move, to: 'PENDING', set: { waiting: true }, unset: [...RUN_AND_EXPIRY_FIELDS] }
  return { ...move, to: 'FAILURE', set: { error: { code: fault.code, message: fault.message, hint: fault.hint, retryable: fault.retry } } }
}
