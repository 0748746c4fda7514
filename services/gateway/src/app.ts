import { authenticate, createApp, httpErrors, type App } from '@chasqui/http'
import { metrics } from '@chasqui/telemetry'
import { MIB } from './config.ts'
import type { GatewayContext } from './context.ts'
import { findNamed } from './every-route/found.ts'
import { describeFailures } from './every-route/route-docs.ts'
import { actionRoutes } from './routes/actions.ts'
import { batchRoutes } from './routes/batches.ts'
import { bookRoutes } from './routes/books.ts'
import { fileRoutes } from './routes/files.ts'
import { ingestRoutes } from './routes/ingest.ts'
import { itemRoutes } from './routes/items.ts'
import { streamRoutes } from './routes/stream.ts'
import { couldNotReachStore } from './every-route/store-away.ts'
import { celeryRoutes } from './routes/tasks/celery.ts'
import { taskFileRoutes } from './routes/tasks/files.ts'
import { holdRoutes } from './routes/tasks/holds.ts'
import { launchRoutes } from './routes/tasks/launch.ts'
import { readRoutes } from './routes/tasks/read.ts'
import { scheduleRoutes } from './routes/tasks/schedules.ts'
import { statsRoutes } from './routes/tasks/stats.ts'

const IMPORTS = [batchRoutes, ingestRoutes, fileRoutes, itemRoutes, actionRoutes, streamRoutes]
const TASKS = [readRoutes, launchRoutes, statsRoutes, holdRoutes, taskFileRoutes]

/** Of a JSON body, but for those of ingest: nothing else that is sent is long. */
const SMALL_BODY_BYTES = 64 * 1024
const AWAY_RETRY_MS = 2_000

/** Everything the gateway answers. */
export async function createGateway(context: GatewayContext): Promise<App> {
  const { config } = context
  const app = await createApp({
    logger: context.log,
    title: 'Chasqui',
    description: 'Documents become books: create a batch, send files or rows, watch it, read the books. The tenant is that of the API key; what belongs to another one is not found.',
    tags: [
      { name: 'Imports', description: 'Batches, their items and files' },
      { name: 'Books', description: 'What the documents became' },
      { name: 'Tasks', description: 'Work that is launched, watched, revoked and retried' },
      { name: 'Schedules', description: 'When tasks are launched by themselves' },
      { name: 'Celery Tasks', description: 'The API of the old system, for clients that speak it: the same tasks, its paths, shapes and errors' },
    ],
    metrics: metrics('gateway'),
    maxBodyBytes: SMALL_BODY_BYTES,
    upload: { maxFileBytes: Math.floor(config.importsMaxUploadMb * MIB) + 1, maxFiles: config.importsMaxFilesPerRequest },
    ops: { ready: readiness(context) },
  })
  await app.register(async (api) => {
    await api.register(authenticate, { findKey: (hash) => principalOf(context, hash), cache: { ttlMs: config.apiKeyCacheMs, unknownTtlMs: Math.min(5_000, config.apiKeyCacheMs) } })
    await api.register(describeFailures)
    api.addHook('onRequest', async (_request, reply) => { reply.header('Cache-Control', 'no-store') })
    api.addHook('preValidation', async (request) => {
      // The parser of uploads takes multipart bodies anywhere; elsewhere they would look like no body at all.
      if (request.isMultipart() && !request.routeOptions.config.isUpload) throw httpErrors.fault('UNSUPPORTED_MEDIA_TYPE', { detail: String(request.headers['content-type']) })
    })
    await api.register(findNamed, { context })
    api.setErrorHandler((thrown) => {
      throw couldNotReachStore(thrown) ? httpErrors.fault('UNAVAILABLE', { detail: 'the record store does not answer', cause: thrown, retryAfterMs: AWAY_RETRY_MS }) : thrown
    })
    if (config.importsEnabled) for (const routes of IMPORTS) await api.register(routes(context), { prefix: '/api/v1/imports' })
    await api.register(bookRoutes(context), { prefix: '/api/v1/books' })
    for (const routes of TASKS) await api.register(routes(context), { prefix: '/api/tasks' })
    await api.register(scheduleRoutes(context), { prefix: '/api/schedules' })
    await api.register(celeryRoutes(context), { prefix: '/api/celery' })
  })
  return app
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes multipart/form-data. */
    isUpload?: boolean
  }
}

async function principalOf({ tenants }: GatewayContext, hash: string) {
  const key = await tenants.findKey(hash)
  return key ? { tenantId: key.tenantId, role: key.role, keyId: key.name } : undefined
}

function readiness({ bus, store }: GatewayContext) {
  return [
    { name: 'nats', check: () => bus.isConnected() ? { ok: true } : { ok: false, why: 'no connection' } },
    { name: 'record store', check: async () => await store.ping() ? { ok: true } : { ok: false, why: 'no answer' } },
  ]
}
