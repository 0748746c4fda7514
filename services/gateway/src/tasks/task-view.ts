import { z } from 'zod'
import { FINAL_TASK_STATES, LANES, TASK_STATES, TASK_SUBSTATES } from '@chasqui/contracts'
import { ATTEMPTS_KEPT } from '@chasqui/mongo/items'
import { attemptNumber, type TaskRecord } from '@chasqui/mongo/tasks'
import { traceIdOf } from '@chasqui/telemetry'
import { ProgressView, progressView } from './progress-view.ts'

/** Where a task is read. */
export const taskAddress = (taskId: string): string => `/api/tasks/${taskId}`

const At = z.iso.datetime()
const Params = z.record(z.string(), z.unknown())

const ErrorView = z.object({ code: z.string().describe('stable; for programs'), message: z.string().describe('for people'), hint: z.string().nullable().describe('what can be done about it'), retryable: z.boolean().describe('trying again may help') })

const AttemptView = z.object({
  n: z.int().describe('the try; runs that used up none have the number of the one that they did not use'), epoch: z.int(), worker: z.string(),
  started_at: At, ended_at: At, outcome: z.string(), code: z.string().nullable(), message: z.string().nullable(), stack: z.string().nullable(),
})

const TaskFields = {
  id: z.string(), tenant_id: z.string(), type: z.string(), lane: z.enum(LANES), priority: z.int().describe('0 to 9; the higher goes first among those of its tenant'),
  state: z.enum(TASK_STATES), substate: z.enum(TASK_SUBSTATES).nullable().describe('revoking: told to stop, still at work · children: waits for its children · joining: is about to put together what became of them'),
  is_final: z.boolean().describe('its state never changes again'),
  attempt: z.int().describe('the try that runs, ran last, or will run next once it has started; 0 before the first'), max_attempts: z.int().describe('tries that it has, the first included'),
  crashes: z.int().describe('workers that died with it in hand'), epoch: z.int().describe('claims so far'),
  worker: z.string().nullable().describe('who has it in hand'), lease_until: At.nullable().describe('it is taken from its worker when it is not renewed by then'),
  progress: ProgressView.nullable(), error: ErrorView.nullable().describe('why it failed, or why its last try did'),
  due_at: At.nullable().describe('it does not start before: an ETA, a retry, a deferral'),
  deferred: z.object({ code: z.string(), message: z.string(), until: At }).nullable().describe('why it does not start though it could; no try is used up'),
  cancel_requested: z.object({ at: At, by: z.string(), terminate: z.boolean() }).nullable().describe('who told it to stop, and when'),
  eta: At.nullable().describe('it was not to start before'), expires_at: At.nullable().describe('not started by then, it is EXPIRED; null once it was started and has to wait again'), unique_key: z.string().nullable().describe('no second task with it is launched while this one is not at its end'), idempotency_key: z.string().nullable().describe('under which it was launched'), label: z.string().nullable().describe('what it is called among its siblings'),
  parent_id: z.string().nullable().describe('the task whose child it is'), children: z.object({ total: z.int(), ended: z.int(), failed: z.int() }).nullable(),
  schedule_id: z.string().nullable().describe('the schedule that launched it'), nominal_at: At.nullable().describe('the time of its schedule that it was launched for'), retry_of: z.string().nullable().describe('the task, or the dead letter, that it tries again'),
  created_by: z.string().describe('name of the key, or the service'), created_at: At, started_at: At.nullable(), ended_at: At.nullable(), trace_id: z.string().nullable(),
  version: z.int().describe('raised by every write'),
}

/** A task as a list shows it. */
export const TaskSummary = z.object(TaskFields).meta({ id: 'TaskSummary' })
export type TaskSummary = z.infer<typeof TaskSummary>

/** Everything about a task. */
export const TaskView = z.object({
  ...TaskFields, error: ErrorView.extend({ stack: z.string().nullable().describe('where the program broke, for those who mend it; null where nothing did') }).nullable(), params: Params.describe('what its type marks as a secret is masked'), trace_url: z.string().nullable().describe('where its trace is looked at; null unless `TRACE_URL` says where'), result: z.unknown().describe('of a task that succeeded; null otherwise'), attempts: z.array(AttemptView).describe(`the last ${ATTEMPTS_KEPT} runs that have ended`),
  note: z.string().nullable().describe('why it will wait however much room there is: the reason of a pause of its type, lane or tenant, that no worker of its service is up, or that only so many of its type are at work at once'),
}).meta({ id: 'Task' })
export type TaskView = z.infer<typeof TaskView>

const at = (date: Date | undefined): string | null => date?.toISOString() ?? null

export function taskSummary(task: TaskRecord): TaskSummary {
  const { progress, error, deferred, cancelRequested, children } = task
  return {
    id: task._id, tenant_id: task.tenantId, type: task.type, lane: task.lane, priority: task.priority, state: task.state, substate: task.substate ?? null, is_final: FINAL_TASK_STATES.has(task.state),
    attempt: attemptNumber(task), max_attempts: task.maxAttempts, crashes: task.crashes, epoch: task.epoch, worker: task.worker ?? null, lease_until: at(task.leaseUntil),
    progress: progressView(progress),
    error: error ? { code: error.code, message: error.message, hint: error.hint ?? null, retryable: error.retryable } : null,
    due_at: at(task.dueAt), deferred: deferred ? { code: deferred.code, message: deferred.message, until: deferred.until.toISOString() } : null,
    cancel_requested: cancelRequested ? { at: cancelRequested.at.toISOString(), by: cancelRequested.by, terminate: cancelRequested.terminate } : null,
    eta: at(task.eta), expires_at: at(task.expiresAt), unique_key: task.uniqueKey ?? null, idempotency_key: task.idempotencyKey ?? null, label: task.label ?? null, parent_id: task.parentId ?? null,
    children: children ? { total: children.total, ended: children.ended.length, failed: children.failed.length } : null,
    schedule_id: task.scheduleId ?? null, nominal_at: at(task.nominalAt), retry_of: task.retryOf ?? null,
    created_by: task.createdBy, created_at: task.createdAt.toISOString(), started_at: at(task.startedAt), ended_at: at(task.endedAt), trace_id: traceIdOf(task.traceparent) ?? null, version: task.version,
  }
}

/** Of a task whose secrets are masked: see show-task.ts. Pure. */
export function taskView(task: TaskRecord, { note, traceUrl }: { note: string | undefined; traceUrl: string | null }): TaskView {
  const summary = taskSummary(task)
  return {
    ...summary, error: summary.error && { ...summary.error, stack: task.error?.stack ?? null }, params: task.params, trace_url: traceUrl, result: task.result ?? null, note: FINAL_TASK_STATES.has(task.state) ? null : note ?? null,
    attempts: task.attempts.map(({ n, epoch, worker, startedAt, endedAt, outcome, code, message, stack }) => ({
      n, epoch, worker, started_at: startedAt.toISOString(), ended_at: endedAt.toISOString(), outcome, code: code ?? null, message: message ?? null, stack: stack ?? null,
    })),
  }
}
