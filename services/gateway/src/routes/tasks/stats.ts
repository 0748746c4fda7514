import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { WORKER_SILENT_MS } from '@chasqui/mongo/tasks'
import type { GatewayContext } from '../../context.ts'
import { scopeOf } from '../../scope.ts'
import { StatsView } from '../../tasks/stats-view.ts'
import { WorkerView, workerView } from '../../tasks/worker-view.ts'

/** How the platform is doing. */
export function statsRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  return (app, _options, ready) => {
    app.get('/stats', {
      config: { role: 'viewer' },
      schema: {
        tags: ['Tasks'], operationId: 'getTaskStats', summary: 'What waits, what is at work and who works, in one answer', response: { 200: StatsView },
        description: 'Of the tenant of the key; of every tenant with a key of those who run the installation. It is read once for all who ask; `as_of` says when.',
      },
    }, (request) => context.stats.of(scopeOf(request.principal)))

    app.get('/workers', {
      config: { role: 'viewer' },
      schema: { tags: ['Tasks'], operationId: 'listTaskWorkers', summary: 'Processes that run tasks, those of the last hour', response: { 200: z.object({ items: z.array(WorkerView) }).meta({ id: 'TaskWorkers' }) } },
    }, async () => {
      const since = Date.now() - WORKER_SILENT_MS
      return { items: (await context.taskStore.workers.all()).map((worker) => workerView(worker, worker.seenAt.getTime() > since)) }
    })
    ready()
  }
}
