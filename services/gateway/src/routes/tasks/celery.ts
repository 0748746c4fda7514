import type { FastifyInstance } from 'fastify'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { problemOf } from '@chasqui/http'
import { revokeTask } from '@chasqui/worker'
import { noteDeed } from '../../audit.ts'
import type { GatewayContext } from '../../context.ts'
import { errors } from '../../errors.ts'
import { couldNotReachStore } from '../../every-route/store-away.ts'
import { scopeOf } from '../../scope.ts'
import { CeleryStatsView, celeryStatsView, CeleryStatusView, celeryStatusView, CeleryTypeView, celeryTypeView } from '../../tasks/celery-views.ts'
import { celeryDetailOf } from '../../tasks/celery-errors.ts'
import { launchOf, launchTask } from '../../tasks/launch-task.ts'
import { TaskParams } from './params.ts'

const Detail = z.object({ detail: z.string() }).meta({ id: 'CeleryError', examples: [{ detail: 'Invalid parameters: company_id is required' }] })
const REFUSALS = Object.fromEntries([400, 401, 403, 404, 405, 409, 413, 415, 422, 500, 503].map((status) => [status, Detail]))

const Launch = z.object({ task_type: z.string().max(100), params: z.record(z.string(), z.unknown()).nullish() }).meta({ id: 'CeleryLaunch', examples: [{ task_type: 'sii.sync_documents', params: { company_id: '019a2b3c-0000-7000-8000-000000000001', months: 3 } }] })
const Launched = z.object({ task_id: z.string(), task_type: z.string(), status: z.literal('PENDING'), message: z.string() }).meta({ id: 'CeleryLaunched' })
const Revoked = z.object({ task_id: z.string(), status: z.literal('revoked'), terminate: z.boolean(), message: z.string() }).meta({ id: 'CeleryRevoked' })

const TAGS = ['Celery Tasks']
const SHOWN = 1_000

/** The face that clients of the old system speak to: its paths, shapes and errors, over the same tasks. */
export function celeryRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  const { catalogue, taskStore, taskLists } = context
  return (app, _options, ready) => {
    answerDetails(app as unknown as FastifyInstance)

    app.get('/tasks', {
      config: { role: 'viewer' },
      schema: { tags: TAGS, operationId: 'celeryTaskTypes', summary: 'Task types and their parameters', response: { ...REFUSALS, 200: z.array(CeleryTypeView) } },
    }, async () => (await catalogue.all()).filter(({ retiredAt }) => !retiredAt).map(celeryTypeView))

    app.post('/tasks/launch', {
      config: { role: 'operator' },
      schema: { tags: TAGS, operationId: 'celeryLaunch', summary: 'Launch a task', body: Launch, response: { ...REFUSALS, 200: Launched } },
    }, async (request) => {
      const wanted = await launchOf(context, request.principal, { type: request.body.task_type, params: request.body.params ?? {} }, { trace: request.trace })
      const { task } = await launchTask(context, wanted)
      await noteDeed(context, request, { action: 'task.launch', target: { kind: 'task', id: task._id }, after: { type: task.type, params: task.params } })
      return { task_id: task._id, task_type: task.type, status: 'PENDING' as const, message: `Task ${task.type} launched successfully` }
    })

    app.get('/tasks/:taskId', {
      config: { role: 'viewer' },
      schema: { tags: TAGS, operationId: 'celeryTaskStatus', summary: 'State and result of a task; one that is not known is PENDING', params: TaskParams, response: { ...REFUSALS, 200: CeleryStatusView } },
    }, async (request) => celeryStatusView(request.params.taskId, await taskStore.tasks.find(scopeOf(request.principal), request.params.taskId)))

    app.delete('/tasks/:taskId', {
      config: { role: 'operator' },
      schema: {
        tags: TAGS, operationId: 'celeryRevoke', summary: 'Revoke a task', params: TaskParams, querystring: z.object({ terminate: z.stringbool().default(false).describe('what it started is killed after 5 s') }),
        description: 'As it always was, a task that is not known or has ended is answered like one that was revoked. One past the point of no return is 409.', response: { ...REFUSALS, 200: Revoked },
      },
    }, async (request) => {
      const { taskId } = request.params
      const { terminate } = request.query
      const task = await taskStore.tasks.find(scopeOf(request.principal), taskId)
      const revoked = task ? await revokeTask(context, taskStore, 'gateway', { tenantId: task.tenantId, taskId, by: request.principal.keyId, terminate }) : undefined
      if (revoked?.kind === 'too_late') throw errors.fault('TASK_TOO_LATE', { detail: taskId })
      if (task && revoked && (revoked.kind === 'revoked' || revoked.kind === 'revoking')) {
        await noteDeed(context, request, { action: 'task.revoke', tenantId: task.tenantId, target: { kind: 'task', id: taskId }, before: { state: task.state }, after: { state: revoked.task.state, terminate } })
      }
      return { task_id: taskId, status: 'revoked' as const, terminate, message: `Task ${taskId} has been revoked` }
    })

    app.get('/stats', {
      config: { role: 'viewer' },
      schema: { tags: TAGS, operationId: 'celeryStats', summary: 'Workers and what they do', response: { ...REFUSALS, 200: CeleryStatsView } },
    }, async (request) => {
      const tenantId = scopeOf(request.principal)
      const isOwn = (one: { tenantId: string }): boolean => tenantId === undefined || one.tenantId === tenantId
      const [overview, workers, types] = await Promise.all([taskLists.overview(), taskStore.workers.live(), catalogue.all()])
      const [active, next] = [overview.active.filter(isOwn).slice(0, SHOWN), overview.next.filter(isOwn).slice(0, SHOWN)]
      const records = new Map((await taskStore.tasks.findMany([...active, ...next].map(({ _id }) => _id))).map((task) => [task._id, task]))
      const recordsOf = (some: readonly { _id: string }[]) => some.flatMap(({ _id }) => records.get(_id) ?? [])
      return celeryStatsView(workers, types.filter(({ retiredAt }) => !retiredAt).map(({ _id }) => _id), recordsOf(active), recordsOf(next))
    })
    ready()
  }
}

/** Old clients read `detail` and nothing else. */
function answerDetails(app: FastifyInstance): void {
  app.setErrorHandler((thrown, request, reply) => {
    const { problem, isUnexpected } = problemOf(thrown, { path: request.url.split('?')[0] as string, requestId: request.id, traceId: '' })
    const isAway = couldNotReachStore(thrown)
    if (isUnexpected && !isAway) request.log.error({ err: thrown }, 'A request failed')
    if (isAway) reply.header('retry-after', 2)
    return reply.code(isAway ? 503 : problem.status).type('application/json').serializer(JSON.stringify).send({ detail: isAway ? 'Failed to launch task: the record store does not answer' : celeryDetailOf(thrown, problem) })
  })
}
