import { z } from 'zod'
import { MISFIRE_POLICIES, OVERLAP_POLICIES, TaskType } from '@chasqui/contracts'
import type { FiringRecord, ScheduleRecord } from '@chasqui/mongo'
import { nextFirings } from '@chasqui/schedules'

const At = z.iso.datetime()
const NEXT_SHOWN = 10

const FireTime = z.object({ at: At, local: z.string().describe('what a clock on the wall of its zone shows') })

export const ScheduleView = z.object({
  id: z.string(), tenant_id: z.string(), description: z.string(), type: z.string(), params: z.record(z.string(), z.unknown()), cron: z.string(), zone: z.string(), enabled: z.boolean(),
  misfire: z.enum(MISFIRE_POLICIES).describe('what becomes of firings that were missed while no scheduler ran'), overlap: z.enum(OVERLAP_POLICIES).describe('whether it fires while its last task is not at its end'),
  declared_by: z.string().nullable().describe('the service that brought it; it can be paused and changed, not removed'),
  next: z.array(FireTime).describe('the next 10 fire times; none while it is paused'),
  note: z.string().nullable().describe('why a firing would launch nothing'),
  created_by: z.string(), created_at: At, updated_by: z.string().nullable(), updated_at: At, version: z.int().describe('raised by every change'),
}).meta({ id: 'Schedule' })
export type ScheduleView = z.infer<typeof ScheduleView>

export function scheduleView(schedule: ScheduleRecord, note: string | undefined, now = new Date()): ScheduleView {
  const { _id, tenantId, description, type, params, cron, zone, enabled, misfire, overlap, declaredBy, createdBy, createdAt, updatedBy, updatedAt, version } = schedule
  return {
    id: _id, tenant_id: tenantId, description, type, params, cron, zone, enabled, misfire, overlap, declared_by: declaredBy ?? null,
    next: enabled ? nextFirings(cron, zone, now, NEXT_SHOWN).map((at) => ({ at: at.toISOString(), local: at.toLocaleString('sv', { timeZone: zone }) })) : [],
    note: note ?? null, created_by: createdBy, created_at: createdAt.toISOString(), updated_by: updatedBy ?? null, updated_at: updatedAt.toISOString(), version,
  }
}

export const FiringView = z.object({
  nominal_at: At.describe('the time that it is for'), fired_at: At, by: z.string(), is_manual: z.boolean(),
  outcome: z.enum(['launched', 'skipped_overlap', 'skipped_misfire', 'skipped_no_type']).nullable().describe('null for the moment between the firing and the launch'),
  task_id: z.string().nullable().describe('the task that it launched'),
}).meta({ id: 'Firing' })
export type FiringView = z.infer<typeof FiringView>

export function firingView({ nominalAt, firedAt, by, outcome, taskId, isManual }: FiringRecord): FiringView {
  return { nominal_at: nominalAt.toISOString(), fired_at: firedAt.toISOString(), by, is_manual: isManual ?? false, outcome: outcome ?? null, task_id: outcome === 'launched' ? taskId : null }
}

const fields = {
  description: z.string().trim().min(1).max(500),
  type: TaskType.describe('one of GET /api/tasks/types'),
  params: z.record(z.string(), z.unknown()).describe('by the schema of the type'),
  cron: z.string().min(1).max(200).describe('minute, hour, day, month, weekday; or six fields, with the second first'),
  zone: z.string().min(1).max(60).describe('IANA, such as America/Santiago: clock changes are those of the zone'),
  misfire: z.enum(MISFIRE_POLICIES).describe('of the firings that were missed: `latest` fires the last, `all` every one, `skip` none'),
  overlap: z.enum(OVERLAP_POLICIES).describe('`skip` passes over a firing while the task of the last is not at its end'),
}

export const CreateSchedule = z.strictObject({
  ...fields, params: fields.params.default({}), misfire: fields.misfire.default('latest'), overlap: fields.overlap.default('skip'), enabled: z.boolean().default(true),
}).meta({ id: 'CreateSchedule', examples: [{ description: 'The books of the month before, on the first at seven', type: 'books.export', params: { kind: 'invoices', from: '2026-10-01', to: '2026-10-31', format: 'xlsx' }, cron: '0 7 1 * *', zone: 'America/Lima' }] })
export type CreateSchedule = z.infer<typeof CreateSchedule>

export const ChangeSchedule = z.strictObject({
  ...fields, version: z.int().min(0).describe('as it was read: what was changed since is not overwritten'),
}).partial({ description: true, type: true, params: true, cron: true, zone: true, misfire: true, overlap: true }).meta({ id: 'ChangeSchedule', examples: [{ version: 0, cron: '30 7 1 * *' }] })
export type ChangeSchedule = z.infer<typeof ChangeSchedule>
