import { z } from 'zod'
import { Instant, PlainText, TaskType } from '@chasqui/contracts'

const LONGEST_WAIT_SECONDS = 366 * 24 * 3_600

export const LaunchBody = z.strictObject({
  type: TaskType.describe('one of GET /api/tasks/types'),
  params: z.record(z.string(), z.unknown()).default({}).describe('by the schema of the type; unknown ones are refused by name'),
  eta: Instant.optional().describe('not to be started before; within a year'),
  countdown: z.number().min(0).max(LONGEST_WAIT_SECONDS).optional().describe('the same in seconds from now; not together with eta'),
  expires: z.union([Instant, z.number().positive().max(LONGEST_WAIT_SECONDS)], { error: 'must be a time with its zone, as 2026-03-31T14:30:00Z, or a number of seconds' }).optional().describe('a time, or seconds from now: not started by then, the task ends as EXPIRED'),
  unique: PlainText.min(1).max(200).optional().describe('while a task of this type with this key is not at its end, it is answered instead of a new one, also when its parameters are others: `differs` of the answer names them'),
  priority: z.int().min(0).max(9).default(5).describe('the higher goes first among those of its tenant in its queue'),
}).meta({ id: 'LaunchTask', examples: [{ type: 'books.export', params: { kind: 'invoices', from: '2026-03-01', to: '2026-03-31', format: 'xlsx' }, countdown: 60 }] })
export type LaunchBody = z.infer<typeof LaunchBody>

export type LaunchTimes = { eta: Date | undefined; expiresAt: Date | undefined }
export type TimeProblem = { field: 'eta' | 'countdown' | 'expires'; message: string; code: string }

/** When a task may start and by when it must have, or what is wrong with that. Pure. */
export function timesOf({ eta, countdown, expires }: Pick<LaunchBody, 'eta' | 'countdown' | 'expires'>, now: Date): LaunchTimes | TimeProblem {
  if (eta !== undefined && countdown !== undefined) return { field: 'countdown', message: 'cannot be given together with eta', code: 'conflict' }
  const startsAt = eta === undefined ? countdown === undefined ? undefined : new Date(now.getTime() + countdown * 1_000) : new Date(eta)
  if (startsAt && Math.abs(startsAt.getTime() - now.getTime()) > LONGEST_WAIT_SECONDS * 1_000) return { field: 'eta', message: 'must be within a year', code: 'out_of_range' }
  const expiresAt = expires === undefined ? undefined : typeof expires === 'number' ? new Date(now.getTime() + expires * 1_000) : new Date(expires)
  if (expiresAt && expiresAt.getTime() > now.getTime() + 2 * LONGEST_WAIT_SECONDS * 1_000) return { field: 'expires', message: 'must be within two years', code: 'out_of_range' }
  if (expiresAt && expiresAt.getTime() <= Math.max(now.getTime(), startsAt?.getTime() ?? 0)) return { field: 'expires', message: startsAt && startsAt > now ? 'must be after the time at which it may start' : 'must be in the future', code: 'too_small' }
  return { eta: startsAt, expiresAt }
}
