import type { Principal } from '@chasqui/http'
import type { ScheduleRecord } from '@chasqui/mongo/tasks'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { scopeOf } from '../scope.ts'

/** The schedule, or SCHEDULE_NOT_FOUND: of another tenant it is as if it did not exist. */
export async function scheduleOf({ taskStore }: GatewayContext, principal: Principal, id: string): Promise<ScheduleRecord> {
  const schedule = await taskStore.schedules.find(scopeOf(principal), id)
  if (!schedule) throw errors.fault('SCHEDULE_NOT_FOUND', { detail: id })
  return schedule
}
