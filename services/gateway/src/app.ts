import { authenticate, createApp, type App } from '@chasqui/http'
import { processMetrics } from '@chasqui/telemetry'
import type { GatewayContext } from './context.ts'
import { batchRoutes } from './routes/batches.ts'
import { bookRoutes } from './routes/books.ts'
import { fileRoutes } from './routes/files.ts'
import { ingestRoutes } from './routes/ingest.ts'
import { itemRoutes } from './routes/items.ts'
import { streamRoutes } from './routes/stream.ts'

/** Everything the gateway answers. */
export async function createGateway(context: GatewayContext): Promise<App> {
  const { config, tenants, bus, store, log } = context
  const app = await createApp({
    logger: log,
    title: 'Chasqui',
    description: 'Documents become books: create a batch, send files or rows, watch it, read the books.',
    tags: [
      { name: 'Imports', description: 'Batches, their items and files' },
      { name: 'Books', description: 'What the documents became' },
    ],
    maxBodyBytes: config.importsMaxBodyBytes,
    upload: { maxFileBytes: config.importsMaxUploadBytes + 1, maxFiles: config.importsMaxFilesPerRequest },
    ops: {
      ready: [
        { name: 'nats', check: () => bus.isConnected() ? { ok: true } : { ok: false, why: 'no connection' } },
        { name: 'record store', check: async () => await store.ping() ? { ok: true } : { ok: false, why: 'no answer' } },
      ],
      metrics: processMetrics(),
    },
  })
  await app.register(async (api) => {
    await api.register(authenticate, {
      findKey: async (hash) => {
        const key = await tenants.findKey(hash)
        return key ? { tenantId: key.tenantId, role: key.role, keyId: key.name } : undefined
      },
    })
    for (const routes of [batchRoutes, ingestRoutes, fileRoutes, itemRoutes, streamRoutes]) await api.register(routes(context), { prefix: '/api/v1/imports' })
    await api.register(bookRoutes(context), { prefix: '/api/v1/books' })
  })
  return app
}
