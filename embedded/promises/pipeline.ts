import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { onTestFinished } from 'vitest'
import { settingsFrom } from '@chasqui/config'
import { control, type Row, type SourceType, type Tenant } from '@chasqui/contracts'
import { hashApiKey } from '@chasqui/http'
import { openBooks } from '@chasqui/mongo/books'
import type { Item, ItemFile } from '@chasqui/mongo/items'
import { logger } from '@chasqui/telemetry'
import { aTenant, waitFor } from '@chasqui/testkit'
import { connectDeps, type Deps, type Probe, type RunningService } from '@chasqui/worker'
import { services } from '../services.ts'
import type { Place } from './place.ts'
import type { Program } from './processes.ts'

/** The pipeline for a test of a promise: the real services against servers that the test may kill. */

/** Short times, so that what production does in half a minute a test sees in seconds. */
const QUICK = {
  ACK_WAIT_MS: '1000', LEASE_MS: '1000', RETRY_BASE_MS: '50', RETRY_CAP_MS: '200', RECONCILE_EVERY_MS: '500', REST_AFTER_MS: '3000',
} as const

const STAGES_AND_SCHEDULER = services.map((service) => service.name).filter((name) => name !== 'gateway')

function settingsOf({ natsUrl, mongoUrl, database }: Place): Record<string, string> {
  return { ...QUICK, NATS_URL: natsUrl, MONGODB_URL: mongoUrl, MONGODB_DATABASE: database }
}

export type TestPipeline = {
  deps: Deps
  books: ReturnType<typeof openBooks>
  tenant: Tenant
  /** Of the tenant, as an admin. */
  apiKey: string
  /** Puts rows on record as the gateway does. */
  ingest: (rows: readonly Row[], options?: { tenant?: Tenant; sourceType?: SourceType; ids?: readonly string[] }) => Promise<string>
  upload: (files: readonly { name: string; bytes: Buffer }[], options?: { tenant?: Tenant; ids?: readonly string[] }) => Promise<string>
  items: (batchId: string) => Promise<Item[]>
  /** Waits until nothing of the batch moves any more. */
  atRest: (batchId: string, limitMs?: number) => Promise<Item[]>
}

/** A connection to the record as the gateway has it, and a tenant. */
export async function openPipeline(servers: Place): Promise<TestPipeline> {
  const deps = await connectDeps('test', { natsUrl: servers.natsUrl, mongodbUrl: servers.mongoUrl, mongodbDatabase: servers.database, natsReplicas: 1, opsPort: 0 }, logger('test', { level: 'silent' }))
  onTestFinished(() => deps.close())
  const tenant = aTenant()
  await deps.tenants.save(tenant)
  const apiKey = `key-of-${tenant.id}`
  await deps.tenants.saveKey({ _id: hashApiKey(apiKey), tenantId: tenant.id, role: 'admin', name: 'test', createdAt: new Date() })

  const put = async (of: Tenant, sourceType: SourceType, incoming: readonly ({ row: Row } | { file: ItemFile })[], ids?: readonly string[]): Promise<string> => {
    const batchId = uuidv7()
    const now = new Date()
    await deps.batches.insert({ _id: batchId, tenantId: of.id, sourceType, origin: 'api', reserved: incoming.length, createdBy: 'test', createdAt: now, updatedAt: now })
    await deps.items.insert(incoming.map((one, i) => ({ _id: ids?.[i] ?? uuidv7(), tenantId: of.id, batchId, idx: i + 1, sourceType, ...one })))
    deps.bus.hint(control.release(of.id))
    return batchId
  }
  const items = (batchId: string): Promise<Item[]> => deps.items.collection().find({ batchId }, { sort: { idx: 1 } }).toArray()

  return {
    deps, tenant, apiKey, items,
    books: openBooks(deps.store.db),
    ingest: (rows, options = {}) => put(options.tenant ?? tenant, options.sourceType ?? 'invoices', rows.map((row) => ({ row })), options.ids),
    upload: async (files, options = {}) => {
      const of = options.tenant ?? tenant
      const stored = await Promise.all(files.map(async ({ name, bytes }) => {
        const { fileId, sha256, size } = await deps.files.put(of.id, bytes, { filename: name })
        return { file: { fileId, filename: name, size, sha256, mimeType: 'application/octet-stream' } }
      }))
      return put(of, 'documento', stored, options.ids)
    },
    atRest: (batchId, limitMs = 150_000) => waitFor(async () => {
      const all = await items(batchId)
      return all.length > 0 && !all.some(isMoving) ? all : undefined
    }, { what: `batch ${batchId} at rest`, limitMs, pollMs: 100, instead: async () => (await items(batchId)).filter(isMoving) }),
  }
}

function isMoving({ inFlight, waiting, nextRetryAt }: Item): boolean {
  return Boolean(inFlight) || Boolean(waiting) || Boolean(nextRetryAt)
}

type RunningHere = {
  stop: () => Promise<void>
  url: string | undefined
  /** What each says of itself; undefined when it is ready. */
  whyNotReady: () => Promise<Record<string, string | undefined>>
}

/** Starts services in this process. */
export async function startHere(servers: Place, options: { only?: readonly string[]; probe?: Probe; settings?: Record<string, string> } = {}): Promise<RunningHere> {
  const running: (RunningService & { name: string })[] = []
  const env = { ...settingsOf(servers), ...options.settings }
  for (const name of options.only ?? STAGES_AND_SCHEDULER) {
    const service = services.find((one) => one.name === name)
    if (!service) throw new Error(`no service ${name}`)
    running.push({ name, ...await service.start(settingsFrom(service.config, env), logger(name, { level: process.env['TEST_LOG'] ?? 'silent' }), options.probe) })
  }
  const stop = async (): Promise<void> => { await Promise.all(running.splice(0).map((one) => one.stop())) }
  onTestFinished(stop)
  return {
    stop, url: running.find((one) => one.url)?.url,
    whyNotReady: async () => Object.fromEntries(await Promise.all(running.map(async ({ name, ready }) => [name, (await ready()).why]))),
  }
}

/** One service as a program of its own. @param env with `DIE_PLAN` it dies, or stops, at an exact moment: see die-plan.ts */
export function stageProgram(servers: Place, name: string, env: Record<string, string> = {}): Program {
  return { script: join(import.meta.dirname, 'process.ts'), args: [name], env: { ...settingsOf(servers), ...env } }
}
