import { batchNamedBy, lacksBooks } from '@chasqui/contracts'
import { InvalidInput, httpErrors, mayDo, type Principal } from '@chasqui/http'
import type { TaskRecord, TaskTypeRecord } from '@chasqui/mongo/tasks'
import type { TraceHeaders } from '@chasqui/telemetry'
import { announceLaunched, checkParams, launch, newTaskOf, type Launch } from '@chasqui/worker'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { batchOf } from '../named.ts'
import { isPlatform, scopeOf } from '../scope.ts'
import { timesOf, type LaunchBody } from './launch-body.ts'

export type Asked = Pick<LaunchBody, 'type' | 'params'> & Partial<Pick<LaunchBody, 'eta' | 'countdown' | 'expires' | 'unique' | 'priority'>>

/**
 * A type that this key may launch.
 * @throws TASK_TYPE_UNKNOWN, TASK_PLATFORM_ONLY, FORBIDDEN
 */
export async function typeToLaunch({ catalogue }: Pick<GatewayContext, 'catalogue'>, principal: Principal, name: string): Promise<TaskTypeRecord> {
  const type = await catalogue.type(name)
  if (!type) throw errors.fault('TASK_TYPE_UNKNOWN', { detail: name, field: 'type' })
  assertMayLaunch(principal, type)
  return type
}

/**
 * That this key may launch a type, through whatever face. Pure.
 * @throws TASK_PLATFORM_ONLY, FORBIDDEN
 */
export function assertMayLaunch(principal: Principal, { _id: name, scope, role }: Pick<TaskTypeRecord, '_id' | 'scope' | 'role'>): void {
  if (scope === 'platform' && !isPlatform(principal)) throw errors.fault('TASK_PLATFORM_ONLY', { detail: name })
  if (!mayDo(principal.role, role)) throw httpErrors.fault('FORBIDDEN', { detail: `${name} needs the role ${role}, the key has ${principal.role}` })
}

/** What whoever launches a task may be refused with, through whatever face. */
export const LAUNCH_FAILS = ['TASK_TYPE_UNKNOWN', 'TASK_PLATFORM_ONLY', 'PLATFORM_HAS_NO_BOOKS', 'REPLAY_FOREIGN', 'BATCH_NOT_FOUND'] as const

/**
 * Parameters as their type wants them, with its defaults. What they name is there: the run would only fail on it.
 * @param tenantId for whom the task is launched
 * @param prefix of the fields that are named; empty when they stand in the body itself
 * @throws VALIDATION_FAILED, with each that is wrong; PLATFORM_HAS_NO_BOOKS, REPLAY_FOREIGN, BATCH_NOT_FOUND
 */
export async function checkedParams(context: Pick<GatewayContext, 'batches'>, type: TaskTypeRecord, given: Record<string, unknown>, tenantId: string, prefix = 'params'): Promise<Record<string, unknown>> {
  if (lacksBooks(type._id, tenantId)) throw errors.fault('PLATFORM_HAS_NO_BOOKS', { detail: type._id })
  const checked = checkParams(type, given, tenantId)
  if (checked.ok) {
    const batchId = batchNamedBy(type._id, checked.params)
    if (batchId !== undefined) await batchOf(context, scopeOf({ tenantId }), batchId)
    return checked.params
  }
  if (checked.problems.some(({ code }) => code === 'foreign')) throw errors.fault('REPLAY_FOREIGN', { detail: String(given['subject']).slice(0, 200), field: fieldIn(prefix, 'subject') })
  throw new InvalidInput(checked.problems.map(({ field, message, code }) => ({ field: fieldIn(prefix, field), message, code })))
}

function fieldIn(prefix: string, field: string): string {
  if (prefix === '') return field
  return field === '(all)' ? prefix : `${prefix}.${field}`
}

/**
 * Checks what a client asks for, and makes the launch of it: for its own tenant, when no other is named. `launchTask` launches it.
 * @throws TASK_TYPE_UNKNOWN, TASK_PLATFORM_ONLY, FORBIDDEN, VALIDATION_FAILED, PLATFORM_HAS_NO_BOOKS, REPLAY_FOREIGN, BATCH_NOT_FOUND
 */
export async function checkLaunch(context: GatewayContext, principal: Principal, asked: Asked, made: { taskId?: string | undefined; trace: TraceHeaders; retryOf?: string; tenantId?: string; idempotencyKey?: string | undefined }): Promise<Launch & { type: TaskTypeRecord }> {
  const type = await typeToLaunch(context, principal, asked.type)
  const tenantId = made.tenantId ?? principal.tenantId
  const params = await checkedParams(context, type, asked.params, tenantId)
  const times = timesOf(asked, new Date())
  if ('field' in times) throw new InvalidInput([times])
  return {
    type, params, by: principal.keyName, ...made, tenantId, eta: times.eta, expiresAt: times.expiresAt, uniqueKey: asked.unique, priority: asked.priority,
  }
}

export type Launched = { task: TaskRecord; existed: boolean; note: string | undefined }

/** Puts it on record, from where it is kept whatever becomes of the broker. */
export async function launchTask(context: GatewayContext, wanted: Launch & { type: TaskTypeRecord }): Promise<Launched> {
  const launched = await put(context, wanted)
  return { ...launched, note: await context.catalogue.noteOn(wanted.type, launched.task) }
}

async function put(context: GatewayContext, wanted: Launch): Promise<{ task: TaskRecord; existed: boolean }> {
  // Who stands for a unique key is told by the store alone, one at a time.
  if (wanted.uniqueKey !== undefined) return launch(context, wanted)
  const put = await context.insertTask(newTaskOf(wanted))
  if (!put.existed) announceLaunched(context, [put.task])
  return put
}
