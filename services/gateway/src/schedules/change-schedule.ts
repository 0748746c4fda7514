import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Fault } from '@chasqui/errors'
import type { AuditAction } from '@chasqui/mongo'
import type { ScheduleRecord } from '@chasqui/mongo/tasks'
import { withKeptSecrets } from '@chasqui/worker'
import { noteDeed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { scheduleOf } from '../named.ts'
import { checkSchedule } from './check-schedule.ts'
import { showSchedule } from './show-schedule.ts'
import type { ChangeSchedule } from './views.ts'

type Change = Omit<z.infer<typeof ChangeSchedule>, 'version'>

/** @throws SCHEDULE_CHANGED, SCHEDULE_NOT_FOUND and what `checkSchedule` throws */
export async function changeSchedule(context: GatewayContext, request: FastifyRequest, schedule: ScheduleRecord, asked: Change, action: AuditAction = 'schedule.change', reason?: string): Promise<ScheduleRecord> {
  const change = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Partial<ScheduleRecord>
  if (Object.keys(change).length === 0) return schedule
  const type = change.params && await context.catalogue.type(schedule.type)
  // Secrets that came back as they were shown are those that it has.
  if (type && change.params && (change.type ?? type._id) === type._id) change.params = withKeptSecrets(type.params, change.params, schedule.params)
  const wanted = { ...schedule, ...change }
  if (change.type !== undefined || change.params !== undefined || change.cron !== undefined || change.zone !== undefined) await checkSchedule(context, request.principal, wanted)
  // What lies before the change was not meant by it: no firing of a pause, or by the new time, is made up for.
  const isRetimed = change.cron !== undefined || change.zone !== undefined || (change.enabled === true && !schedule.enabled)
  const after = await context.taskStore.schedules.change(schedule, { ...change, ...(isRetimed ? { firedUpTo: new Date() } : {}) }, request.principal.keyName)
  if (!after) throw await wasFaster(context, request, schedule)
  await noteDeed(context, request, { action, tenantId: schedule.tenantId, target: { kind: 'schedule', id: schedule._id }, reason, before: await showSchedule(context, schedule), after: await showSchedule(context, after) })
  return after
}

const SWITCHED_AGAIN = 10

/** Pauses or resumes a schedule, whatever else is changed meanwhile. @throws SCHEDULE_CHANGED only when it is changed all the time, SCHEDULE_NOT_FOUND */
export async function switchSchedule(context: GatewayContext, request: FastifyRequest, enabled: boolean, action: AuditAction, reason: string | undefined): Promise<ScheduleRecord> {
  for (let n = 1, schedule = request.schedule; ; n++) {
    if (schedule.enabled === enabled) return schedule
    try {
      return await changeSchedule(context, request, schedule, { enabled }, action, reason)
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'SCHEDULE_CHANGED' || n === SWITCHED_AGAIN) throw error
      schedule = await scheduleOf(context, request.principal, schedule._id)
    }
  }
}

/** @throws SCHEDULE_DECLARED, SCHEDULE_CHANGED, SCHEDULE_NOT_FOUND */
export async function removeSchedule(context: GatewayContext, request: FastifyRequest, schedule: ScheduleRecord): Promise<void> {
  if (schedule.declaredBy !== undefined) throw errors.fault('SCHEDULE_DECLARED', { detail: `${schedule._id} of ${schedule.declaredBy}` })
  if (!await context.taskStore.schedules.remove(schedule)) throw await wasFaster(context, request, schedule)
  await noteDeed(context, request, { action: 'schedule.remove', tenantId: schedule.tenantId, target: { kind: 'schedule', id: schedule._id }, before: await showSchedule(context, schedule) })
}

/** What somebody else did to the schedule since it was read: changed it, or removed it. @throws SCHEDULE_NOT_FOUND */
async function wasFaster(context: GatewayContext, { principal }: FastifyRequest, { _id }: ScheduleRecord): Promise<Fault> {
  await scheduleOf(context, principal, _id)
  return errors.fault('SCHEDULE_CHANGED', { detail: _id })
}
