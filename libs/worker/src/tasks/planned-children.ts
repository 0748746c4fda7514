import { queueOf } from '@chasqui/contracts'
import type { PlannedChild, TaskRecord, TaskTypeRecord } from '@chasqui/mongo/tasks'
import { workerErrors } from '../errors.ts'
import { repeatableId } from '../repeatable-id.ts'
import type { Child } from './outcome.ts'
import { unkeepable } from './task-params.ts'

/** A record, which holds the plan until the children are on record, is one document of at most 16 MB. */
const MAX_PLAN_BYTES = 8 * 1024 * 1024

/**
 * The children of a parent with all that their records need.
 * @throws TASK_CHILD_UNKNOWN, TASK_CHILD_FOREIGN, TASK_ANSWER_UNKEEPABLE, TASK_CHILDREN_TOO_LARGE
 */
export function plannedChildren(parent: Pick<TaskRecord, '_id' | 'tenantId' | 'startedAt' | 'createdAt'>, isPlatform: boolean, list: readonly Child[], types: ReadonlyMap<string, TaskTypeRecord>): PlannedChild[] {
  // The same child of the same parent is the same task.
  const maker = { key: parent._id, atMs: (parent.startedAt ?? parent.createdAt).getTime() }
  const planned = list.map(({ type: name, params, label, tenantId = parent.tenantId }, childNo) => {
    const type = types.get(name)
    if (!type) throw workerErrors.fault('TASK_CHILD_UNKNOWN', { detail: name })
    if (tenantId !== parent.tenantId && !isPlatform) throw workerErrors.fault('TASK_CHILD_FOREIGN', { detail: name })
    const problem = unkeepable(params)
    if (problem) throw workerErrors.fault('TASK_ANSWER_UNKEEPABLE', { detail: `${name}: ${problem.field} ${problem.message}` })
    return {
      _id: repeatableId(maker, childNo), tenantId, type: name, lane: type.lane, queue: queueOf(name, type.lane), params, maxAttempts: type.retries.maxRetries + 1,
      ...(label === undefined ? {} : { label }),
    }
  })
  const bytes = Buffer.byteLength(JSON.stringify(planned))
  if (bytes > MAX_PLAN_BYTES) throw workerErrors.fault('TASK_CHILDREN_TOO_LARGE', { detail: `${planned.length} children of ${bytes} bytes` })
  return planned
}
