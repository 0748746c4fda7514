import { authenticate, createApp, httpErrors, isCutOff, refuseUnknownNames, type App } from '@chasqui/http'
import { isStoreAway } from '@chasqui/mongo'
import { metrics } from '@chasqui/telemetry'
import { brokerHealth, storeHealth } from '@chasqui/worker'
import { MIB } from './config.ts'
import type { GatewayContext } from './context.ts'
import { findNamed } from './request/find-named.ts'
import { actionRoutes } from './routes/actions.ts'
import { auditRoutes } from './routes/audit.ts'
import { bankAccountRoutes } from './routes/bank-accounts.ts'
import { batchRoutes } from './routes/batches.ts'
import { bookRoutes } from './routes/books.ts'
import { celeryRoutes } from './routes/celery.ts'
import { deadLetterRoutes } from './routes/dead-letters.ts'
import { fileRoutes } from './routes/files.ts'
import { ingestRoutes } from './routes/ingest.ts'
import { itemRoutes } from './routes/items.ts'
import { keyRoutes } from './routes/keys.ts'
import { replayRoutes } from './routes/replays.ts'
import { describeFailures } from './routes/route-docs.ts'
import { scheduleRoutes } from './routes/schedules.ts'
import { streamRoutes } from './routes/stream.ts'
import { actRoutes } from './routes/tasks/act.ts'
import { taskFileRoutes } from './routes/tasks/files.ts'
import { holdRoutes } from './routes/tasks/holds.ts'
import { launchRoutes } from './routes/tasks/launch.ts'
import { readRoutes } from './routes/tasks/read.ts'
import { statsRoutes } from './routes/tasks/stats.ts'
import { watchRoutes } from './routes/tasks/watch.ts'

const IMPORTS = [batchRoutes, ingestRoutes, fileRoutes, itemRoutes, actionRoutes, streamRoutes]
const TASKS = [readRoutes, watchRoutes, launchRoutes, actRoutes, statsRoutes, holdRoutes, taskFileRoutes]

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
      { name: 'Schedules', description: 'Tasks that are launched by the clock' },
      { name: 'Dead letters', description: 'What stages and tasks gave up: look, retry, edit and retry, discard' },
      { name: 'Replays', description: 'Past facts said again after a bug was mended' },
      { name: 'Audit', description: 'Who did what, before and after' },
      { name: 'Keys', description: 'What opens this API: make, list, revoke' },
      { name: 'Celery Tasks', description: 'The same tasks in the shapes of the old API: its clients change the host and add a key. Errors are `{detail}`, an unknown id is PENDING' },
    ],
    metrics: metrics('gateway'),
    origins: config.gatewayCorsOrigins,
    maxBodyBytes: SMALL_BODY_BYTES,
    upload: { maxFileBytes: Math.floor(config.importsMaxUploadMb * MIB) + 1, maxFiles: config.importsMaxFilesPerRequest },
    ops: { ready: readiness(context) },
  })
  await app.register(async (api) => {
    await api.register(authenticate, { findKey: (hash) => principalOf(context, hash), cache: { ttlMs: config.apiKeyCacheMs, unknownTtlMs: Math.min(5_000, config.apiKeyCacheMs) } })
    await api.register(describeFailures)
    await api.register(refuseUnknownNames)
    api.addHook('onRequest', async (_request, reply) => { reply.header('Cache-Control', 'no-store') })
    api.addHook('preValidation', async (request) => {
      // The parser of uploads takes multipart bodies anywhere; elsewhere they would look like no body at all.
      if (request.isMultipart() && !request.routeOptions.config.isUpload) throw httpErrors.fault('UNSUPPORTED_MEDIA_TYPE', { detail: String(request.headers['content-type']) })
    })
    api.setErrorHandler((thrown) => {
      throw isStoreAway(thrown) && !isCutOff(thrown) ? httpErrors.fault('UNAVAILABLE', { detail: 'the record store does not answer', cause: thrown, retryAfterMs: AWAY_RETRY_MS }) : thrown
    })
    await api.register(async (honest) => {
      await honest.register(findNamed, { context })
      for (const [prefix, routes] of facesOf(config)) for (const one of routes) await honest.register(one(context), { prefix })
    })
    // Old clients take an unknown id for one that waits.
    await api.register(celeryRoutes(context), { prefix: '/api/celery' })
  })
  return app
}

function facesOf({ importsEnabled }: Pick<GatewayContext['config'], 'importsEnabled'>) {
  return [
    ['/api/v1/imports', importsEnabled ? IMPORTS : []], ['/api/v1/books', [bookRoutes]], ['/api/bank-accounts', [bankAccountRoutes]], ['/api/tasks', TASKS], ['/api/schedules', [scheduleRoutes]],
    ['/api/dead-letters', [deadLetterRoutes]], ['/api/replays', [replayRoutes]], ['/api/audit', [auditRoutes]], ['/api/keys', [keyRoutes]],
  ] as const
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Takes multipart/form-data. */
    isUpload?: boolean
  }
}

async function principalOf({ tenants }: GatewayContext, hash: string) {
  const key = await tenants.findKey(hash)
  return key ? { tenantId: key.tenantId, role: key.role, keyName: key.name } : undefined
}

function readiness({ bus, store }: GatewayContext) {
  return [
    { name: 'nats', check: () => brokerHealth(bus) },
    { name: 'record store', check: async () => storeHealth(!await store.ping()) },
  ]
}
