import { z } from 'zod'
import { MISFIRE_POLICIES, OVERLAP_POLICIES, ScheduleDeclaration } from '@chasqui/contracts'
import type { FiringRecord, ScheduleRecord } from '@chasqui/mongo/tasks'
import { nextFirings } from '@chasqui/schedules'

const At = z.iso.datetime()

export const ScheduleView = z.object({
  id: z.string(), tenant_id: z.string(), description: z.string(), type: z.string().describe('of the task that it launches'), params: z.record(z.string(), z.unknown()).describe('of each task that it launches; what the type marks as a secret is masked'), cron: z.string().describe('five or six fields, as cron writes them'), zone: z.string().describe('IANA; the times of `cron` are told in it'),
  enabled: z.boolean().describe('false: paused'), misfire: z.enum(MISFIRE_POLICIES).describe('what becomes of firings that were missed'), overlap: z.enum(OVERLAP_POLICIES).describe('what becomes of a firing while the task of the one before is not at its end'), declared_by: z.string().nullable().describe('the service whose schedule it is; it cannot be removed then'),
  next_at: At.nullable().describe('when it fires next; null while it is paused, and when it does not within 50 years'), created_by: z.string(), created_at: At, updated_by: z.string().nullable(), updated_at: At,
  version: z.int().describe('to be sent with a change'),
}).meta({ id: 'Schedule' })

export function scheduleView(schedule: ScheduleRecord, now = new Date()): z.infer<typeof ScheduleView> {
  const { _id, tenantId, description, type, params, cron, zone, enabled, misfire, overlap, declaredBy, createdBy, createdAt, updatedBy, updatedAt, version } = schedule
  return {
    id: _id, tenant_id: tenantId, description, type, params, cron, zone, enabled, misfire, overlap, declared_by: declaredBy ?? null,
    next_at: enabled ? nextFirings(cron, zone, now, 1)[0]?.toISOString() ?? null : null,
    created_by: createdBy, created_at: createdAt.toISOString(), updated_by: updatedBy ?? null, updated_at: updatedAt.toISOString(), version,
  }
}

export const FiringView = z.object({
  nominal_at: At.describe('the time that the schedule names'), fired_at: At.describe('when a scheduler fired it'), by: z.string().describe('the scheduler, or the key that ran it now'), outcome: z.enum(['launched', 'skipped_overlap', 'skipped_misfire', 'skipped_no_type']).nullable().describe('null: at it just now'),
  task_id: z.string().nullable().describe('of the task, when one was launched'), is_manual: z.boolean().describe('a person ran it now'),
}).meta({ id: 'ScheduleFiring' })

export function firingView({ nominalAt, firedAt, by, outcome, taskId, isManual }: FiringRecord): z.infer<typeof FiringView> {
  return { nominal_at: nominalAt.toISOString(), fired_at: firedAt.toISOString(), by, outcome: outcome ?? null, task_id: outcome === 'launched' ? taskId : null, is_manual: isManual ?? false }
}

const { description, type, params, cron, zone, misfire, overlap, id } = ScheduleDeclaration.shape

export const CreateSchedule = z.strictObject({
  id: id.optional().describe('for those who run the installation; other schedules get one'), description, type, params, cron, zone, enabled: z.boolean().default(true), misfire: misfire.describe('what becomes of firings that were missed: that no scheduler launched within a minute of their time (`SCHEDULE_MISSED_AFTER_MS`). Younger ones are launched all the same'), overlap: overlap.describe('what becomes of a firing while the task of the one before is not at its end'),
}).meta({ id: 'CreateSchedule', examples: [{ description: 'The invoices, every night', type: 'books.export', params: { kind: 'invoices', format: 'xlsx' }, cron: '30 3 * * *', zone: 'America/Santiago' }] })

export const ChangeSchedule = z.strictObject({
  version: z.int().min(0).describe('that of the schedule as it was read'), description: description.optional(), type: type.optional(), params: z.record(z.string(), z.unknown()).optional(), cron: cron.optional(), zone: zone.optional(),
  enabled: z.boolean().optional(), misfire: z.enum(MISFIRE_POLICIES).optional(), overlap: z.enum(OVERLAP_POLICIES).optional(),
}).meta({ id: 'ChangeSchedule', examples: [{ version: 0, cron: '0 4 * * *' }] })
