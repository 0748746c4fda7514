import { z } from 'zod'
import type { TaskState } from '@chasqui/contracts'
import type { TaskRecord, TaskTypeRecord, TaskWorkerRecord } from '@chasqui/mongo'

/** The shapes that clients of the old API read, to the letter: more fields would break those that compare, fewer those that look. */

const ParameterView = z.object({
  type: z.string(), required: z.boolean(), default: z.unknown().optional(), min: z.number().optional(), max: z.number().optional(), description: z.string().optional(),
})

export const CeleryTypeView = z.object({ task_type: z.string(), name: z.string(), description: z.string(), parameters: z.record(z.string(), ParameterView) }).meta({ id: 'CeleryTaskType' })
export type CeleryTypeView = z.infer<typeof CeleryTypeView>

type Property = { type?: string | string[]; anyOf?: Property[]; enum?: unknown[]; const?: unknown; default?: unknown; minimum?: number; maximum?: number; description?: string }

/** A task type as the old catalogue had it. Pure. */
export function celeryTypeView({ _id, description, params }: Pick<TaskTypeRecord, '_id' | 'description' | 'params'>): CeleryTypeView {
  const { properties = {}, required = [] } = params as { properties?: Record<string, Property>; required?: string[] }
  return {
    task_type: _id, name: titleOf(_id), description,
    parameters: Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, parameterOf(property, required.includes(name))])),
  }
}

function titleOf(type: string): string {
  return type.slice(type.indexOf('.') + 1).split('_').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join(' ')
}

function parameterOf(property: Property, required: boolean): z.infer<typeof ParameterView> {
  const { default: standard, minimum, maximum } = property
  const description = [property.description, property.enum ? `one of ${property.enum.join(', ')}` : undefined].filter((part) => part !== undefined).join('; ')
  return {
    type: typeNameOf(property), required,
    ...(standard === undefined ? {} : { default: standard }), ...(isBound(minimum) ? { min: minimum } : {}), ...(isBound(maximum) ? { max: maximum } : {}), ...(description === '' ? {} : { description }),
  }
}

function typeNameOf({ type, anyOf, enum: values, const: value }: Property): string {
  if (Array.isArray(type)) return type.find((one) => one !== 'null') ?? 'string'
  if (type !== undefined) return type
  if (anyOf?.[0]) return typeNameOf(anyOf[0])
  return typeof (values?.[0] ?? value ?? '') === 'number' ? 'number' : 'string'
}

/** Integers of a schema are bounded by what a double can hold; that says nothing to a person. */
function isBound(bound: number | undefined): bound is number {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER
}

export const CELERY_STATES = ['PENDING', 'STARTED', 'RETRY', 'SUCCESS', 'FAILURE', 'REVOKED'] as const

export const CeleryStatusView = z.object({
  task_id: z.string(), status: z.enum(CELERY_STATES), result: z.unknown().nullable(), error: z.string().nullable(), traceback: z.string().nullable(), meta: z.object({ info: z.string() }).nullable(),
}).meta({ id: 'CeleryTaskStatus' })
export type CeleryStatusView = z.infer<typeof CeleryStatusView>

/** A task as the old clients poll it; one that is not known, or not theirs, is PENDING as it always was. Pure. */
export function celeryStatusView(taskId: string, task: TaskRecord | null): CeleryStatusView {
  const nothing = { task_id: taskId, result: null, error: null, traceback: null, meta: null }
  if (!task) return { ...nothing, status: 'PENDING', meta: { info: 'Task is waiting to be executed or does not exist' } }
  const status = celeryStateOf(task)
  switch (status) {
    case 'SUCCESS': return { ...nothing, status, result: task.result ?? null }
    case 'FAILURE': return { ...nothing, status, error: task.error?.message ?? 'The task failed', traceback: task.error?.stack ?? `${task.error?.code ?? 'UNEXPECTED'}: ${task.error?.message ?? ''}` }
    case 'RETRY': return { ...nothing, status, error: task.error?.message ?? null, meta: { info: `Waiting to be tried again${task.dueAt ? ` at ${task.dueAt.toISOString()}` : ''}` } }
    case 'REVOKED': return { ...nothing, status, meta: { info: task.state === 'EXPIRED' ? 'Task was not started in time' : 'Task was revoked' } }
    case 'STARTED': return { ...nothing, status, meta: { info: progressOf(task) } }
    case 'PENDING': return { ...nothing, status, meta: { info: task.deferred?.message ?? 'Task is waiting to be executed' } }
  }
}

function celeryStateOf({ state, substate }: Pick<TaskRecord, 'state' | 'substate'>): (typeof CELERY_STATES)[number] {
  if (state === 'EXPIRED') return 'REVOKED'
  // A parent that is about to join its children has long begun.
  return state === 'PENDING' && substate === 'joining' ? 'STARTED' : state satisfies TaskState
}

function progressOf({ progress, substate, children }: TaskRecord): string {
  if (substate === 'revoking') return 'Task is being stopped'
  if (children) return `${children.ended.length} of ${children.total} tasks have ended`
  if (!progress) return 'Task is running'
  const { done, total, note } = progress
  return [total === undefined ? String(done) : `${done} of ${total}`, note].filter((part) => part !== undefined).join(': ')
}

const CeleryTaskView = z.object({ id: z.string(), name: z.string(), args: z.array(z.unknown()), kwargs: z.record(z.string(), z.unknown()) })

export const CeleryStatsView = z.object({
  active_tasks: z.record(z.string(), z.array(CeleryTaskView)), scheduled_tasks: z.record(z.string(), z.array(CeleryTaskView)), registered_tasks: z.array(z.string()),
  worker_stats: z.record(z.string(), z.object({ total: z.record(z.string(), z.int()), pool: z.object({ 'max-concurrency': z.int(), processes: z.array(z.int()) }) })),
}).meta({ id: 'CeleryStats' })
export type CeleryStatsView = z.infer<typeof CeleryStatsView>

/** Who keeps what waits for its time: no worker does, so its name stands where a worker's stood. */
const KEEPER = 'scheduler'

/** The statistics as Celery's inspection gave them. Pure. */
export function celeryStatsView(workers: readonly TaskWorkerRecord[], types: readonly string[], active: readonly TaskRecord[], scheduled: readonly TaskRecord[]): CeleryStatsView {
  const view = ({ _id, type, params }: TaskRecord) => ({ id: _id, name: type, args: [], kwargs: params })
  return {
    active_tasks: Object.fromEntries(workers.map(({ _id }) => [_id, active.filter(({ worker }) => worker === _id).map(view)])),
    scheduled_tasks: { [KEEPER]: scheduled.map(view) },
    registered_tasks: [...types].sort(),
    worker_stats: Object.fromEntries(workers.map(({ _id, totals, slots, pid }) => [_id, { total: totals, pool: { 'max-concurrency': slots, processes: [pid] } }])),
  }
}
