import { v7 as uuidv7 } from 'uuid'
import type { Audit } from '@chasqui/mongo'
import type { TaskStore } from '@chasqui/mongo/tasks'

/** A schedule that an earlier version declared and whose task refuses it now. */
export type RetiredSchedule = {
  id: string
  /** The parameters that are refused; a person may have given it others since. */
  params: Readonly<Record<string, unknown>>
  reason: string
}

export const retiredSchedules: readonly RetiredSchedule[] = [
  { id: 'imports.purge.tasks', params: { class: 'tasks' }, reason: 'Records of tasks go by themselves, TASK_KEEP_DAYS after their end: imports.purge has no class for them any more' },
]

const BY = 'scheduler'

/** Pauses what an older record store still has of these, and says why in the audit: each firing would be refused. */
export async function pauseRetired({ schedules, audit }: { schedules: Pick<TaskStore['schedules'], 'find' | 'change'>; audit: Pick<Audit, 'write'> }, retired = retiredSchedules): Promise<void> {
  for (const { id, params, reason } of retired) {
    const schedule = await schedules.find(undefined, id)
    if (!schedule?.enabled || !Object.entries(params).every(([name, value]) => schedule.params[name] === value)) continue
    // Of several that start at once, the one whose change is written tells of it.
    if (!await schedules.change(schedule, { enabled: false }, BY)) continue
    await audit.write({
      _id: uuidv7(), tenantId: schedule.tenantId, at: new Date(), by: BY, action: 'schedule.pause', target: { kind: 'schedule', id }, reason, before: { enabled: true, params: schedule.params }, after: { enabled: false },
    })
  }
}
