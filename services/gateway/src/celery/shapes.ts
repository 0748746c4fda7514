import { z } from 'zod'
import type { TaskRecord, TaskTypeRecord } from '@chasqui/mongo/tasks'
import type { StatsView } from '../tasks/stats-view.ts'

/** What Celery's result backend says of an id that it does not know, and of a task that has not begun: the two look the same. */
const PENDING_INFO = 'Task is waiting to be processed or does not exist'

const ParameterView = z.object({
  type: z.string(), required: z.boolean(), default: z.unknown().optional(), min: z.number().optional(), max: z.number().optional(), description: z.string().optional(),
})

export const CatalogueView = z.array(z.object({ task_type: z.string(), name: z.string(), description: z.string(), parameters: z.record(z.string(), ParameterView) })).meta({ id: 'CeleryTaskTypes' })

/** A type as the old catalogue had it. Pure. */
export function catalogueEntry({ _id, description, params }: Pick<TaskTypeRecord, '_id' | 'description' | 'params'>): z.infer<typeof CatalogueView>[number] {
  const required = new Set(params['required'] as string[] | undefined)
  const properties = (params['properties'] ?? {}) as Record<string, Record<string, unknown>>
  return {
    task_type: _id, name: nameOf(_id), description,
    parameters: Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, {
      type: typeOf(schema), required: required.has(name),
      ...('default' in schema ? { default: schema['default'] } : {}), ...boundOf('min', schema['minimum']), ...boundOf('max', schema['maximum']),
      ...descriptionOf(schema),
    }])),
  }
}

/** `books.export_all_tenants` → `Export All Tenants` */
function nameOf(type: string): string {
  return type.slice(type.indexOf('.') + 1).split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ')
}

function typeOf(schema: Record<string, unknown>): string {
  if (typeof schema['type'] === 'string') return schema['type']
  return Array.isArray(schema['enum']) ? 'string' : 'object'
}

/** The old catalogue has no place for choices; they stand in the text. */
function descriptionOf({ description, enum: choices }: Record<string, unknown>): { description?: string } {
  const parts = [...(typeof description === 'string' ? [description] : []), ...(Array.isArray(choices) ? [`one of ${choices.join(', ')}`] : [])]
  return parts.length > 0 ? { description: parts.join('; ') } : {}
}

/** zod says of an unbounded integer that it is a safe one; that is no bound of the task. */
function boundOf(name: 'min' | 'max', bound: unknown): { min?: number; max?: number } {
  return typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER ? { [name]: bound } : {}
}

const CELERY_STATES = ['PENDING', 'STARTED', 'RETRY', 'SUCCESS', 'FAILURE', 'REVOKED'] as const

export const StatusView = z.object({
  task_id: z.string(), status: z.enum(CELERY_STATES), result: z.unknown().describe('of a task that succeeded'), error: z.string().nullable(), traceback: z.string().nullable(),
  meta: z.record(z.string(), z.unknown()).nullable().describe('`info` while it is not at its end'),
}).meta({ id: 'CeleryTaskStatus' })
type Status = z.infer<typeof StatusView>

/** A task as Celery's result backend showed it; undefined: an id that is not known. Pure. */
export function statusView(taskId: string, task: TaskRecord | undefined): Status {
  const bare: Status = { task_id: taskId, status: 'PENDING', result: null, error: null, traceback: null, meta: null }
  switch (task?.state) {
    case undefined: case 'PENDING': return { ...bare, meta: { info: PENDING_INFO } }
    case 'STARTED': return { ...bare, status: 'STARTED', meta: { info: { ...task.progress, ...(task.worker === undefined ? {} : { worker: task.worker }), ...(task.substate === undefined ? {} : { substate: task.substate }) } } }
    case 'RETRY': return { ...bare, status: 'RETRY', meta: { info: task?.error?.message ?? 'it is tried again' } }
    case 'SUCCESS': return { ...bare, status: 'SUCCESS', result: task?.result ?? null }
    case 'FAILURE': return { ...bare, status: 'FAILURE', error: task?.error?.message ?? 'it failed', traceback: task?.error?.stack ?? `${task?.error?.code ?? 'UNEXPECTED'}: ${task?.error?.message ?? ''}` }
    case 'REVOKED': return { ...bare, status: 'REVOKED' }
    case 'EXPIRED': return { ...bare, status: 'REVOKED', meta: { info: 'Task was not started in time', substate: 'expired' } }
  }
}

export const LaunchedView = z.object({ task_id: z.string(), task_type: z.string(), status: z.literal('PENDING'), message: z.string() }).meta({ id: 'CeleryTaskLaunched' })
export const RevokedView = z.object({ task_id: z.string(), status: z.literal('revoked'), terminate: z.boolean(), message: z.string() }).meta({ id: 'CeleryTaskRevoked' })

const Request = z.object({ id: z.string(), name: z.string(), args: z.array(z.unknown()), kwargs: z.record(z.string(), z.unknown()) })

export const CeleryStatsView = z.object({
  active_tasks: z.record(z.string(), z.array(Request)), scheduled_tasks: z.record(z.string(), z.array(Request)), registered_tasks: z.array(z.string()),
  worker_stats: z.record(z.string(), z.object({ total: z.record(z.string(), z.int()), pool: z.object({ 'max-concurrency': z.int(), processes: z.array(z.int()) }) })),
}).meta({ id: 'CeleryStats' })

/** What waits for its time waits with no worker. */
const NO_WORKER = 'scheduler'

/** Pure. @param params of the active and scheduled tasks */
export function celeryStats({ active, scheduled, registered, workers }: StatsView, params: ReadonlyMap<string, Record<string, unknown>>): z.infer<typeof CeleryStatsView> {
  const requestOf = ({ task_id: id, type }: { task_id: string; type: string }): z.infer<typeof Request> => ({ id, name: type, args: [], kwargs: params.get(id) ?? {} })
  const live = Object.fromEntries(workers.map(({ id }) => [id, [] as z.infer<typeof Request>[]]))
  for (const one of active) (live[one.worker ?? NO_WORKER] ??= []).push(requestOf(one))
  return {
    active_tasks: live, scheduled_tasks: scheduled.next.length === 0 ? {} : { [NO_WORKER]: scheduled.next.map(requestOf) }, registered_tasks: registered,
    worker_stats: Object.fromEntries(workers.map(({ id, totals, slots, pid }) => [id, { total: totals, pool: { 'max-concurrency': slots, processes: [pid] } }])),
  }
}
