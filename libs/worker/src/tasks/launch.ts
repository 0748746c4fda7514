import { v7 as uuidv7 } from 'uuid'
import { control, queueOf } from '@chasqui/contracts'
import type { NewTask, TaskRecord, TaskTypeRecord } from '@chasqui/mongo/tasks'
import type { TraceHeaders } from '@chasqui/telemetry'
import type { Deps, TaskDeps } from '../deps.ts'
import { sayTaskFact } from './say-fact.ts'

export type Launch = {
  type: Pick<TaskTypeRecord, '_id' | 'lane' | 'retries'>
  tenantId: string
  params: Record<string, unknown>
  /** Name of the key, or the service. */
  by: string
  /** Chosen before by a caller who may repeat the launch; a new one when absent. */
  taskId?: string | undefined
  trace?: TraceHeaders | undefined
} & { [K in 'priority' | 'eta' | 'expiresAt' | 'uniqueKey' | 'idempotencyKey' | 'scheduleId' | 'nominalAt' | 'retryOf']?: NewTask[K] }

/**
 * Puts a task on record: from then on it is kept, whatever becomes of the broker. The hint makes it quick, the schedulers make it certain.
 * @returns the task, or the one that stands for the same id or unique key
 */
export async function launch(deps: TaskDeps<'tasks'>, asked: Launch): Promise<{ task: TaskRecord; existed: boolean }> {
  const launched = await deps.taskStore.tasks.insert(newTaskOf(asked))
  if (!launched.existed) announceLaunched(deps, [launched.task])
  return launched
}

/** Many at once, without unique keys. @returns the ids in the order of what was asked, and which of them were there before */
export async function launchMany(deps: TaskDeps<'tasks'>, asked: readonly Launch[]): Promise<{ ids: string[]; existed: Set<string> }> {
  const tasks = asked.map(newTaskOf)
  const put = await deps.taskStore.tasks.insertAll(tasks)
  announceLaunched(deps, put.filter(({ existed }) => !existed).map(({ task }) => task))
  return { ids: tasks.map(({ _id }) => _id), existed: new Set(put.filter(({ existed }) => existed).map(({ task }) => task._id)) }
}

export function newTaskOf({ type, tenantId, params, by, taskId, trace, ...rest }: Launch): NewTask {
  return {
    _id: taskId ?? uuidv7(), tenantId, type: type._id, lane: type.lane, queue: queueOf(type._id, type.lane), params, maxAttempts: type.retries.maxRetries + 1, createdBy: by,
    traceparent: trace?.traceparent, ...rest,
  }
}

/** Says that tasks came. Nothing depends on it. */
export function announceLaunched(deps: Pick<Deps, 'service' | 'bus' | 'log'>, tasks: readonly TaskRecord[]): void {
  const arrivals = new Map(tasks.filter((task) => task.waiting).map(({ queue, tenantId }) => [`${queue} ${tenantId}`, { queue, tenantId }]))
  for (const { queue, tenantId } of arrivals.values()) deps.bus.hint(control.queue(queue), tenantId)
  for (const task of tasks) sayTaskFact(deps, 'launched', task)
}
