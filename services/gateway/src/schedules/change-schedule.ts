import type { FastifyRequest } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import { InvalidInput, type Principal } from '@chasqui/http'
import type { ScheduleRecord } from '@chasqui/mongo'
import { checkCron } from '@chasqui/schedules'
import { launch } from '@chasqui/worker'
import { noteDeed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { isPlatform, scopeOf } from '../scope.ts'
import { checkedParams, typeToLaunch, type Launched } from '../tasks/launch-task.ts'
import { scheduleView, type ChangeSchedule, type CreateSchedule } from './views.ts'

/** The schedule, or SCHEDULE_NOT_FOUND: of another tenant it is as if it did not exist. */
export async function scheduleOf({ taskStore }: GatewayContext, principal: Principal, id: string): Promise<ScheduleRecord> {
  const schedule = await taskStore.schedules.find(scopeOf(principal), id)
  if (!schedule) throw errors.fault('SCHEDULE_NOT_FOUND', { detail: id })
  return schedule
}

/**
 * That a schedule can fire and launch what it says.
 * @throws VALIDATION_FAILED, TASK_TYPE_UNKNOWN, TASK_PLATFORM_ONLY, FORBIDDEN, REPLAY_FOREIGN
 */
async function check(context: GatewayContext, principal: Principal, { type, params, cron, zone, tenantId }: Pick<ScheduleRecord, 'type' | 'params' | 'cron' | 'zone' | 'tenantId'>): Promise<void> {
  const problem = checkCron(cron, zone)
  if (problem) throw new InvalidInput([{ field: problem.field, message: problem.why, code: 'never_fires' }])
  checkedParams(await typeToLaunch(context, principal, type), params, tenantId)
}

/** @throws SCHEDULE_EXISTS and what `check` throws */
export async function createSchedule(context: GatewayContext, request: FastifyRequest, body: z.infer<typeof CreateSchedule>, chosenId: string): Promise<ScheduleRecord> {
  const { principal } = request
  const { id, ...rest } = body
  // Ids are of the whole installation: a tenant that could choose would learn those of the others.
  if (id !== undefined && !isPlatform(principal)) throw new InvalidInput([{ field: 'id', message: 'is chosen by those who run the installation only; leave it out', code: 'forbidden' }])
  await check(context, principal, { ...rest, tenantId: principal.tenantId })
  const now = new Date()
  const schedule: ScheduleRecord = { _id: id ?? chosenId, ...rest, tenantId: principal.tenantId, firedUpTo: now, createdBy: principal.keyId, createdAt: now, updatedAt: now, version: 0 }
  if (!await context.taskStore.schedules.insert(schedule)) {
    const there = await context.taskStore.schedules.find(principal.tenantId, schedule._id)
    // The same request once more, after its first attempt died half-way.
    if (id === undefined && there) return there
    throw errors.fault('SCHEDULE_EXISTS', { detail: schedule._id })
  }
  await noteDeed(context, request, { action: 'schedule.create', target: { kind: 'schedule', id: schedule._id }, after: scheduleView(schedule) })
  return schedule
}

type Change = Omit<z.infer<typeof ChangeSchedule>, 'version'>

/** @throws SCHEDULE_CHANGED and what `check` throws */
export async function changeSchedule(context: GatewayContext, request: FastifyRequest, schedule: ScheduleRecord, asked: Change, action = 'schedule.change', reason?: string): Promise<ScheduleRecord> {
  const change = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Partial<ScheduleRecord>
  const wanted = { ...schedule, ...change }
  if (change.type !== undefined || change.params !== undefined || change.cron !== undefined || change.zone !== undefined) await check(context, request.principal, wanted)
  // What lies before the change was not meant by it: no firing of a pause, or by the new time, is made up for.
  const isRetimed = change.cron !== undefined || change.zone !== undefined || (change.enabled === true && !schedule.enabled)
  const after = await context.taskStore.schedules.change(schedule, { ...change, ...(isRetimed ? { firedUpTo: new Date() } : {}) }, request.principal.keyId)
  if (!after) throw errors.fault('SCHEDULE_CHANGED', { detail: schedule._id })
  await noteDeed(context, request, { action, tenantId: schedule.tenantId, target: { kind: 'schedule', id: schedule._id }, reason, before: scheduleView(schedule), after: scheduleView(after) })
  return after
}

/** @throws SCHEDULE_DECLARED, SCHEDULE_CHANGED */
export async function removeSchedule(context: GatewayContext, request: FastifyRequest, schedule: ScheduleRecord): Promise<void> {
  if (schedule.declaredBy !== undefined) throw errors.fault('SCHEDULE_DECLARED', { detail: `${schedule._id} of ${schedule.declaredBy}` })
  if (!await context.taskStore.schedules.remove(schedule)) throw errors.fault('SCHEDULE_CHANGED', { detail: schedule._id })
  await noteDeed(context, request, { action: 'schedule.remove', tenantId: schedule.tenantId, target: { kind: 'schedule', id: schedule._id }, before: scheduleView(schedule) })
}

/**
 * Fires a schedule now, whatever its time and whether it is paused.
 * @param taskId chosen before, so that a repetition fires once
 */
export async function runSchedule(context: GatewayContext, request: FastifyRequest, schedule: ScheduleRecord, taskId = uuidv7()): Promise<Launched> {
  const { principal, trace } = request
  const type = await typeToLaunch(context, principal, schedule.type)
  const params = checkedParams(type, schedule.params, schedule.tenantId)
  const now = new Date()
  const firing = { scheduleId: schedule._id, nominalAt: now, isManual: true as const }
  await context.taskStore.schedules.fire({ ...firing, tenantId: schedule.tenantId, firedAt: now, by: principal.keyId, taskId })
  const launched = await launch(context, context.taskStore, 'gateway', { type, params, tenantId: schedule.tenantId, by: principal.keyId, taskId, scheduleId: schedule._id, nominalAt: now, trace })
  await context.taskStore.schedules.settleFiring(firing, 'launched')
  await noteDeed(context, request, { action: 'schedule.run', tenantId: schedule.tenantId, target: { kind: 'schedule', id: schedule._id }, after: { task: taskId } })
  return { ...launched, note: await context.catalogue.noteOn(type) }
}
