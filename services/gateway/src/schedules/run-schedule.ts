import type { FastifyRequest } from 'fastify'
import type { ScheduleRecord } from '@chasqui/mongo/tasks'
import { headersOf, publish } from '@chasqui/nats'
import { publishTraced } from '@chasqui/telemetry'
import { cronMessage, launchFiring, type Firing } from '@chasqui/worker'
import { noteDeed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import type { Attempt } from '../request/once.ts'
import { checkedParams, typeToLaunch, type Launched } from '../tasks/launch-task.ts'

/**
 * Fires a schedule now, whatever its time and whether it is paused: as the scheduler does, but for that a person means it. What a crash leaves half-done a scheduler
 * finishes; what a repetition under the same key finds half-done it finishes itself.
 * @throws TASK_TYPE_UNKNOWN, TASK_PLATFORM_ONLY, FORBIDDEN, VALIDATION_FAILED, PLATFORM_HAS_NO_BOOKS, REPLAY_FOREIGN, BATCH_NOT_FOUND
 */
export async function runSchedule(context: GatewayContext, request: FastifyRequest, schedule: ScheduleRecord, reason: string | undefined, { reserve, reserved, idOf }: Pick<Attempt, 'reserve' | 'reserved' | 'idOf'>): Promise<Omit<Launched, 'existed'>> {
  const { principal, trace } = request
  const { schedules, tasks } = context.taskStore
  const type = await typeToLaunch(context, principal, schedule.type)
  const params = await checkedParams(context, type, schedule.params, schedule.tenantId)
  const taskId = idOf('taskId')
  const firing = { scheduleId: schedule._id, nominalAt: new Date(Number(reserved?.['nominalAtMs'] ?? Date.now())), taskId, isManual: true as const, by: principal.keyName }
  await reserve({ taskId, nominalAtMs: firing.nominalAt.getTime() })
  // Whoever fires the schedule in the same millisecond has its row; the next one is free.
  while (!await schedules.fire({ ...firing, tenantId: schedule.tenantId, firedAt: new Date() })) {
    firing.nominalAt = new Date(firing.nominalAt.getTime() + 1)
    await reserve({ taskId, nominalAtMs: firing.nominalAt.getTime() })
  }
  const outcome = await launchFiring(context, { ...schedule, params }, firing, trace)
  const task = await tasks.find(schedule.tenantId, taskId)
  if (outcome !== 'launched' || !task) throw errors.fault('TASK_TYPE_UNKNOWN', { detail: schedule.type })
  await noteDeed(context, request, { action: 'schedule.run', tenantId: schedule.tenantId, target: { kind: 'schedule', id: schedule._id }, reason, after: { task: taskId } })
  await state(context, request, schedule, firing)
  return { task, note: await context.catalogue.noteOn(type, task) }
}

/** States the firing, and settles it when it is stated. While the broker is away it stays unsettled, and is stated by a scheduler as soon as it is back. */
async function state({ bus, taskStore, log }: GatewayContext, { trace }: FastifyRequest, schedule: ScheduleRecord, firing: Firing): Promise<void> {
  if (!bus.isConnected()) return
  const message = cronMessage(schedule, firing, 'launched', 'gateway')
  const headers = headersOf(message)
  try {
    await publishTraced({ service: 'gateway', template: 'cron', messageId: message.messageId }, trace, headers, () => publish(bus, message, headers))
  } catch (error) {
    log.warn({ err: error, schedule: schedule._id }, 'a firing could not be stated; a scheduler finishes it')
    return
  }
  await taskStore.schedules.settleFiring(firing, 'launched')
}
