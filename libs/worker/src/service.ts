import { z } from 'zod'
import { createFileStore } from '@chasqui/files'
import { Audit, connectRecordStore, DeadLetters, Tenants } from '@chasqui/mongo'
import { Batches, Items } from '@chasqui/mongo/items'
import { connectBus } from '@chasqui/nats'
import type { Health, Logger } from '@chasqui/telemetry'
import type { Deps } from './deps.ts'
import type { Probe } from './probe.ts'
import { newProcessName } from './process-name.ts'

/** The settings that every service has. A service adds its own to them. */
export const ServiceConfig = z.object({
  natsUrl: z.string().default('nats://127.0.0.1:4222').describe('where the NATS servers are'),
  natsReplicas: z.coerce.number().int().min(1).max(5).default(1).describe('copies of each stream; 3 in production'),
  mongodbUrl: z.string().default('mongodb://127.0.0.1:27017').describe('where the record store is'),
  mongodbDatabase: z.string().default('chasqui').describe('the database of the record'),
  opsPort: z.coerce.number().int().min(0).max(65_535).default(0).describe('port of /metrics, /healthz and /readyz; 0 = any free one'),
})
export type ServiceConfig = z.infer<typeof ServiceConfig>

export type RunningService = {
  /** Where it answers HTTP, for those that do. */
  url?: string
  ready: () => Health | Promise<Health>
  /** Pulls no more, finishes or hands back, closes; within 20 s. */
  stop: () => Promise<void>
}

/** A process of Chasqui: alone in production, beside the others in the embedded run. */
export type Service<C extends z.ZodObject = z.ZodObject> = {
  readonly name: string
  readonly config: C
  readonly start: (config: z.infer<C>, log: Logger, probe?: Probe) => Promise<RunningService>
}

/** Keeps the type of the settings together with what uses them. */
export function defineService<C extends z.ZodObject>(service: Service<C>): Service<C> {
  return service
}

/** Connects a service to its servers and makes the indexes that are missing. */
export async function connectDeps(service: string, config: ServiceConfig, log: Logger): Promise<Deps & { close: () => Promise<void> }> {
  const processName = newProcessName(service)
  const store = await connectRecordStore({ url: config.mongodbUrl, database: config.mongodbDatabase, name: processName })
  const bus = await connectBus({ url: config.natsUrl, name: processName })
  const deps: Deps = {
    service, processName, bus, store, log, streamReplicas: config.natsReplicas,
    items: new Items(store.db), batches: new Batches(store.db), tenants: new Tenants(store.db),
    deadLetters: new DeadLetters(store.db), audit: new Audit(store.db), files: createFileStore(store.db),
  }
  await Promise.all([deps.items, deps.batches, deps.tenants, deps.deadLetters, deps.audit, deps.files].map((repository) => repository.ensureIndexes()))
  return { ...deps, close: async () => { await bus.close(); await store.close() } }
}
