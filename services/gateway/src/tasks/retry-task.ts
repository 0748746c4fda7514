import type { FastifyRequest } from 'fastify'
import { FINAL_TASK_STATES } from '@chasqui/contracts'
import { letterIdOf, type TaskRecord } from '@chasqui/mongo'
import { buryTask, withKeptSecrets } from '@chasqui/worker'
import { noteDeed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import type { Attempt } from '../every-route/once.ts'
import { checkLaunch, launchTask, type Launched } from './launch-task.ts'
import { maskedParams } from './masked-params.ts'

/**
 * Launches a task that has ended anew, perhaps with other parameters. Its dead letter, if it has one, is dealt with by that.
 * @throws TASK_NOT_FINAL, TASK_TYPE_UNKNOWN, TASK_PLATFORM_ONLY, FORBIDDEN, VALIDATION_FAILED, PLATFORM_HAS_NO_BOOKS, REPLAY_FOREIGN, BATCH_NOT_FOUND
 */
export async function retryTaskOf(context: GatewayContext, request: FastifyRequest, old: TaskRecord, params: Record<string, unknown> | undefined, { taskId, reserve }: { taskId: string; reserve: Attempt['reserve'] }): Promise<Launched> {
  const { principal, trace } = request
  if (!FINAL_TASK_STATES.has(old.state)) throw errors.fault('TASK_NOT_FINAL', { detail: `it is ${old.state}` })
  // For the tenant that the old one was of, also when the operators of the platform retry it.
  const wanted = await checkLaunch(context, principal, { type: old.type, params: params === undefined ? old.params : await unmasked(context, old, params), priority: old.priority }, { taskId, trace, retryOf: old._id, tenantId: old.tenantId })
  const as = await chosenId(context, old, taskId)
  await reserve({ taskId: as })
  const launched = await launchTask(context, { ...wanted, taskId: as })
  await context.deadLetters.resolve(letterIdOf(old._id), { at: new Date(), by: principal.keyId, how: 'requeued', as })
  await noteDeed(context, request, { action: 'task.retry', tenantId: old.tenantId, target: { kind: 'task', id: old._id }, before: { state: old.state, params: await maskedParams(context, old) }, after: { task: as, params: await maskedParams(context, launched.task) } })
  return launched
}

/** Secrets that came back as they were shown are those of the old task. */
async function unmasked({ catalogue }: GatewayContext, old: TaskRecord, params: Record<string, unknown>): Promise<Record<string, unknown>> {
  const type = await catalogue.type(old.type)
  return type ? withKeptSecrets(type.params, params, old.params) : params
}

/**
 * As what a task is tried again: whoever retries its dead letter at the same time makes the same one. Whoever wrote the failure may have died before the letter; written now, nobody
 * finds it missing and writes an open one when the work has been done.
 */
async function chosenId(context: GatewayContext, old: TaskRecord, taskId: string): Promise<string> {
  if (old.state !== 'FAILURE') return taskId
  const letterId = letterIdOf(old._id)
  if ((await context.deadLetters.existing([letterId])).size === 0) await buryTask(context, 'gateway', old)
  return await context.deadLetters.chooseRetry(letterId, taskId) ?? taskId
}
