import type { Principal } from '@chasqui/http'
import type { TaskRecord } from '@chasqui/mongo/tasks'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { scopeOf } from '../scope.ts'

/** The task, or TASK_NOT_FOUND: of another tenant it is as if it did not exist. */
export async function taskOf({ taskStore }: Pick<GatewayContext, 'taskStore'>, principal: Principal, taskId: string): Promise<TaskRecord> {
  const task = await taskStore.tasks.find(scopeOf(principal), taskId)
  if (!task) throw errors.fault('TASK_NOT_FOUND', { detail: taskId })
  return task
}
