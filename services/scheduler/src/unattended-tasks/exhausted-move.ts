import type { TaskMove, TaskRecord } from '@chasqui/mongo/tasks'
import { workerErrors } from '@chasqui/worker'

/** What becomes of a task whose message the broker gave up: nothing while a worker holds it or after it has moved on, and it is no failure when somebody wants it stopped. Pure. */
export function exhaustedMove(task: TaskRecord, detail: string, now: Date): TaskMove | undefined {
  const isHanded = task.state === 'PENDING' && task.inFlight === true
  const isDropped = task.state === 'STARTED' && task.leaseUntil !== undefined && task.leaseUntil <= now
  if (!isHanded && !isDropped) return undefined
  const move = { tenantId: task.tenantId, taskId: task._id, expect: { state: task.state, version: task.version, epoch: task.epoch } }
  if (task.cancelRequested) return { ...move, to: 'REVOKED' }
  const { code, message, hint, retry } = workerErrors.fault('DELIVERIES_EXHAUSTED', { detail })
  return { ...move, to: 'FAILURE', set: { error: { code, message, hint, retryable: retry } } }
}
