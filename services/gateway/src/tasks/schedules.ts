import type { FastifyRequest } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { InvalidInput, type Principal } from '@chasqui/http'
import type { ScheduleRecord, TaskRecord } from '@chasqui/mongo'
import { checkCron } from '@chasqui/schedules'
import { launchFiring } from '@chasqui/worker'
import { noteDeed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { scopeOf } from '../scope.ts'
import { checkedParams, typeToLaunch } from './launch-task.ts'
import { scheduleView, type ChangeSchedule, type CreateSchedule, type ScheduleView } from './schedule-views.ts'

/** The schedule, or SCHEDULE_NOT_FOUND: of another tenant it is as if it did not exist. */
export async function scheduleOf({ taskStore }: Pick<GatewayContext, 'taskStore'>, principal: Principal, id: string): Promise<ScheduleRecord> {
  const schedule = await taskStore.schedules.find(scopeOf(principal), id)
  if (!schedule) throw errors.fault('SCHEDULE_NOT_FOUND', { detail: id })
  return schedule
}

/** As it is shown, with what a person should know before relying on it. */
export async function shown({ catalogue }: Pick<GatewayContext, 'catalogue'>, schedule: ScheduleRecord): Promise<ScheduleView> {
  const type = await catalogue.type(schedule.type)
  return scheduleView(schedule, type ? await catalogue.noteOn(type) : `No service has announced ${schedule.type} yet: firings are noted and launch nothing`)
}

/** @throws TASK_TYPE_UNKNOWN, TASK_PLATFORM_ONLY, FORBIDDEN, VALIDATION_FAILED */
export async function createSchedule(context: GatewayContext, request: FastifyRequest, asked: CreateSchedule, id: string): Promise<ScheduleRecord> {
  const { tenantId, keyId } = request.principal
  checkTime(asked)
  const params = checkedParams(await typeToLaunch(context, request.principal, asked.type), asked.params)
  const now = new Date()
  const schedule: ScheduleRecord = { _id: id, tenantId, ...asked, params, firedUpTo: now, createdBy: keyId, createdAt: now, updatedAt: now, version: 0 }
  // A repetition of the same request finds its own.
  if (!await context.taskStore.schedules.insert(schedule)) return scheduleOf(context, request.principal, id)
  await noteDeed(context, request, { action: 'schedule.create', target: { kind: 'schedule', id }, after: seen(schedule) })
  return schedule
}

/** @throws SCHEDULE_CHANGED and what `createSchedule` throws */
export async function changeSchedule(context: GatewayContext, request: FastifyRequest, id: string, { version, ...change }: ChangeSchedule): Promise<ScheduleRecord> {
  const before = await scheduleOf(context, request.principal, id)
  if (before.version !== version) throw errors.fault('SCHEDULE_CHANGED', { detail: `it has version ${before.version}, the request names ${version}` })
  const wanted = { ...before, ...defined(change) }
  checkTime(wanted)
  const isLaunchChanged = change.type !== undefined || change.params !== undefined
  const params = isLaunchChanged ? checkedParams(await typeToLaunch(context, request.principal, wanted.type), wanted.params) : before.params
  // Times of the old cron that are over are not the new one's to make up for.
  const isTimeChanged = wanted.cron !== before.cron || wanted.zone !== before.zone
  return write(context, request, before, { ...defined(change), params, ...(isTimeChanged ? { firedUpTo: new Date() } : {}) }, 'schedule.change')
}

/** What passes while it is paused is not made up for when it goes on. */
export async function switchSchedule(context: GatewayContext, request: FastifyRequest, id: string, enabled: boolean, reason: string | undefined): Promise<ScheduleRecord> {
  const before = await scheduleOf(context, request.principal, id)
  if (before.enabled === enabled) return before
  return write(context, request, before, { enabled, ...(enabled ? { firedUpTo: new Date() } : {}) }, enabled ? 'schedule.resume' : 'schedule.pause', reason)
}

async function write(context: GatewayContext, request: FastifyRequest, before: ScheduleRecord, change: Parameters<GatewayContext['taskStore']['schedules']['change']>[1], action: string, reason?: string): Promise<ScheduleRecord> {
  const after = await context.taskStore.schedules.change(before, change, request.principal.keyId)
  if (!after) throw errors.fault('SCHEDULE_CHANGED', { detail: 'somebody else was faster' })
  await noteDeed(context, request, { action, tenantId: before.tenantId, target: { kind: 'schedule', id: before._id }, reason, before: seen(before), after: seen(after) })
  return after
}

/** @throws SCHEDULE_DECLARED, SCHEDULE_CHANGED */
export async function removeSchedule(context: GatewayContext, request: FastifyRequest, id: string): Promise<ScheduleRecord> {
  const before = await scheduleOf(context, request.principal, id)
  if (before.declaredBy !== undefined) throw errors.fault('SCHEDULE_DECLARED', { detail: `${id} is of ${before.declaredBy}` })
  if (!await context.taskStore.schedules.remove(before)) throw errors.fault('SCHEDULE_CHANGED', { detail: 'somebody else was faster' })
  await noteDeed(context, request, { action: 'schedule.remove', tenantId: before.tenantId, target: { kind: 'schedule', id }, before: seen(before) })
  return before
}

/**
 * Fires a schedule by hand: a row in its history and a task, whatever its time, its pause and its last task.
 * @throws TASK_TYPE_UNKNOWN, TASK_PLATFORM_ONLY, FORBIDDEN
 */
export async function fireSchedule(context: GatewayContext, request: FastifyRequest, id: string, fired: { taskId: string; nominalAt: Date }): Promise<TaskRecord> {
  const schedule = await scheduleOf(context, request.principal, id)
  await typeToLaunch(context, request.principal, schedule.type)
  const { schedules, tasks } = context.taskStore
  const firing = { scheduleId: id, tenantId: schedule.tenantId, ...fired, firedAt: new Date(), by: request.principal.keyId, isManual: true as const }
  await schedules.fire(firing)
  const outcome = await launchFiring(context, context.taskStore, schedule, firing, 'gateway')
  await schedules.settleFiring(firing, outcome)
  await noteDeed(context, request, { action: 'schedule.run', tenantId: schedule.tenantId, target: { kind: 'schedule', id }, after: { task_id: fired.taskId } })
  const task = await tasks.find(undefined, fired.taskId)
  if (!task) throw errors.fault('TASK_TYPE_UNKNOWN', { detail: schedule.type })
  return task
}

/** @throws VALIDATION_FAILED: a cron that never fires, a zone that there is none */
function checkTime({ cron, zone }: { cron: string; zone: string }): void {
  const problem = checkCron(cron, zone)
  if (problem) throw new InvalidInput([{ field: problem.field, message: problem.why, code: 'invalid' }])
}

/** A schedule as the audit keeps it. */
function seen({ description, type, params, cron, zone, enabled, misfire, overlap, version }: ScheduleRecord): object {
  return { description, type, params, cron, zone, enabled, misfire, overlap, version }
}

export function newScheduleId(): string {
  return uuidv7()
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> }
}
