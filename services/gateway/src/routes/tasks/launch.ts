import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { shownParams } from '@chasqui/worker'
import { noteDeed, noteDeeds } from '../../audit.ts'
import { MIB } from '../../config.ts'
import type { GatewayContext } from '../../context.ts'
import { IdempotencyHeaders, once, REPEATABLE } from '../../request/once.ts'
import { BULK_MOST, BulkAnswer, launchBulk } from '../../tasks/launch-bulk.ts'
import { LaunchBody } from '../../tasks/launch-body.ts'
import { checkLaunch, LAUNCH_FAILS, launchTask } from '../../tasks/launch-task.ts'
import { maskedParams } from '../../tasks/masked-params.ts'
import { showTask } from '../../tasks/show-task.ts'
import { differingParams, StandingTask } from '../../tasks/standing-task.ts'
import { taskAddress, TaskView } from '../../tasks/task-view.ts'

const BulkBody = z.strictObject({
  tasks: z.array(z.unknown()).min(1).max(BULK_MOST).describe('each as in POST /api/tasks; one that is wrong does not stop the others'),
}).meta({ id: 'LaunchTasks', examples: [{ tasks: [{ type: 'books.export', params: { kind: 'invoices' } }, { type: 'books.export', params: { kind: 'expenses', format: 'xlsx' } }] }] })

/** Launching, one by one and many in one call. */
export function launchRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.post('', {
      config: { role: 'operator', fails: [...LAUNCH_FAILS, ...REPEATABLE] },
      schema: {
        tags: ['Tasks'], operationId: 'launchTask', summary: 'Launch a task', headers: IdempotencyHeaders, body: LaunchBody,
        description: 'Answered after the task is on record: from then on it is kept, whatever becomes of the broker. A type that no live worker owns is accepted too; `note` says that it waits. '
          + '200 instead of 202: a task with the same `unique` key stands for this one; `differs` names the parameters that it has otherwise.',
        response: { 202: TaskView, 200: { description: 'The task that stands for the unique key', content: { 'application/json': { schema: StandingTask } } } },
      },
    }, (request, reply) => once(context, request, reply, async ({ reserve, idOf }) => {
      const wanted = await checkLaunch(context, request.principal, request.body, {
        taskId: idOf('taskId'), trace: request.trace, idempotencyKey: request.headers['idempotency-key'],
      })
      await reserve({ taskId: wanted.taskId as string })
      const { task, existed, note } = await launchTask(context, wanted)
      const isOther = existed && task._id !== wanted.taskId
      if (!isOther) await noteDeed(context, request, { action: 'task.launch', target: { kind: 'task', id: task._id }, after: { type: task.type, params: await maskedParams(context, task) } })
      const shown = await showTask(context, task, note)
      return { status: isOther ? 200 : 202, headers: { Location: taskAddress(task._id) }, body: isOther ? { ...shown, differs: differingParams(wanted.params, task.params) } : shown }
    }))

    app.post('/bulk', {
      config: { role: 'operator', fails: [...REPEATABLE] },
      bodyLimit: 4 * MIB,
      schema: {
        tags: ['Tasks'], operationId: 'launchTasks', summary: 'Launch many tasks in one call', headers: IdempotencyHeaders, body: BulkBody,
        description: `At most ${BULK_MOST}; one answer each, in the order of the tasks. If the record store goes away in the middle, some of them may be on record: sent again under the same Idempotency-Key, each is launched once.`,
        response: { 200: z.object({ launched: z.int().describe('for how many there is a task: a new one, or the one that stands for their unique key'), refused: z.int(), answers: z.array(BulkAnswer) }).meta({ id: 'LaunchedTasks' }) },
      },
    }, (request, reply) => once(context, request, reply, async (attempt) => {
      const { answers, launched } = await launchBulk(context, request.principal, request.body.tasks, { trace: request.trace, attempt })
      await noteDeeds(context, request, launched.map(({ taskId, type, params }) => ({ action: 'task.launch', target: { kind: 'task', id: taskId as string }, after: { type: type._id, params: shownParams(type.params, params), bulk: true } })))
      const refused = answers.filter(({ task_id: id }) => id === null).length
      return { status: 200, body: { launched: answers.length - refused, refused, answers } }
    }))
    ready()
  }
}
