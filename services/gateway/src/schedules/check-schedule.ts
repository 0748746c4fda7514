import { InvalidInput, type Principal } from '@chasqui/http'
import type { ScheduleRecord } from '@chasqui/mongo/tasks'
import { checkCron } from '@chasqui/schedules'
import type { GatewayContext } from '../context.ts'
import { checkedParams, typeToLaunch } from '../tasks/launch-task.ts'

/**
 * That a schedule can fire and launch what it says.
 * @throws VALIDATION_FAILED, TASK_TYPE_UNKNOWN, TASK_PLATFORM_ONLY, FORBIDDEN, PLATFORM_HAS_NO_BOOKS, REPLAY_FOREIGN, BATCH_NOT_FOUND
 */
export async function checkSchedule(context: GatewayContext, principal: Principal, { type, params, cron, zone, tenantId }: Pick<ScheduleRecord, 'type' | 'params' | 'cron' | 'zone' | 'tenantId'>): Promise<void> {
  const problem = checkCron(cron, zone)
  if (problem) throw new InvalidInput([{ field: problem.field, message: problem.why, code: problem.code }])
  await checkedParams(context, await typeToLaunch(context, principal, type), params, tenantId)
}
