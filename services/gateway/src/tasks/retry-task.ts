import { isDeepStrictEqual } from 'node:util'
import type { FastifyRequest } from 'fastify'
import { FINAL_TASK_STATES } from '@chasqui/contracts'
import { taskLetterId } from '@chasqui/mongo'
import type { TaskRecord } from '@chasqui/mongo/tasks'
import { buryTask, withKeptSecrets } from '@chasqui/worker'
import { noteDeed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import type { Attempt } from '../request/once.ts'
import { checkLaunch, launchTask, type Launched } from './launch-task.ts'
import { maskedParams } from './masked-params.ts'

/**
 * Launches a task that has ended anew, perhaps with other parameters. Its dead letter, if it has one, is dealt with by that. Each is tried again once: who asks
 * later gets the task that was made.
 * @returns `existed`: that another request, or a retry of its dead letter, made it
 * @throws TASK_NOT_FINAL, TASK_RETRIED, TASK_TYPE_UNKNOWN, TASK_PLATFORM_ONLY, FORBIDDEN, VALIDATION_FAILED, PLATFORM_HAS_NO_BOOKS, REPLAY_FOREIGN, BATCH_NOT_FOUND
 */
export async function retryTaskOf(context: GatewayContext, request: FastifyRequest, old: TaskRecord, params: Record<string, unknown> | undefined, { taskId, reserve }: { taskId: string; reserve: Attempt['reserve'] }): Promise<Launched> {
  const { principal, trace } = request
  if (!FINAL_TASK_STATES.has(old.state)) throw errors.fault('TASK_NOT_FINAL', { detail: `it is ${old.state}` })
  // For the tenant that the old one was of, also when the operators of the platform retry it.
  const wanted = await checkLaunch(context, principal, { type: old.type, params: params === undefined ? old.params : await unmasked(context, old, params), priority: old.priority }, { taskId, trace, retryOf: old._id, tenantId: old.tenantId })
  await reserve({ taskId })
  const as = await chosenId(context, old, taskId)
  const launched = await launchTask(context, { ...wanted, taskId: as })
  const isOther = launched.existed && as !== taskId
  await context.deadLetters.resolve(taskLetterId(old._id), { at: new Date(), by: principal.keyName, how: 'requeued', as })
  if (launched.existed && !isDeepStrictEqual(launched.task.params, wanted.params)) throw errors.fault('TASK_RETRIED', { detail: `as ${as}` })
  if (!isOther) await noteDeed(context, request, { action: 'task.retry', tenantId: old.tenantId, target: { kind: 'task', id: old._id }, before: { state: old.state, params: await maskedParams(context, old) }, after: { task: as, params: await maskedParams(context, launched.task) } })
  return { ...launched, existed: isOther }
}

/** Secrets that came back as they were shown are those of the old task. */
async function unmasked({ catalogue }: GatewayContext, old: TaskRecord, params: Record<string, unknown>): Promise<Record<string, unknown>> {
  const type = await catalogue.type(old.type)
  return type ? withKeptSecrets(type.params, params, old.params) : params
}

/**
 * As what a task is tried again: whoever asks again, or retries the dead letter of one that failed, makes the same one. Whoever wrote the failure may have died before the letter; written now,
 * nobody finds it missing and writes an open one when the work has been done.
 */
async function chosenId(context: GatewayContext, old: TaskRecord, taskId: string): Promise<string> {
  if (old.state !== 'FAILURE') return await context.taskStore.tasks.chooseRetry(old._id, taskId) ?? taskId
  const letterId = taskLetterId(old._id)
  if ((await context.deadLetters.existing([letterId])).size === 0) await buryTask(context, old)
  return await context.deadLetters.chooseTaskRetry(letterId, taskId) ?? taskId
}
