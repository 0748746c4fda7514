import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { DEFAULT_KILL_AFTER_MS } from '@chasqui/worker'
import type { GatewayContext } from '../../context.ts'
import { IdempotencyHeaders, once, REPEATABLE } from '../../request/once.ts'
import { LAUNCH_FAILS } from '../../tasks/launch-task.ts'
import { retryTaskOf } from '../../tasks/retry-task.ts'
import { revokeOrRefuse } from '../../tasks/revoke-task.ts'
import { showTask } from '../../tasks/show-task.ts'
import { taskAddress, TaskView } from '../../tasks/task-view.ts'
import { TaskParams } from '../params.ts'

const RetryBody = z.strictObject({
  params: z.record(z.string(), z.unknown()).optional().describe('in place of the parameters of the old task'),
}).nullish().meta({ description: 'may be left out', examples: [{ params: { kind: 'invoices', format: 'csv' } }] })

/** What people do with a task that was launched: revoke it, or launch it anew. */
export function actRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.delete('/:taskId', {
      config: { role: 'operator', fails: ['TASK_NOT_FOUND', 'TASK_TOO_LATE', 'TASK_ALREADY_FINAL'] },
      schema: {
        tags: ['Tasks'], operationId: 'revokeTask', summary: 'Revoke a task, and its children with it', params: TaskParams,
        querystring: z.object({ terminate: z.stringbool().default(false).describe(`what it started is killed after ${DEFAULT_KILL_AFTER_MS / 1000} s, or as TASK_KILL_AFTER_MS of its service says`) }),
        description: 'A task that has not started never starts: 200, REVOKED. One that runs is told to stop within a second and is REVOKED when it has: 202, `substate` revoking.',
        response: { 200: TaskView, 202: { description: 'It was told to stop', content: { 'application/json': { schema: TaskView } } } },
      },
    }, async (request, reply) => {
      const { task, isDone } = await revokeOrRefuse(context, request, request.task, request.query.terminate)
      return reply.code(isDone ? 200 : 202).send(await showTask(context, task))
    })

    app.post('/:taskId/retry', {
      config: { role: 'operator', fails: ['TASK_NOT_FOUND', 'TASK_NOT_FINAL', 'TASK_RETRIED', ...LAUNCH_FAILS, ...REPEATABLE] },
      schema: {
        tags: ['Tasks'], operationId: 'retryTask', summary: 'Launch a task that has ended anew', params: TaskParams, headers: IdempotencyHeaders, body: RetryBody,
        description: 'A new task, linked to the old one by `retry_of`; the old one stays as it is. A task is tried again once, here or, one that failed, through its dead letter, also one that was discarded: '
          + 'who asks again gets the task that was made (200 instead of 202), and TASK_RETRIED when that one has other parameters. At its end that one can be retried itself.',
        response: { 202: TaskView, 200: { description: 'The task that tries it again already', content: { 'application/json': { schema: TaskView } } } },
      },
    }, (request, reply) => once(context, request, reply, async ({ reserve, idOf }) => {
      const { task, existed, note } = await retryTaskOf(context, request, request.task, request.body?.params, { taskId: idOf('taskId'), reserve })
      return { status: existed ? 200 : 202, headers: { Location: taskAddress(task._id) }, body: await showTask(context, task, note) }
    }))
    ready()
  }
}
