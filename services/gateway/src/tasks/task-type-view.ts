import { z } from 'zod'
import { LANES } from '@chasqui/contracts'
import type { TaskTypeRecord } from '@chasqui/mongo/tasks'

const At = z.iso.datetime()
const Limit = z.object({ limit: z.int(), window_ms: z.int().nullable(), by: z.enum(['type', 'tenant', 'account']) })

export const TaskTypeView = z.object({
  type: z.string(), service: z.string(), version: z.string(), description: z.string(), lane: z.enum(LANES),
  params: z.record(z.string(), z.unknown()).describe('JSON Schema (2020-12) of the parameters; unknown ones are refused'),
  scope: z.enum(['tenant', 'platform']).describe('platform: only those who run the installation may launch it'), role: z.enum(['operator', 'admin']).describe('the least role that may launch it'),
  soft_limit_seconds: z.number(), hard_limit_seconds: z.number(), retries: z.object({ max: z.int(), base_seconds: z.number(), cap_seconds: z.number() }),
  outside: z.string().nullable().describe('the outside service it speaks to'), rate: Limit.nullable(), at_once: Limit.nullable(),
  announced_at: At, retired_at: At.nullable(), is_worked_on: z.boolean().describe('a live worker runs it'),
}).meta({ id: 'TaskType' })
export type TaskTypeView = z.infer<typeof TaskTypeView>

export function taskTypeView(type: TaskTypeRecord, isWorkedOn: boolean): TaskTypeView {
  const { retries, rate, atOnce } = type
  return {
    type: type._id, service: type.service, version: type.version, description: type.description, lane: type.lane, params: type.params, scope: type.scope, role: type.role,
    soft_limit_seconds: type.softLimitMs / 1_000, hard_limit_seconds: type.hardLimitMs / 1_000,
    retries: { max: retries.maxRetries, base_seconds: retries.baseMs / 1_000, cap_seconds: retries.capMs / 1_000 }, outside: type.outside ?? null,
    rate: rate ? { limit: rate.limit, window_ms: rate.windowMs, by: rate.by } : null, at_once: atOnce ? { limit: atOnce.limit, window_ms: null, by: atOnce.by } : null,
    announced_at: type.announcedAt.toISOString(), retired_at: type.retiredAt?.toISOString() ?? null, is_worked_on: isWorkedOn,
  }
}
