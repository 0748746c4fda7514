import type { z } from 'zod'
import type { ScheduleRecord } from '@chasqui/mongo/tasks'
import type { GatewayContext } from '../context.ts'
import { maskedParams } from '../tasks/masked-params.ts'
import { scheduleView, type ScheduleView } from './views.ts'

/** A schedule as every answer and the audit show it. */
export async function showSchedule(context: Pick<GatewayContext, 'catalogue'>, schedule: ScheduleRecord): Promise<z.infer<typeof ScheduleView>> {
  return scheduleView({ ...schedule, params: await maskedParams(context, schedule) })
}
