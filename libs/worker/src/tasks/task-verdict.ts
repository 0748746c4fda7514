import type { RunFactName } from '@chasqui/contracts'
import type { Fault } from '@chasqui/errors'
import { RUN_AND_EXPIRY_FIELDS, type PlannedChild, type TaskAttempt, type TaskError, type TaskMove, type TaskRecord } from '@chasqui/mongo/tasks'
import { retryDelayMs, type RetryPolicy } from '../backoff.ts'
import { stackOf, textOf } from '../error-text.ts'
import type { TaskOutcome } from './outcome.ts'
import { withoutSecrets } from './secret-params.ts'

/** What is to be done about a run, as data. */
export type TaskVerdict = {
  move: TaskMove
  fact: RunFactName
}

export type TaskVerdictContext = {
  /** As it was claimed. */
  task: TaskRecord
  worker: string
  retries: Pick<RetryPolicy, 'baseMs' | 'capMs'>
  startedAt: Date
  endedAt: Date
  /** In [0, 1). */
  random: number
  /** The children that the outcome asks for, with all that their records need. */
  planned?: readonly PlannedChild[]
  /** Among its parameters: nothing that the run leaves quotes one of them. */
  secrets?: readonly string[]
}

/** How a run ended → what is written: a pure function. Every write names the epoch of the claim, so that a late worker's matches nothing. */
export function taskVerdictOf(outcome: TaskOutcome, context: TaskVerdictContext): TaskVerdict {
  const { task, endedAt } = context
  switch (outcome.kind) {
    case 'success': return { fact: 'succeeded', move: move('SUCCESS', context, { set: { result: withoutSecrets(outcome.result ?? null, context.secrets ?? []) }, unset: ['error'], attempt: attemptOf(context, 'success') }) }
    case 'children': return {
      fact: 'spawned',
      move: move('STARTED', context, {
        set: { substate: 'children', children: { total: context.planned?.length ?? 0, ended: [], failed: [] }, plan: (context.planned ?? []).map((child) => withCleanLabel(child, context)) },
        unset: [...RUN_AND_EXPIRY_FIELDS, 'error'], attempt: attemptOf(context, 'children'),
      }),
    }
    case 'failed': {
      const failed = { tries: 1 }
      if (!outcome.fault.retry || task.tries + 1 >= task.maxAttempts) return failure(outcome.fault, context, failed, outcome.stack)
      const afterMs = outcome.fault.retryAfterMs ?? retryDelayMs(task.tries + 1, { ...context.retries, maxRetries: task.maxAttempts - 1 }, context.random)
      return {
        fact: 'retrying',
        move: move('RETRY', context, {
          set: { error: errorOf(outcome.fault, context, outcome.stack), dueAt: new Date(endedAt.getTime() + afterMs) }, unset: [...RUN_AND_EXPIRY_FIELDS], count: failed,
          attempt: attemptOf(context, 'retry', outcome.fault, outcome.stack),
        }),
      }
    }
    case 'refused': return failure(outcome.fault, context, {})
    case 'revoked': return revokedVerdict(context)
    case 'deferred': return {
      fact: 'deferred',
      move: move('PENDING', context, {
        set: { dueAt: new Date(endedAt.getTime() + outcome.afterMs), deferred: { code: outcome.code, message: cleanOf(outcome.message, context), until: new Date(endedAt.getTime() + outcome.afterMs) } },
        unset: [...RUN_AND_EXPIRY_FIELDS], attempt: attemptOf(context, 'deferred', { code: outcome.code, message: outcome.message }),
      }),
    }
    case 'handed back': return { fact: 'deferred', move: move('PENDING', context, { set: { waiting: true }, unset: [...RUN_AND_EXPIRY_FIELDS], attempt: attemptOf(context, 'handed back') }) }
  }
}

/** It was told to stop before its run ended: whatever the run came to, it is revoked. */
export function revokedVerdict(context: TaskVerdictContext): TaskVerdict {
  return { fact: 'revoked', move: move('REVOKED', context, { evenIf: 'cancelled', attempt: attemptOf(context, 'revoked') }) }
}

function failure(fault: Fault, context: TaskVerdictContext, count: { tries?: number }, stack?: string): TaskVerdict {
  return {
    fact: 'failed',
    move: move('FAILURE', context, { set: { error: errorOf(fault, context, stack) }, count, attempt: attemptOf(context, 'failure', fault, stack) }),
  }
}

type Rest = Pick<TaskMove, 'set' | 'unset' | 'count' | 'attempt'> & { evenIf?: 'cancelled' }

/** Only while nobody has asked to stop it, unless the verdict is what comes of that. */
function move(to: TaskMove['to'], { task }: TaskVerdictContext, { evenIf, ...rest }: Rest): TaskMove {
  return {
    tenantId: task.tenantId, taskId: task._id, to,
    expect: { state: 'STARTED', epoch: task.epoch, ...(evenIf === 'cancelled' ? {} : { notCancelled: true as const }) },
    ...rest,
  }
}

/** Its parameters are its own: its type says which of them are secrets. */
function withCleanLabel(child: PlannedChild, { secrets = [] }: TaskVerdictContext): PlannedChild {
  return child.label === undefined ? child : { ...child, label: withoutSecrets(child.label, secrets) }
}

function cleanOf(text: string, { secrets = [] }: TaskVerdictContext): string {
  return textOf(withoutSecrets(text, secrets))
}

function cleanStackOf(stack: string | undefined, { secrets = [] }: TaskVerdictContext): { stack?: string } {
  return stackOf(stack && withoutSecrets(stack, secrets))
}

function errorOf(fault: Fault, context: TaskVerdictContext, stack?: string): TaskError {
  return { code: fault.code, message: cleanOf(fault.message, context), hint: fault.hint, retryable: fault.retry, ...cleanStackOf(stack, context) }
}

function attemptOf(context: TaskVerdictContext, outcome: TaskAttempt['outcome'], fault?: Pick<Fault, 'code' | 'message'>, stack?: string): TaskAttempt {
  const { task, worker, startedAt, endedAt } = context
  return {
    n: Math.min(task.tries + 1, task.maxAttempts), epoch: task.epoch, worker, startedAt, endedAt, outcome,
    ...(fault ? { code: fault.code, message: cleanOf(fault.message, context) } : {}), ...cleanStackOf(stack, context),
  }
}
