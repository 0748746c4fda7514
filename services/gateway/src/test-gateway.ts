import { afterAll, beforeAll } from 'vitest'
import type { InjectOptions } from 'fastify'
import type { Role } from '@chasqui/contracts'
import { newApiKey, type App } from '@chasqui/http'
import { logger } from '@chasqui/telemetry'
import { aTenant, withServers, type TestServers } from '@chasqui/testkit'
import { createGateway } from './app.ts'
import { GatewayConfig } from './config.ts'
import { openContext, type GatewayContext } from './context.ts'

export type Answer = {
  status: number
  headers: Record<string, string | undefined>
  text: string
  /** The body, of the shape that the test takes it to have. */
  as: <T = Record<string, unknown>>() => T
  /** The stable code of a refusal. */
  readonly code: string
}

export type Call = { method?: 'GET' | 'POST' | 'HEAD' | 'PUT' | 'PATCH' | 'DELETE'; body?: unknown; headers?: Record<string, string>; form?: FormData }

/** Who calls: a key of a tenant, as a function that calls with it. */
export type Caller = ((path: string, call?: Call) => Promise<Answer>) & { apiKey: string; tenantId: string }

export type OpenGateway = { app: App; context: GatewayContext; close: () => Promise<void> }

export type TestGateway = OpenGateway & {
  servers: TestServers
  /** A new key of a tenant, which is made when it is not there. */
  caller: (role?: Role, tenantId?: string, on?: App) => Promise<Caller>
  /** A second gateway on the same servers. Closed with the file. */
  another: (settings?: Partial<GatewayConfig>) => Promise<OpenGateway>
}

let tenants = 0
/** The name of a tenant that no other test has. */
const newTenantId = (): string => `tenant-${++tenants}`

/** A gateway for a test file, against real servers; what it answers can be used from `beforeAll` hooks on. */
export function withGateway(settings: Partial<GatewayConfig> = {}): TestGateway {
  const servers = withServers()
  const database = servers.freshDb()
  const opened: OpenGateway[] = []
  const open = async (over: Partial<GatewayConfig> = {}): Promise<OpenGateway> => {
    const config = {
      ...GatewayConfig.parse({ natsUrl: servers.natsUrl, mongodbUrl: servers.mongoUrl, mongodbDatabase: database }),
      importsMaxIngestsPerMin: 100_000, apiKeyCacheMs: 1, ...settings, ...over,
    }
    const context = await openContext(config, logger('gateway', { level: process.env['TEST_LOG'] ?? 'silent' }))
    const app = await createGateway(context)
    const gateway = { app, context, close: async () => { await app.close(); await context.close() } }
    opened.push(gateway)
    return gateway
  }
  let first: OpenGateway
  beforeAll(async () => { first = await open() })
  afterAll(async () => { for (const one of opened) await one.close() })

  return {
    servers,
    get app() { return first.app },
    get context() { return first.context },
    close: () => first.close(),
    another: open,
    caller: async (role = 'operator', tenantId = newTenantId(), on = first.app) => {
      const { key, hash } = newApiKey()
      await first.context.tenants.save(aTenant({ id: tenantId }))
      await first.context.tenants.saveKey({ _id: hash, tenantId, role, name: `key of a ${role}`, createdAt: new Date() })
      return callerOf(on, key, tenantId)
    },
  }
}

/** The same key at another gateway. */
export function callerOf(app: App, apiKey: string, tenantId: string): Caller {
  return Object.assign(async (path: string, call: Call = {}) => answerTo(app, path, { ...call, headers: { authorization: `Bearer ${apiKey}`, ...call.headers } }), { apiKey, tenantId })
}

async function answerTo(app: App, path: string, { method, body, headers = {}, form }: Call): Promise<Answer> {
  const options: InjectOptions = { url: path.startsWith('/') ? path : `/api/v1/imports/${path}`, method: method ?? (body === undefined && form === undefined ? 'GET' : 'POST'), headers }
  if (body !== undefined) options.payload = body as object
  if (form) {
    const sent = new Response(form)
    options.payload = Buffer.from(await sent.arrayBuffer())
    options.headers = { ...headers, 'content-type': String(sent.headers.get('content-type')) }
  }
  const response = await app.inject(options)
  return {
    status: response.statusCode, text: response.payload, headers: response.headers as Record<string, string | undefined>,
    as: <T>() => JSON.parse(response.payload) as T,
    get code() { return (JSON.parse(response.payload) as { code: string }).code },
  }
}

/** A multipart form with these files, by name. */
export function formOf(files: Record<string, string | Uint8Array<ArrayBuffer>>): FormData {
  const form = new FormData()
  for (const [name, content] of Object.entries(files)) form.append('files', new Blob([content]), name)
  return form
}

/** A new batch with as many rows. @returns its id and those of its items */
export async function batchWith(call: Caller, rows: number): Promise<{ id: string; items: string[] }> {
  const { id } = (await call('batches', { body: { source_type: 'invoices' } })).as<{ id: string }>()
  if (rows === 0) return { id, items: [] }
  const sent = await call(`batches/${id}/ingest`, { body: { rows: Array.from({ length: rows }, (_, n) => ({ numero: `F001-${n + 1}`, total: '118.00' })) } })
  return { id, items: sent.as<{ items: { id: string }[] }>().items.map((item) => item.id) }
}
