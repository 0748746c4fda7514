import { z } from 'zod'
import { TaskType } from './task.ts'
import { PlainText } from './text.ts'

/** What a firing does that was missed while no scheduler ran: the last one, every one, or none. */
export const MISFIRE_POLICIES = ['latest', 'all', 'skip'] as const
/** What a firing does while the task of the one before is not at its end. */
export const OVERLAP_POLICIES = ['allow', 'skip'] as const

/** A schedule as a service declares it beside its tasks: created once, and from then on a person's. */
export const ScheduleDeclaration = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,79}$/, 'must be at most 80 lower-case letters, digits, _, . and -, and begin with a letter or a digit'),
  description: PlainText.max(500),
  type: TaskType,
  params: z.record(z.string(), z.unknown()).default({}),
  cron: PlainText.max(200).describe('five or six fields, as cron writes them'),
  zone: PlainText.max(60).describe('IANA, such as America/Lima'),
  enabled: z.boolean().default(true),
  misfire: z.enum(MISFIRE_POLICIES).default('latest'),
  overlap: z.enum(OVERLAP_POLICIES).default('skip'),
})
export type ScheduleDeclaration = z.input<typeof ScheduleDeclaration>
