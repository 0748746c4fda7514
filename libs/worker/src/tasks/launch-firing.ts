import { CRON_TYPE, cronSubjectOf, type CronFact } from '@chasqui/contracts'
import type { FiringRecord, ScheduleRecord } from '@chasqui/mongo/tasks'
import type { Outgoing } from '@chasqui/nats'
import type { TraceHeaders } from '@chasqui/telemetry'
import type { TaskDeps } from '../deps.ts'
import { launch } from './launch.ts'

export type Firing = Pick<FiringRecord, 'scheduleId' | 'nominalAt' | 'taskId' | 'isManual' | 'by'>

/** Launches the task of a firing under the id that its row holds: twice is once, whoever does it. */
export async function launchFiring(deps: TaskDeps<'tasks' | 'types'>, schedule: ScheduleRecord, firing: Firing, trace?: TraceHeaders): Promise<CronFact['outcome']> {
  const { _id: scheduleId, tenantId, params, overlap } = schedule
  const type = await deps.taskStore.types.find(schedule.type)
  if (!type) return 'skipped_no_type'
  // A person who fires it by hand means it.
  const isAlone = overlap === 'skip' && !firing.isManual
  if (isAlone) {
    const open = await deps.taskStore.tasks.openOfSchedule(scheduleId)
    if (open && open._id !== firing.taskId && !await deps.taskStore.tasks.find(undefined, firing.taskId)) return 'skipped_overlap'
  }
  // Two schedulers may look at the same moment: the key lets one task through.
  const { task } = await launch(deps, {
    type, tenantId, params, by: firing.isManual ? firing.by : `schedule ${scheduleId}`, trace, taskId: firing.taskId, scheduleId, nominalAt: firing.nominalAt, ...(isAlone ? { uniqueKey: `schedule ${scheduleId}` } : {}),
  })
  return task._id === firing.taskId ? 'launched' : 'skipped_overlap'
}

/** The message that says on CRON that a schedule fired. */
export function cronMessage({ _id: scheduleId, tenantId, type }: Pick<ScheduleRecord, '_id' | 'tenantId' | 'type'>, { nominalAt, taskId, isManual }: Firing, outcome: CronFact['outcome'], service: string): Outgoing {
  const body: CronFact = { scheduleId, tenantId, type, nominalAt: nominalAt.toISOString(), outcome, ...(outcome === 'launched' ? { taskId } : {}) }
  return {
    subject: cronSubjectOf(scheduleId), payload: JSON.stringify(body), messageId: `cron:${scheduleId}:${nominalAt.toISOString()}${isManual ? '!' : ''}`,
    type: CRON_TYPE, source: `/chasqui/${service}`, ceSubject: scheduleId,
  }
}
