import { z } from 'zod'

/**
 * The words of the task platform, as Celery's clients know them, and one of our own: EXPIRED, which the compatible face
 * shows as REVOKED.
 */
export const TASK_STATES = ['PENDING', 'STARTED', 'RETRY', 'SUCCESS', 'FAILURE', 'REVOKED', 'EXPIRED'] as const
export const TaskState = z.enum(TASK_STATES)
export type TaskState = z.infer<typeof TaskState>

export const FINAL_TASK_STATES: ReadonlySet<TaskState> = new Set<TaskState>(['SUCCESS', 'FAILURE', 'REVOKED', 'EXPIRED'])

/**
 * `revoking`: told to stop, still at work · `children`: its own work is done, its children are at theirs · `joining`: the last child
 * has ended, what became of them is about to be put together.
 */
export const TASK_SUBSTATES = ['revoking', 'children', 'joining'] as const
export const TaskSubstate = z.enum(TASK_SUBSTATES)
export type TaskSubstate = z.infer<typeof TaskSubstate>

/** From the one that is let through first. A task type names its lane. */
export const LANES = ['high', 'default', 'low'] as const
export const Lane = z.enum(LANES)
export type Lane = z.infer<typeof Lane>

/** `<namespace>.<name>`: the namespace belongs to one service, which runs all tasks of it. */
export const TaskType = z.string().max(80).regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/, 'must be <namespace>.<name> in lower case')

/**
 * The tenant of those who run the installation. Its keys see the tasks of every tenant, pause lanes for all of them and launch what works on all of
 * them; it has no documents of its own.
 */
export const PLATFORM_TENANT = 'platform'

/** Tells a worker which task to claim; everything else is on the record. */
export const TaskDue = z.object({
  tenantId: z.string().min(1),
  taskId: z.string().min(1),
  type: TaskType,
  release: z.int().min(1).describe('how often the task was handed over; an older hand-over than that of the record is void'),
  isSuspect: z.boolean().optional().describe('a worker has died with it in hand: it is not claimed while another suspect runs, so that the next crash has one to blame'),
})
export type TaskDue = z.infer<typeof TaskDue>

export const TaskProgress = z.object({
  done: z.number().min(0),
  total: z.number().min(0).optional(),
  stage: z.string().max(100).optional(),
  note: z.string().max(500).optional(),
  etaSeconds: z.number().min(0).optional().describe('until the end, at the pace so far'),
})
export type TaskProgress = z.infer<typeof TaskProgress>

/** What happened to a task, as it is stated on FACTS. */
export const TASK_FACTS = ['launched', 'started', 'progressed', 'retrying', 'deferred', 'revoking', 'spawned', 'succeeded', 'failed', 'revoked', 'expired'] as const
export type TaskFactName = (typeof TASK_FACTS)[number]

/** What one run of a task comes to. The other facts are of the task, not of a run. */
export type RunFactName = Extract<TaskFactName, 'succeeded' | 'failed' | 'retrying' | 'deferred' | 'spawned' | 'revoked'>

export const TaskFact = z.object({
  tenantId: z.string().min(1),
  taskId: z.string().min(1),
  type: TaskType,
  state: TaskState,
  substate: TaskSubstate.optional(),
  attempt: z.int().min(0).describe('the try that runs or ran last; 0 before the first'),
  parentId: z.string().optional(),
  progress: TaskProgress.optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
})
export type TaskFact = z.infer<typeof TaskFact>

/** The fact that an end is stated as. */
export const FACT_OF_END: Readonly<Partial<Record<TaskState, TaskFactName>>> = {
  SUCCESS: 'succeeded', FAILURE: 'failed', REVOKED: 'revoked', EXPIRED: 'expired',
}

/** Stated on CRON when a schedule fires: for whoever listens. The task itself is launched over the record. */
export const CronFact = z.object({
  scheduleId: z.string().min(1),
  tenantId: z.string().min(1),
  type: TaskType,
  nominalAt: z.iso.datetime(),
  taskId: z.string().optional().describe('absent when nothing was launched'),
  outcome: z.enum(['launched', 'skipped_overlap', 'skipped_misfire', 'skipped_no_type']),
})
export type CronFact = z.infer<typeof CronFact>
