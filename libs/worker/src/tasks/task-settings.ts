import { z } from 'zod'
import { DEFAULT_TASK_KEEP_DAYS } from '@chasqui/mongo/tasks'
import type { Boundary } from '../probe.ts'

/** How long a task has to stop by itself after a revoke with `terminate`. */
export const DEFAULT_KILL_AFTER_MS = 5_000

/** What runs from a checkout. */
export const NO_VERSION = 'dev'

/** The settings of every service that runs tasks, beside those of every service. */
export const TaskConfig = z.object({
  taskSlots: z.coerce.number().int().min(1).max(1_000).default(8).describe('tasks at work at once in this process; at least what the two below keep'),
  taskSlotsHigh: z.coerce.number().int().min(0).max(100).default(1).describe('of these, slots that only the lane high may use'),
  taskSlotsDefault: z.coerce.number().int().min(0).max(100).default(1).describe('of these, slots that only the lane default may use'),
  taskTenantCap: z.coerce.number().int().min(1).max(10_000).default(50).describe('tasks of one tenant at work at once, over all processes'),
  taskLeaseMs: z.coerce.number().int().min(300).default(30_000).describe('how long a claim is respected without a sign of life; renewed three times in it'),
  taskAckWaitMs: z.coerce.number().int().min(500).default(30_000).describe('how long the broker waits before it hands a task to somebody else as well'),
  taskKillAfterMs: z.coerce.number().int().min(10).default(DEFAULT_KILL_AFTER_MS).describe('after a revoke with terminate, before what the task started is killed'),
  taskStuckAfterMs: z.coerce.number().int().min(500).default(30_000).describe('a process that has not ended a task so long after its hard limit is stuck and ends itself'),
  taskCrashBudget: z.coerce.number().int().min(1).max(20).default(3).describe('workers that may die with one task before it is given up'),
  taskRetryBaseMs: z.coerce.number().int().min(10).optional().describe('replaces the first retry delay of every type; for tests'),
  taskKeepDays: z.coerce.number().positive().max(3_650).default(DEFAULT_TASK_KEEP_DAYS).describe('days that a task stays on record after its end'),
  chasquiVersion: z.string().default(NO_VERSION).describe('of the whole product: what workers and task types are shown with, since the parameters of a type may change with it'),
  breakerThreshold: z.coerce.number().int().min(1).default(5).describe('failures of an outside service in a row after which it is left in peace'),
  breakerOpenMs: z.coerce.number().int().min(10).default(60_000).describe('how long it is left in peace'),
})
export type TaskConfig = z.infer<typeof TaskConfig>

/** Does nothing in production. A test dies at an exact moment with it. */
export type TaskProbe = (boundary: Boundary, taskId: string) => void

export type TaskRunnerSettings = TaskConfig & { worker: string; mongoUrl: string; database: string; probe?: TaskProbe | undefined }
