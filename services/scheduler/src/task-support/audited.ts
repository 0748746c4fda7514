import { v7 as uuidv7 } from 'uuid'
import type { AuditAction } from '@chasqui/mongo'
import type { TaskContext } from '@chasqui/worker'

/** Who launched the task. */
export async function launchedBy({ store, tenantId, taskId }: TaskContext): Promise<string> {
  return (await store.tasks.find(tenantId, taskId))?.createdBy ?? 'scheduler'
}

/** Writes down what a task changed for many at once. */
export async function audited(ctx: TaskContext, action: AuditAction, reason: string | undefined, after: unknown): Promise<void> {
  const { tenantId, taskId, deps } = ctx
  await deps.audit.write({ _id: uuidv7(), tenantId, at: new Date(), by: await launchedBy(ctx), action, target: { kind: 'task', id: taskId }, ...(reason === undefined ? {} : { reason }), after })
}
