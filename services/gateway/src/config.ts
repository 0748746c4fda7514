import { z } from 'zod'
import { commaList } from '@chasqui/config'
import { ServiceConfig, TaskConfig } from '@chasqui/worker'
import { TRACE_ID } from './trace-url.ts'

export const MIB = 1024 * 1024

const isOrigin = (text: string): boolean => text === '*' || (URL.canParse(text) && new URL(text).origin === text)

/** Never an address that a browser would run. */
const isTraceUrl = (text: string): boolean => text.includes(TRACE_ID) && /^https?:$/.test(URL.parse(text.replaceAll(TRACE_ID, '0'))?.protocol ?? '')

export const GatewayConfig = ServiceConfig.extend({
  gatewayHost: z.string().default('127.0.0.1').describe('the address it listens on; 0.0.0.0 in a container'),
  gatewayPort: z.coerce.number().int().min(0).max(65_535).default(0).describe('the port it listens on; 0 = any free one'),
  gatewayCorsOrigins: commaList().refine((origins) => origins.every(isOrigin), 'an origin is a scheme, a host and a port without a path, as https://app.example.cl; or *')
    .prefault('').describe('origins whose pages may call it from a browser, as `https://app.example.cl`; `*` for all'),
  importsEnabled: z.stringbool().default(true).describe('whether the imports routes are there at all'),
  importsMaxItemsPerBatch: z.coerce.number().int().min(1).default(5_000).describe('rows and files that one batch may hold'),
  importsMaxIngestsPerMin: z.coerce.number().int().min(1).default(30).describe('ingests and uploads a minute and tenant, counted over all gateways; 100 in production'),
  importsMaxUploadMb: z.coerce.number().positive().max(1_024).default(50).describe('MiB of one uploaded file; kinds have smaller limits of their own'),
  importsMaxFilesPerRequest: z.coerce.number().int().min(1).default(100).describe('files in one upload'),
  importsMaxBodyMb: z.coerce.number().positive().max(256).default(32).describe('MiB of the JSON of one ingest'),
  importsMaxRowKb: z.coerce.number().positive().max(64).default(32).describe('KiB of one row; a row travels in messages, which must stay small'),
  apiKeyCacheMs: z.coerce.number().int().min(1).default(15_000).describe('ms that a key is trusted without asking again; a revoked key works at most so long'),
  streamKeepAliveMs: z.coerce.number().int().min(50).default(15_000).describe('ms of silence after which a live stream says that it is still there'),
  traceUrl: z.string().refine(isTraceUrl, `an http address with ${TRACE_ID} in it, as https://jaeger.example.cl/trace/${TRACE_ID}`).optional()
    .describe(`where people look at a trace, with \`${TRACE_ID}\` where its id goes; tasks and items then say theirs, as \`trace_url\``),
  taskKeepDays: TaskConfig.shape.taskKeepDays,
})
export type GatewayConfig = z.infer<typeof GatewayConfig>
