import type { FastifyReply, FastifyRequest } from 'fastify'
import { httpErrors } from '@chasqui/http'
import { noteDeed, type Deed } from '../audit.ts'
import type { GatewayContext } from '../context.ts'
import { once } from '../request/once.ts'
import { assertMayLaunch, checkedParams, launchTask } from './launch-task.ts'
import { maskedParams } from './masked-params.ts'
import { showTask } from './show-task.ts'
import type { TaskView } from './task-view.ts'

/**
 * Answers a route that stands for a task of one type: launches it, once for each Idempotency-Key. Who may is what its type says, as on every face.
 * @throws UNAVAILABLE while no service has announced it, and those of a launch
 */
export function answerWithTask(context: GatewayContext, request: FastifyRequest, reply: FastifyReply, { type: name, params, deed, address, assertPossible }: {
  type: string
  params: Record<string, unknown>
  /** What is noted of it; done to the task when it says to nothing else. */
  deed: Pick<Deed, 'action' | 'reason'> & Partial<Pick<Deed, 'target'>>
  address: (taskId: string) => string
  /** Throws when what is asked for cannot be done now. A request that was answered before gets its answer all the same. */
  assertPossible?: () => unknown
}): Promise<TaskView> {
  return once(context, request, reply, async ({ reserve, idOf }) => {
    assertPossible?.()
    const type = await context.catalogue.type(name)
    if (!type) throw httpErrors.fault('UNAVAILABLE', { detail: `no service has announced ${name} yet`, retryAfterMs: 5_000 })
    assertMayLaunch(request.principal, type)
    const taskId = idOf('taskId')
    const wanted = { type, params: await checkedParams(context, type, params, request.principal.tenantId, ''), tenantId: request.principal.tenantId, by: request.principal.keyName, taskId, trace: request.trace }
    await reserve({ taskId })
    const { task, note } = await launchTask(context, wanted)
    await noteDeed(context, request, { target: { kind: 'task', id: task._id }, ...deed, after: { task: task._id, ...await maskedParams(context, task) } })
    return { status: 202, headers: { Location: address(task._id) }, body: await showTask(context, task, note) }
  })
}
