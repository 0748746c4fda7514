import type { FastifyRequest } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import { InvalidInput } from '@chasqui/http'
import type { ScheduleRecord } from '@chasqui/mongo/tasks'
import { noteDeed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import type { Attempt } from '../request/once.ts'
import { isPlatform } from '../scope.ts'
import { checkSchedule } from './check-schedule.ts'
import { showSchedule } from './show-schedule.ts'
import type { CreateSchedule } from './views.ts'

/**
 * Creates a schedule, of a chosen id for those who run the installation. What is refused reserves nothing, so the right request may come under the same key.
 * @throws SCHEDULE_EXISTS and what `checkSchedule` throws
 */
export async function createSchedule(context: GatewayContext, request: FastifyRequest, { id, ...rest }: z.infer<typeof CreateSchedule>, { reserve, reserved }: Pick<Attempt, 'reserve' | 'reserved'>): Promise<ScheduleRecord> {
  const { principal } = request
  const { schedules } = context.taskStore
  // Ids are of the whole installation: a tenant that could choose would learn those of the others.
  if (id !== undefined && !isPlatform(principal)) throw new InvalidInput([{ field: 'id', message: 'is chosen by those who run the installation only; leave it out', code: 'forbidden' }])
  await checkSchedule(context, principal, { ...rest, tenantId: principal.tenantId })
  if (id !== undefined && reserved === undefined && await schedules.find(undefined, id)) throw errors.fault('SCHEDULE_EXISTS', { detail: id })
  const _id = String(reserved?.['id'] ?? id ?? uuidv7())
  await reserve({ id: _id })
  const now = new Date()
  const schedule: ScheduleRecord = { _id, ...rest, tenantId: principal.tenantId, firedUpTo: now, createdBy: principal.keyName, createdAt: now, updatedAt: now, version: 0 }
  if (!await schedules.insert(schedule)) {
    const there = await schedules.find(principal.tenantId, _id)
    // The first attempt at this very request wrote it, and died half-way.
    if (reserved !== undefined && there?.createdBy === principal.keyName) return there
    throw errors.fault('SCHEDULE_EXISTS', { detail: _id })
  }
  await noteDeed(context, request, { action: 'schedule.create', target: { kind: 'schedule', id: _id }, after: await showSchedule(context, schedule) })
  return schedule
}
