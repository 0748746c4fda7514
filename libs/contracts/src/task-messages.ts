import type { z } from 'zod'
import { CronFact, TASK_FACTS, TaskDue, TaskFact, type TaskFactName } from './task.ts'
import { CRON_TYPE, cronSubjectOf, streams, TASK_DUE_TYPE, taskFactSubject, taskFactType, taskSubjectOf } from './topology.ts'

/** A message of the task platform as the pages show it: where it travels, what it holds, an example. */
export type TaskMessage = { name: string; stream: string; subject: string; type: string; says: string; schema: z.ZodType; example: unknown }

const ids = { tenantId: 't1', taskId: '0198f5a0-0000-7000-8000-0000000000a1' }
const example = { ...ids, type: 'books.export', state: 'STARTED', attempt: 1 }

const SAYS: Readonly<Record<TaskFactName, string>> = {
  launched: 'A task is on record.',
  started: 'A worker has claimed the task.',
  progressed: 'How far the task is; at most once a second.',
  retrying: 'A try failed; the next one waits for its time.',
  deferred: 'It waits for a reason outside of it: a limit, a pause, a closed service. No try is used up.',
  revoking: 'It was told to stop and is still at work.',
  spawned: 'Its own work is done, its children are to be done.',
  succeeded: 'It ended well.',
  failed: 'It ended badly; a dead letter tells why.',
  revoked: 'It was stopped, or never started.',
  expired: 'It was not started in time.',
}

const EXAMPLES: Readonly<Partial<Record<TaskFactName, object>>> = {
  launched: { state: 'PENDING', attempt: 0 },
  progressed: { progress: { done: 1_200, total: 5_000, etaSeconds: 12 } },
  retrying: { state: 'RETRY', attempt: 1, error: { code: 'TASK_SOFT_LIMIT', message: 'The task took longer than it may: 600 s' } },
  deferred: { state: 'PENDING' },
  revoking: { substate: 'revoking' },
  spawned: { substate: 'children' },
  succeeded: { state: 'SUCCESS' },
  failed: { state: 'FAILURE', attempt: 4, error: { code: 'WORKER_LOST', message: 'Every worker that took it died with it in hand' } },
  revoked: { state: 'REVOKED' },
  expired: { state: 'EXPIRED' },
}

/** Every message of the task platform. */
export const taskMessages: readonly TaskMessage[] = [
  {
    name: 'task.due', stream: streams.TASKS.name, subject: taskSubjectOf({ type: '<namespace>.<name>', lane: '<lane>' as 'low', tenantId: '<tenant>', taskId: '<task>' }), type: TASK_DUE_TYPE,
    says: 'A task may start: it is handed over to the workers of its service.', schema: TaskDue, example: { ...ids, type: 'books.export', release: 1 },
  },
  ...TASK_FACTS.map((what): TaskMessage => ({
    name: `task.run.${what}`, stream: streams.FACTS.name, subject: taskFactSubject(what, '<tenant>', '<task>'), type: taskFactType(what), says: SAYS[what], schema: TaskFact, example: { ...example, ...EXAMPLES[what] },
  })),
  {
    name: 'cron', stream: streams.CRON.name, subject: cronSubjectOf('<schedule>'), type: CRON_TYPE, says: 'A schedule fired: for whoever listens. The task itself is launched over the record.', schema: CronFact,
    example: { scheduleId: 'sunat.daily_report', tenantId: 'platform', type: 'sunat.generate_daily_report', nominalAt: '2026-11-02T04:00:00.000Z', taskId: ids.taskId, outcome: 'launched' },
  },
]
