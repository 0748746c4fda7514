import { v7 as uuidv7 } from 'uuid'
import type { DeadLetter } from '@chasqui/mongo'
import type { TraceHeaders } from '@chasqui/telemetry'
import type { Deps, TaskDeps } from '../deps.ts'
import { launch } from '../tasks/launch.ts'
import { withKeptSecrets } from '../tasks/secret-params.ts'
import { checkParams } from '../tasks/task-params.ts'
import { deadLetterErrors, PayloadRefused } from './errors.ts'
import { retryItemLetter } from './retry-item-letter.ts'
import { retryMessageLetter } from './retry-message-letter.ts'

export type DeadLetterDeps = Pick<Deps, 'items' | 'batches' | 'deadLetters'> & TaskDeps<'tasks' | 'types'>

/** @param by name of the key, or the service; @param edited replaces the payload: the parameters of a task, the row of an item, the body of a message */
type Retry = { by: string; edited?: unknown; trace?: TraceHeaders | undefined }

/**
 * Tries again what one dead letter gave up: a failed task as a new task, a failed item in a new run, an unreadable message under a new id. Killed in between and
 * done again, it makes the same task or message, not a second one.
 * @returns the letter as it was resolved
 * @throws DEAD_LETTER_RESOLVED, DEAD_LETTER_STALE, DEAD_LETTER_NOT_EDITABLE, DEAD_LETTER_TYPE_UNKNOWN, DEAD_LETTER_BROKER_AWAY, PayloadRefused
 */
export async function retryDeadLetter(deps: DeadLetterDeps, letter: DeadLetter, asked: Retry): Promise<DeadLetter> {
  if (letter.resolved) throw deadLetterErrors.fault('DEAD_LETTER_RESOLVED', { detail: letter.resolved.how })
  const as = await retryAs(deps, letter, asked)
  return resolved(deps, letter, { at: new Date(), by: asked.by, how: 'requeued', ...(as === undefined ? {} : { as }) })
}

/**
 * Lets go of what was given up. What failed stays as it is.
 * @throws DEAD_LETTER_RESOLVED
 */
export async function discardDeadLetter(deps: Pick<DeadLetterDeps, 'deadLetters'>, letter: DeadLetter, by: string, reason: string): Promise<DeadLetter> {
  return resolved(deps, letter, { at: new Date(), by, how: 'discarded', reason })
}

async function resolved({ deadLetters }: Pick<DeadLetterDeps, 'deadLetters'>, letter: DeadLetter, how: NonNullable<DeadLetter['resolved']>): Promise<DeadLetter> {
  const after = await deadLetters.resolve(letter._id, how)
  if (!after) throw deadLetterErrors.fault('DEAD_LETTER_RESOLVED')
  return after
}

function retryAs(deps: DeadLetterDeps, letter: DeadLetter, asked: Retry): Promise<string | undefined> {
  switch (letter.kind) {
    case 'task': return retryTaskLetter(deps, letter, asked)
    case 'item': return retryItemLetter(deps, letter, asked.by, asked.edited)
    case 'message': return retryMessageLetter(deps, letter, asked.edited)
  }
}

async function retryTaskLetter(deps: DeadLetterDeps, letter: DeadLetter, { by, edited, trace }: Retry): Promise<string> {
  const type = await deps.taskStore.types.find(letter.type ?? letter.stage)
  if (!type) throw deadLetterErrors.fault('DEAD_LETTER_TYPE_UNKNOWN', { detail: letter.type ?? letter.stage })
  const asked = edited ?? letter.payload
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) throw new PayloadRefused([{ field: '(all)', message: 'must be an object with the parameters of the task', code: 'type' }])
  const checked = checkParams(type, withKeptSecrets(type.params, asked as Record<string, unknown>, letter.payload), letter.tenantId)
  if (!checked.ok) throw new PayloadRefused(checked.problems)
  const taskId = await deps.deadLetters.chooseRetry(letter._id, uuidv7())
  if (taskId === undefined) throw deadLetterErrors.fault('DEAD_LETTER_RESOLVED')
  await launch(deps, { type, tenantId: letter.tenantId, params: checked.params, by, taskId, retryOf: letter.taskId ?? letter._id, trace })
  return taskId
}
