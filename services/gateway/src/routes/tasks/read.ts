import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { TASK_STATES } from '@chasqui/contracts'
import type { GatewayContext } from '../../context.ts'
import { errors } from '../../errors.ts'
import { listScopeOf } from '../../scope.ts'
import { showTask } from '../../tasks/show-task.ts'
import { taskTypeView, TaskTypeView } from '../../tasks/task-type-view.ts'
import { TaskSummary, taskSummary, TaskView } from '../../tasks/task-view.ts'
import { waitForEnd } from '../../tasks/wait-for-end.ts'
import { pageFrom, pageOf, paging } from '../paging.ts'
import { DayOrInstant, inOrder, momentOf, SearchText, TaskParams, Tenant, TypeParams } from '../params.ts'

const LONGEST_POLL_SECONDS = 60

const Wait = z.string().regex(/^\d{1,2}s?$/, 'must be a number of seconds, such as 30s').transform((text) => Number.parseInt(text, 10))
  .refine((seconds) => seconds <= LONGEST_POLL_SECONDS, `must be at most ${LONGEST_POLL_SECONDS}s`)
  .optional().meta({ description: `answers when the task is at its end, or after so long (at most ${LONGEST_POLL_SECONDS}s) with where it is then`, examples: ['30s'] })

/** What people see of tasks. */
export function readRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    const stopping = new AbortController()
    app.addHook('preClose', async () => stopping.abort())

    app.get('/types', {
      config: { role: 'viewer' },
      schema: { tags: ['Tasks'], operationId: 'listTaskTypes', summary: 'The catalogue: what can be launched', response: { 200: z.object({ items: z.array(TaskTypeView) }).meta({ id: 'TaskTypes' }) } },
    }, async () => ({ items: await Promise.all((await context.catalogue.all()).map(async (type) => taskTypeView(type, await context.catalogue.isWorkedOn(type._id)))) }))

    app.get('/types/:type', {
      config: { role: 'viewer', fails: ['TASK_TYPE_NOT_FOUND'] },
      schema: { tags: ['Tasks'], operationId: 'getTaskType', summary: 'One task type with the schema of its parameters', params: TypeParams, response: { 200: TaskTypeView } },
    }, async (request) => {
      const type = await context.catalogue.type(request.params.type)
      if (!type) throw errors.fault('TASK_TYPE_NOT_FOUND', { detail: request.params.type })
      return taskTypeView(type, await context.catalogue.isWorkedOn(type._id))
    })

    app.get('', {
      config: { role: 'viewer', fails: ['TENANT_NOT_FOUND'] },
      schema: {
        tags: ['Tasks'], operationId: 'listTasks', summary: 'Tasks, newest first', description: 'Without parameters, results and attempts: those are with each task.',
        querystring: inOrder(z.object({
          type: SearchText.optional(), state: z.enum(TASK_STATES).optional(), error_code: SearchText.optional().describe('of the failure, or of the last try'),
          from: DayOrInstant.optional().describe('launched at or after'), to: DayOrInstant.optional().describe('launched before'),
          parent: SearchText.optional().describe('id of the parent'), schedule: SearchText.optional().describe('id of the schedule'), tenant: Tenant,
          ...paging(z.uuid(), 50),
        })),
        response: { 200: pageOf('Tasks', TaskSummary) },
      },
    }, async (request) => {
      const { type, state, error_code: errorCode, from, to, parent, schedule, tenant, cursor, limit } = request.query
      const found = await context.taskLists.list({
        tenantId: listScopeOf(request.principal, tenant), type, states: state && [state], errorCode, parentId: parent, scheduleId: schedule, from: momentOf(from), to: momentOf(to),
      }, { before: cursor, limit: limit + 1 })
      return pageFrom(found, limit, taskSummary, ({ _id }) => _id)
    })

    app.get('/:taskId', {
      config: { role: 'viewer', isStream: true, fails: ['TASK_NOT_FOUND'] },
      schema: { tags: ['Tasks'], operationId: 'getTask', summary: 'Everything about one task', params: TaskParams, querystring: z.object({ wait: Wait }), response: { 200: TaskView } },
    }, async (request, reply) => {
      const task = request.task
      const { wait = 0 } = request.query
      const now = wait === 0 ? task : await waitForEnd(context, task, wait * 1_000, AbortSignal.any([stopping.signal, goneOf(reply.raw)])) ?? task
      const type = await context.catalogue.type(now.type)
      return showTask(context, now, type && await context.catalogue.noteOn(type, now))
    })
    ready()
  }
}

/** Fires when the client goes: nobody is waited for then. */
function goneOf(response: { once: (event: 'close', then: () => void) => unknown }): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}
