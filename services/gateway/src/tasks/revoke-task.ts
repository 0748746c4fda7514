import type { FastifyRequest } from 'fastify'
import type { TaskRecord } from '@chasqui/mongo'
import { revokeTask } from '@chasqui/worker'
import { noteDeed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { taskOf } from './found-task.ts'

/**
 * Revokes a task for a person.
 * @returns the task after it, and whether it is revoked already or still at work
 * @throws TASK_NOT_FOUND, TASK_TOO_LATE, TASK_ALREADY_FINAL
 */
export async function revokeTaskOf(context: GatewayContext, request: FastifyRequest, taskId: string, terminate: boolean, action: 'task.revoke' | 'replay.cancel' = 'task.revoke'): Promise<{ task: TaskRecord; isDone: boolean }> {
  const before = await taskOf(context, request.principal, taskId)
  const result = await revokeTask(context, context.taskStore, 'gateway', { tenantId: before.tenantId, taskId, by: request.principal.keyId, terminate })
  switch (result.kind) {
    case 'unknown': throw errors.fault('TASK_NOT_FOUND', { detail: taskId })
    case 'too_late': throw errors.fault('TASK_TOO_LATE', { detail: taskId })
    case 'already_final': throw errors.fault('TASK_ALREADY_FINAL', { detail: `it is ${result.task.state}` })
    case 'revoked': case 'revoking': break
  }
  await noteDeed(context, request, { action, tenantId: before.tenantId, target: { kind: 'task', id: taskId }, before: { state: before.state }, after: { state: result.task.state, terminate } })
  // A parent whose last child was revoked with it is at its end now.
  const now = await taskOf(context, request.principal, taskId)
  return { task: now, isDone: now.state !== 'STARTED' }
}
