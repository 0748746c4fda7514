import type { z } from 'zod'
import { ALARM_IN_WORDS, BatchAlert } from './batch-alert.ts'
import { ItemDead, TaskDead } from './dead.ts'
import { CronFact, TASK_FACTS, TaskDue, TaskFact, type TaskFactName } from './task.ts'
import { BATCH_ALERT_TYPE, batchAlertSubject, CRON_TYPE, cronSubjectOf, deadItemSubject, deadTaskSubject, streams, TASK_DUE_TYPE, taskFactSubject, taskFactType, taskSubjectOf } from './topology.ts'

/** A message that is no fact of an item, as the pages show it: where it travels, who says it to whom, its id, what it holds, an example. */
export type TaskMessage = { name: string; stream: string; subject: string; type: string; says: string; saidBy: string; takenBy: string; messageId: string; schema: z.ZodType; example: unknown }

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

const SAID_BY: Readonly<Partial<Record<TaskFactName, string>>> = { launched: 'gateway, scheduler, or the worker of a parent', revoking: 'gateway', revoked: 'gateway before the task starts, else the worker of the task', expired: 'scheduler' }

const DIED = { errorCode: 'WORKER_LOST', errorMessage: 'Every worker that took this item died with it in hand', deliveries: 3 }

/** Every message that is no fact of an item. */
export const taskMessages: readonly TaskMessage[] = [
  {
    name: 'task.due', stream: streams.TASKS.name, subject: taskSubjectOf({ type: '<namespace>.<name>', lane: '<lane>' as 'low', tenantId: '<tenant>', taskId: '<task>' }), type: TASK_DUE_TYPE,
    says: 'A task may start: it is handed over to the workers of its service.', saidBy: 'scheduler', takenBy: 'the workers of the service that owns the namespace, over the durable `<namespace>_<lane>`', messageId: '<task>:due:<release>', schema: TaskDue, example: { ...ids, type: 'books.export', release: 1 },
  },
  ...TASK_FACTS.map((what): TaskMessage => ({
    name: `task.run.${what}`, stream: streams.FACTS.name, subject: taskFactSubject(what, '<tenant>', '<task>'), type: taskFactType(what), says: SAYS[what], saidBy: SAID_BY[what] ?? 'the worker of the task, or scheduler when that is gone', takenBy: 'whoever watches: the event streams of gateway', messageId: `<task>:${what}:<epoch>.<try>`, schema: TaskFact, example: { ...example, ...EXAMPLES[what] },
  })),
  {
    name: 'cron', stream: streams.CRON.name, subject: cronSubjectOf('<schedule>'), type: CRON_TYPE, says: 'A schedule fired: for whoever listens. The task itself is launched over the record.', saidBy: 'scheduler, or gateway for one that is run now', takenBy: 'whoever listens', messageId: 'cron:<schedule>:<nominal time>', schema: CronFact,
    example: { scheduleId: 'imports.recover_stuck', tenantId: 'platform', type: 'imports.recover_stuck', nominalAt: '2026-11-02T04:00:00.000Z', taskId: ids.taskId, outcome: 'launched' },
  },
  {
    name: 'batch_alert', stream: streams.IMPORTS.name, subject: batchAlertSubject('<tenant>', '<batch>'), type: BATCH_ALERT_TYPE, says: `The alarm of a batch was raised: ${ALARM_IN_WORDS.raised}. Said once, and again only after it was lowered: ${ALARM_IN_WORDS.lowered}.`,
    saidBy: 'scheduler', takenBy: 'whoever watches: the event stream of the batch', messageId: '<batch>:batch_alert:<n>', schema: BatchAlert,
    example: { tenantId: 't1', batchId: '0198f5a0-0000-7000-8000-000000000001', failed: 3, total: 20, ratio: 0.15, topCodes: [{ code: 'TOTALS_MISMATCH', count: 2 }, { code: 'NO_TEXT', count: 1 }] },
  },
  {
    name: 'dead.item', stream: streams.DEAD.name, subject: deadItemSubject('<stage>', '<tenant>', '<id>'), type: 'chasqui.imports.dead.v1', says: 'A stage gave an item or a message up. The dead letter itself is on record.',
    saidBy: 'the stage, or scheduler for what the broker gave up', takenBy: 'whoever listens', messageId: '<dead letter>', schema: ItemDead,
    example: { tenantId: 't1', batchId: '0198f5a0-0000-7000-8000-000000000001', itemId: '0198f5a0-0000-7000-8000-000000000002', stage: 'ocr', ...DIED },
  },
  {
    name: 'dead.task', stream: streams.DEAD.name, subject: deadTaskSubject('<namespace>.<name>', '<tenant>', '<id>'), type: 'chasqui.task.dead.v1', says: 'A task failed for good, or a message on TASKS could not be read. The dead letter itself is on record.',
    saidBy: 'the worker of the task, or scheduler when that is gone', takenBy: 'whoever listens', messageId: '<dead letter>', schema: TaskDead, example: { ...ids, type: 'books.export', ...DIED },
  },
]
