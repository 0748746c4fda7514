import { resolve } from 'node:path'
import { settingsFrom } from '@chasqui/config'
import { connectRecordStore, Tenants } from '@chasqui/mongo'
import { keepUp, makeFolder, startNats, startRecordStore, type RecordStoreBuild, type Report } from '@chasqui/servers'
import { logger, startOpsServer, startTracing } from '@chasqui/telemetry'
import { ServiceConfig, type RunningService, type Service } from '@chasqui/worker'
import { ensureDemoTenants, type DemoKeys } from './demo-tenants.ts'
import { services } from './services.ts'

/**
 * How long what dead processes had in hand is left to them, instead of the 30 s of machines apart: here all die together, and what a
 * tenant had in hand keeps its window shut until somebody else may take it. Other people's servers may have other people's services.
 */
const ONE_MACHINE_LEASES = process.env['NATS_URL'] || process.env['MONGODB_URL'] ? {} : { LEASE_MS: '10000', ACK_WAIT_MS: '10000' }

/** Who waits longer than this without a word wonders whether it hangs. */
const A_MOMENT_MS = 500

export type SystemOptions = {
  dataDir: string
  /** Of the gateway; a free one when absent. */
  port?: number
  /** Only these services; all when absent. */
  only?: readonly string[]
  /** Settings for all services, by their environment names; they win over the environment. */
  settings?: Readonly<Record<string, string>>
  natsSyncInterval?: string
  durable?: boolean
  /** Which build of the record store; whatever is there when absent. */
  storeBuild?: RecordStoreBuild
  report: Report
}

export type RunningSystem = {
  /** Where the gateway answers; absent when it was left out. */
  url: string | undefined
  /** Where operators look: /metrics, /healthz and /readyz of all services together. */
  opsUrl: string
  keys: DemoKeys
  natsUrl: string
  mongoUrl: string
  /** As they are at this moment: one that died was started again. */
  readonly servers: { name: string; pid: number | undefined }[]
  stop: () => Promise<void>
}

/** The whole system in this process, with its servers as children: the same services as in production, the same code. */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const dataDir = resolve(options.dataDir)
  await makeFolder(dataDir)
  const { report } = options
  const wanted = chosen(options.only)
  const slow = setTimeout(() => report(`starting ${[...ownServers(), ...wanted.map(({ name }) => name)].join(', ')} …`), A_MOMENT_MS)
  const stops: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) await one()
  }
  try {
    const [nats, store] = await Promise.all([
      keepUp('nats-server', (at) => startNats({ dataDir, report, syncInterval: options.natsSyncInterval ?? 'always', ...at }), report),
      keepUp('record-store', (at) => startRecordStore({ dataDir, report, durable: options.durable ?? true, ...(options.storeBuild ? { build: options.storeBuild } : {}), ...at }), report),
    ])
    stops.push(async () => { await Promise.all([nats.stop(), store.stop()]) })
    const keys = await seed(store.url, dataDir)
    const env = {
      ...ONE_MACHINE_LEASES, ...process.env, NATS_URL: nats.url, MONGODB_URL: store.url, MONGODB_DATABASE: 'chasqui',
      ...(options.port === undefined ? {} : { GATEWAY_PORT: String(options.port) }),
      ...options.settings,
    }
    const running = new Map<string, RunningService>()
    for (const service of wanted) {
      const tracing = startTracing({ service: service.name, isDefault: service.name === 'gateway' })
      stops.push(() => tracing.stop())
      const started = await start(service, env)
      running.set(service.name, started)
      stops.push(() => started.stop())
    }
    const { opsPort } = settingsFrom(ServiceConfig, env)
    const ops = await startOpsServer({ host: '127.0.0.1', port: opsPort, ready: [...running].map(([name, { ready }]) => ({ name, check: ready })) })
    stops.push(() => ops.close())
    return {
      url: running.get('gateway')?.url, opsUrl: `http://127.0.0.1:${ops.port}`, keys, natsUrl: nats.url, mongoUrl: store.url, stop,
      get servers() { return [{ name: 'nats-server', pid: nats.pid() }, { name: 'record-store', pid: store.pid() }] },
    }
  } catch (error) {
    await stop()
    throw error
  } finally {
    clearTimeout(slow)
  }
}

function ownServers(): string[] {
  return [...(process.env['NATS_URL'] ? [] : ['nats-server']), ...(process.env['MONGODB_URL'] ? [] : ['record-store'])]
}

function chosen(only: readonly string[] | undefined): readonly Service[] {
  return only ? services.filter((service) => only.includes(service.name)) : services
}

async function seed(mongoUrl: string, dataDir: string): Promise<DemoKeys> {
  const store = await connectRecordStore({ url: mongoUrl, database: 'chasqui', name: 'chasqui-start' })
  try {
    return await ensureDemoTenants(new Tenants(store.db), dataDir)
  } finally {
    await store.close()
  }
}

async function start(service: Service, env: Readonly<Record<string, string | undefined>>): Promise<RunningService> {
  return service.start(settingsFrom(service.config, env), logger(service.name, { level: process.env['LOG_LEVEL'] ?? 'warn' }))
}
