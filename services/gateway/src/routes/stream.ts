import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ALARM_IN_WORDS } from '@chasqui/contracts'
import type { GatewayContext } from '../context.ts'
import { sequenceOf } from '../live/facts-of.ts'
import { watch } from '../live/watch.ts'
import { BatchParams, LastEventHeaders } from './params.ts'

export function streamRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.get('/batches/:batchId/stream', {
      config: { role: 'viewer', isStream: true, fails: ['BATCH_NOT_FOUND'] },
      // A HEAD would watch the batch to its end, for nobody.
      exposeHeadRoute: false,
      schema: {
        tags: ['Imports'], operationId: 'watchBatch', summary: 'Watch a batch live (server-sent events)', params: BatchParams,
        description: `Events: \`item\`, a fact about one item, in order; \`alert\`, the alarm of the batch was raised: ${ALARM_IN_WORDS.raised}; \`status\`, the counts, when they change; \`end\`, when nothing moves any more: close the stream then. `
          + 'A client that was cut off sends the id of its last event as `Last-Event-ID` and gets what it missed, nothing twice.',
        headers: LastEventHeaders,
        response: { 200: { description: 'Events, until `end`', content: { 'text/event-stream': { schema: z.string().meta({ examples: ['event: status\ndata: {"total_items":10,"completed":4}\n\n'] }) } } } },
      },
    }, async (request, reply) => {
      return reply.sendEvents((lastEventId, signal) => watch(context, request.batch, sequenceOf(lastEventId), signal), { keepAliveMs: context.config.streamKeepAliveMs })
    })
    ready()
  }
}
