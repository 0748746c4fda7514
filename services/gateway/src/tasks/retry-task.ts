import type { FastifyRequest } from 'fastify'
import { FINAL_TASK_STATES } from '@chasqui/contracts'
import type { TaskRecord } from '@chasqui/mongo'
import { noteDeed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import type { Attempt } from '../every-route/once.ts'
import { launchOf, launchTask, type Launched } from './launch-task.ts'

/**
 * Launches a task that has ended anew, perhaps with other parameters. Its dead letter, if it has one, is dealt with by that.
 * @throws TASK_NOT_FINAL, TASK_TYPE_UNKNOWN, TASK_PLATFORM_ONLY, FORBIDDEN, VALIDATION_FAILED, REPLAY_FOREIGN
 */
export async function retryTaskOf(context: GatewayContext, request: FastifyRequest, old: TaskRecord, params: Record<string, unknown> | undefined, { taskId, reserve }: { taskId: string; reserve: Attempt['reserve'] }): Promise<Launched> {
  const { principal, trace } = request
  if (!FINAL_TASK_STATES.has(old.state)) throw errors.fault('TASK_NOT_FINAL', { detail: `it is ${old.state}` })
  // For the tenant that the old one was of, also when the operators of the platform retry it.
  const wanted = await launchOf(context, principal, { type: old.type, params: params ?? old.params, priority: old.priority }, { taskId, trace, retryOf: old._id, tenantId: old.tenantId })
  await reserve({ taskId })
  const launched = await launchTask(context, wanted)
  await context.deadLetters.resolve(`task:${old._id}`, { at: new Date(), by: principal.keyId, how: 'requeued', as: taskId })
  await noteDeed(context, request, { action: 'task.retry', tenantId: old.tenantId, target: { kind: 'task', id: old._id }, before: { state: old.state, params: old.params }, after: { task: taskId, params: launched.task.params } })
  return launched
}
