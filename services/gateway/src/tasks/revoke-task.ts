import type { FastifyRequest } from 'fastify'
import type { TaskRecord } from '@chasqui/mongo/tasks'
import { revokeTask } from '@chasqui/worker'
import { noteDeed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { taskOf } from '../named.ts'

type Action = 'task.revoke' | 'replay.cancel'

/** Revokes a task for a person, and notes it when something came of it. Each face says in its own words what did. */
export async function revokeTaskOf(context: GatewayContext, request: FastifyRequest, { _id: taskId, tenantId, state }: TaskRecord, terminate: boolean, action: Action = 'task.revoke'): ReturnType<typeof revokeTask> {
  const result = await revokeTask(context, { tenantId, taskId, by: request.principal.keyName, terminate })
  if (result.kind === 'revoked' || result.kind === 'revoking') {
    await noteDeed(context, request, { action, tenantId, target: { kind: 'task', id: taskId }, before: { state }, after: { state: result.task.state, terminate } })
  }
  return result
}

/**
 * The same for a face that says why it could not be.
 * @returns the task after it, and whether it is revoked already or still at work
 * @throws TASK_NOT_FOUND, TASK_TOO_LATE, TASK_ALREADY_FINAL
 */
export async function revokeOrRefuse(context: GatewayContext, request: FastifyRequest, task: TaskRecord, terminate: boolean, action?: Action): Promise<{ task: TaskRecord; isDone: boolean }> {
  const result = await revokeTaskOf(context, request, task, terminate, action)
  switch (result.kind) {
    case 'unknown': throw errors.fault('TASK_NOT_FOUND', { detail: task._id })
    case 'too_late': throw errors.fault('TASK_TOO_LATE', { detail: task._id })
    case 'already_final': throw errors.fault('TASK_ALREADY_FINAL', { detail: `it is ${result.task.state}` })
    case 'revoked': case 'revoking': break
  }
  // A parent whose last child was revoked with it is at its end now.
  const now = await taskOf(context, request.principal, task._id)
  return { task: now, isDone: now.state !== 'STARTED' }
}
