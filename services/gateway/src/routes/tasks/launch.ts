import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { shownParams } from '@chasqui/worker'
import { noteDeed, noteDeeds } from '../../audit.ts'
import { MIB } from '../../config.ts'
import type { GatewayContext } from '../../context.ts'
import { IdempotencyHeaders, once, REPEATABLE } from '../../every-route/once.ts'
import { BULK_MOST, BulkAnswer, launchBulk } from '../../tasks/launch-bulk.ts'
import { LaunchBody } from '../../tasks/launch-body.ts'
import { checkLaunch, LAUNCH_FAILS, launchTask } from '../../tasks/launch-task.ts'
import { maskedParams } from '../../tasks/masked-params.ts'
import { revokeOrRefuse } from '../../tasks/revoke-task.ts'
import { retryTaskOf } from '../../tasks/retry-task.ts'
import { showTask } from '../../tasks/show-task.ts'
import { taskAddress, TaskView } from '../../tasks/views.ts'
import { TaskParams } from '../params.ts'

const BulkBody = z.strictObject({
  tasks: z.array(z.unknown()).min(1).max(BULK_MOST).describe('each as in POST /api/tasks; one that is wrong does not stop the others'),
}).meta({ id: 'LaunchTasks', examples: [{ tasks: [{ type: 'books.export', params: { kind: 'invoices' } }, { type: 'books.export', params: { kind: 'expenses', format: 'xlsx' } }] }] })

const RetryBody = z.strictObject({
  params: z.record(z.string(), z.unknown()).optional().describe('in place of the parameters of the old task'),
}).nullish().meta({ description: 'may be left out', examples: [{ params: { kind: 'invoices', format: 'csv' } }] })

/** What people do with tasks. */
export function launchRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.post('', {
      config: { role: 'operator', fails: [...LAUNCH_FAILS, ...REPEATABLE] },
      schema: {
        tags: ['Tasks'], operationId: 'launchTask', summary: 'Launch a task', headers: IdempotencyHeaders, body: LaunchBody,
        description: 'Answered after the task is on record: from then on it is kept, whatever becomes of the broker. A type that no live worker owns is accepted too; `note` says that it waits. '
          + '200 instead of 202: a task with the same `unique` key stands for this one.',
        response: { 202: TaskView, 200: { description: 'The task that stands for the unique key', content: { 'application/json': { schema: TaskView } } } },
      },
    }, (request, reply) => once(context, request, reply, async ({ reserve, idOf }) => {
      const wanted = await checkLaunch(context, request.principal, request.body, {
        taskId: idOf('taskId'), trace: request.trace, idempotencyKey: request.headers['idempotency-key'],
      })
      await reserve({ taskId: wanted.taskId as string })
      const { task, existed, note } = await launchTask(context, wanted)
      const isOther = existed && task._id !== wanted.taskId
      if (!isOther) await noteDeed(context, request, { action: 'task.launch', target: { kind: 'task', id: task._id }, after: { type: task.type, params: await maskedParams(context, task) } })
      return { status: isOther ? 200 : 202, headers: { Location: taskAddress(task._id) }, body: await showTask(context, task, note) }
    }))

    app.post('/bulk', {
      config: { role: 'operator', fails: [...REPEATABLE] },
      bodyLimit: 4 * MIB,
      schema: {
        tags: ['Tasks'], operationId: 'launchTasks', summary: 'Launch many tasks in one call', headers: IdempotencyHeaders, body: BulkBody,
        description: `At most ${BULK_MOST}; one answer each, in the order of the tasks.`,
        response: { 200: z.object({ launched: z.int(), refused: z.int(), answers: z.array(BulkAnswer) }).meta({ id: 'LaunchedTasks' }) },
      },
    }, (request, reply) => once(context, request, reply, async (attempt) => {
      const { answers, launched } = await launchBulk(context, request.principal, request.body.tasks, { trace: request.trace, attempt })
      await noteDeeds(context, request, launched.map(({ taskId, type, params }) => ({ action: 'task.launch', target: { kind: 'task', id: taskId as string }, after: { type: type._id, params: shownParams(type.params, params), bulk: true } })))
      const refused = answers.filter(({ task_id: id }) => id === null).length
      return { status: 200, body: { launched: answers.length - refused, refused, answers } }
    }))

    app.delete('/:taskId', {
      config: { role: 'operator', fails: ['TASK_NOT_FOUND', 'TASK_TOO_LATE', 'TASK_ALREADY_FINAL'] },
      schema: {
        tags: ['Tasks'], operationId: 'revokeTask', summary: 'Revoke a task, and its children with it', params: TaskParams,
        querystring: z.object({ terminate: z.stringbool().default(false).describe('what it started is killed after 5 s') }),
        description: 'A task that has not started never starts: 200, REVOKED. One that runs is told to stop within a second and is REVOKED when it has: 202, `substate` revoking.',
        response: { 200: TaskView, 202: { description: 'It was told to stop', content: { 'application/json': { schema: TaskView } } } },
      },
    }, async (request, reply) => {
      const { task, isDone } = await revokeOrRefuse(context, request, request.task, request.query.terminate)
      return reply.code(isDone ? 200 : 202).send(await showTask(context, task))
    })

    app.post('/:taskId/retry', {
      config: { role: 'operator', fails: ['TASK_NOT_FOUND', 'TASK_NOT_FINAL', ...LAUNCH_FAILS, ...REPEATABLE] },
      schema: {
        tags: ['Tasks'], operationId: 'retryTask', summary: 'Launch a task that has ended anew', params: TaskParams, headers: IdempotencyHeaders, body: RetryBody,
        description: 'A new task, linked to the old one by `retry_of`; the old one stays as it is.', response: { 202: TaskView },
      },
    }, (request, reply) => once(context, request, reply, async ({ reserve, idOf }) => {
      const { task, note } = await retryTaskOf(context, request, request.task, request.body?.params, { taskId: idOf('taskId'), reserve })
      return { status: 202, headers: { Location: taskAddress(task._id) }, body: await showTask(context, task, note) }
    }))
    ready()
  }
}
