import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { GatewayContext } from '../../context.ts'
import { sequenceOf } from '../../live/facts-of.ts'
import { listScopeOf } from '../../scope.ts'
import { watchTask, watchTasks } from '../../tasks/watch-tasks.ts'
import { LastEventHeaders, TaskParams } from '../params.ts'

/** As a part of a subject: above all no wildcard. */
const WatchedTenant = z.string().max(200).regex(/^[\w-]+$/, 'must be the id of a tenant').optional().describe('only those of this tenant: the own one, or any for those who run the installation')
const EVENTS = { 200: { description: 'Events', content: { 'text/event-stream': { schema: z.string().meta({ examples: ['id: 7\nevent: state\ndata: {"task_id":"0198f5a0-0000-7000-8000-0000000000a1","state":"STARTED"}\n\n'] }) } } } }

/** Tasks as they move. */
export function watchRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    const { streamKeepAliveMs: keepAliveMs } = context.config

    app.get('/events', {
      config: { role: 'viewer', isStream: true, fails: ['TENANT_NOT_FOUND'] },
      exposeHeadRoute: false,
      schema: {
        tags: ['Tasks'], operationId: 'watchTasks', summary: 'Watch all tasks live (server-sent events)', headers: LastEventHeaders, querystring: z.object({ tenant: WatchedTenant }), response: EVENTS,
        description: 'Events: `state` when a task goes on, `progress` in between. It begins with what happens next; a client that was cut off sends the id of its last event as `Last-Event-ID` and gets what it missed. It has no end.',
      },
    }, async (request, reply) => {
      const tenantId = listScopeOf(request.principal, request.query.tenant)
      return reply.sendEvents((lastEventId, signal) => watchTasks(context, tenantId, sequenceOf(lastEventId), signal), { keepAliveMs })
    })

    app.get('/:taskId/events', {
      config: { role: 'viewer', isStream: true, fails: ['TASK_NOT_FOUND'] },
      exposeHeadRoute: false,
      schema: {
        tags: ['Tasks'], operationId: 'watchTask', summary: 'Watch one task live (server-sent events)', params: TaskParams, headers: LastEventHeaders, response: EVENTS,
        description: 'Events: `state` and `progress` from its launch on, then `end` with the task: close the stream then. A client that was cut off sends the id of its last event as `Last-Event-ID` and gets what it missed, nothing twice.',
      },
    }, async (request, reply) => {
      const task = request.task
      return reply.sendEvents((lastEventId, signal) => watchTask(context, task, sequenceOf(lastEventId), signal), { keepAliveMs })
    })
    ready()
  }
}
