import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { PlainText } from '@chasqui/contracts'
import { InvalidInput } from '@chasqui/http'
import { noteDeed } from '../audit.ts'
import { answerDetails, detailsOf } from '../celery/answers.ts'
import { catalogueEntry, CatalogueView, celeryStats, CeleryStatsView, LaunchedView, RevokedView, statusView, StatusView } from '../celery/shapes.ts'
import type { GatewayContext } from '../context.ts'
import { errors } from '../errors.ts'
import { IdempotencyHeaders, once } from '../request/once.ts'
import { isPlatform, scopeOf } from '../scope.ts'
import { LaunchBody } from '../tasks/launch-body.ts'
import { checkLaunch, launchTask } from '../tasks/launch-task.ts'
import { maskedParams } from '../tasks/masked-params.ts'
import { revokeTaskOf } from '../tasks/revoke-task.ts'

/** What the old API took, and Celery's own words of when; any other of its options is refused by name, never left out. */
const CeleryLaunch = z.strictObject({
  task_type: PlainText.min(1).max(100), params: z.record(z.string(), z.unknown()).default({}), eta: LaunchBody.shape.eta, countdown: LaunchBody.shape.countdown, expires: LaunchBody.shape.expires,
}).meta({ id: 'CeleryLaunch', examples: [{ task_type: 'books.export', params: { kind: 'invoices' } }] })

/** The id of whatever form: one that is not known is PENDING, as in Celery. */
const Params = z.object({ taskId: PlainText.min(1).max(100) })

const TAGS = ['Celery Tasks']

/** The REST face that Celery's clients know, over the same tasks: shapes, `detail` and PENDING for an unknown id are theirs. */
export function celeryRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    void app.register(answerDetails)
    void app.register(routes(context))
    ready()
  }
}

function routes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.get('/tasks', {
      config: { role: 'viewer' },
      schema: { tags: TAGS, operationId: 'celeryListTaskTypes', summary: 'Task types with their parameters', response: { 200: CatalogueView, ...detailsOf() } },
    }, async (request) => {
      const types = await context.catalogue.all()
      return types.filter(({ scope, retiredAt }) => !retiredAt && (scope === 'tenant' || isPlatform(request.principal))).map(catalogueEntry)
    })

    app.post('/tasks/launch', {
      config: { role: 'operator' },
      schema: { tags: TAGS, operationId: 'celeryLaunchTask', summary: 'Launch a task', headers: IdempotencyHeaders, body: CeleryLaunch, response: { 200: LaunchedView, ...detailsOf(400, 404, 409, 413, 415) } },
    }, (request, reply) => once(context, request, reply, async ({ reserve, idOf }) => {
      const { task_type: type, ...asked } = request.body
      const taskId = idOf('taskId')
      const wanted = await checkLaunch(context, request.principal, { type, ...asked }, { taskId, trace: request.trace, idempotencyKey: request.headers['idempotency-key'] }).catch((error: unknown) => { throw withoutPrefix(error) })
      await reserve({ taskId })
      const { task } = await launchTask(context, wanted)
      await noteDeed(context, request, { action: 'task.launch', target: { kind: 'task', id: task._id }, after: { type, params: await maskedParams(context, task) } })
      return { status: 200, body: { task_id: task._id, task_type: type, status: 'PENDING' as const, message: `Task ${type} launched successfully` } }
    }))

    app.get('/tasks/:taskId', {
      config: { role: 'viewer' },
      schema: { tags: TAGS, operationId: 'celeryGetTask', summary: 'Where a task is; an unknown id is PENDING', params: Params, response: { 200: StatusView, ...detailsOf() } },
    }, async (request) => {
      const { taskId } = request.params
      return statusView(taskId, await context.taskStore.tasks.find(scopeOf(request.principal), taskId) ?? undefined)
    })

    app.delete('/tasks/:taskId', {
      config: { role: 'operator' },
      schema: {
        tags: TAGS, operationId: 'celeryRevokeTask', summary: 'Revoke a task', params: Params, querystring: z.object({ terminate: z.stringbool().default(false).describe('kill what it started') }),
        description: 'As in Celery, an unknown id and a task at its end are answered alike, and nothing is done.', response: { 200: RevokedView, ...detailsOf(400, 409, 413, 415) },
      },
    }, async (request) => {
      const { taskId } = request.params
      const { terminate } = request.query
      const task = await context.taskStore.tasks.find(scopeOf(request.principal), taskId)
      if (task) {
        const { kind } = await revokeTaskOf(context, request, task, terminate)
        if (kind === 'too_late') throw errors.fault('TASK_TOO_LATE', { detail: taskId })
      }
      return { task_id: taskId, status: 'revoked' as const, terminate, message: `Task ${taskId} has been revoked` }
    })

    app.get('/stats', {
      config: { role: 'viewer' },
      schema: { tags: TAGS, operationId: 'celeryGetStats', summary: 'Active and scheduled tasks, and the workers', response: { 200: CeleryStatsView, ...detailsOf() } },
    }, async (request) => {
      const stats = await context.stats.of(scopeOf(request.principal))
      const listed = [...stats.active, ...stats.scheduled.next]
      const paramsOf = await context.taskLists.paramsOf(listed.map(({ task_id: id }) => id))
      const shown = await Promise.all(listed.map(async ({ task_id: id, type }) => [id, await maskedParams(context, { type, params: paramsOf.get(id) ?? {} })] as const))
      return celeryStats(stats, new Map(shown))
    })
    ready()
  }
}

/** The old API named parameters without the place they came in. */
function withoutPrefix(error: unknown): unknown {
  return error instanceof InvalidInput ? new InvalidInput(error.errors.map((one) => ({ ...one, field: one.field.replace(/^params\./, '') }))) : error
}
