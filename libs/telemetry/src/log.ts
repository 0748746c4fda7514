import { trace } from '@opentelemetry/api'
import { pino, stdTimeFunctions, type DestinationStream, type Logger as PinoLogger } from 'pino'
import { telemetrySettings } from './config.ts'
import { redactLine } from './redact.ts'
import { traceIdOf } from './traceparent.ts'

export type Logger = PinoLogger

export type LoggerOptions = {
  /** trace, debug, info, warn, error, fatal or silent. Default: LOG_LEVEL, else info. */
  level?: string
  /** Where the lines go. Default: standard error, shared by all loggers of the process. */
  destination?: DestinationStream
}

/** What a line is about. Opaque ids only: never a tax id, a name or an address. */
export type LogIds = {
  /** Of the message or request that is worked on; the line carries its trace id. */
  traceparent?: string | undefined
  traceId?: string | undefined
  tenantId?: string | undefined
  batchId?: string | undefined
  itemId?: string | undefined
  taskId?: string | undefined
}

type LoggerHooks = { streamWrite?: (line: string) => string }

/** Set on a logger whose trace id is bound already, so that its lines do not carry two. Children inherit it. */
const hasTraceId = Symbol('hasTraceId')

/**
 * The logger of a service: one JSON line an event, to standard error, secrets taken out of every line whatever their
 * depth. Lines written inside a traced operation carry `trace_id` and `span_id`.
 */
export function logger(service: string, options: LoggerOptions = {}): Logger {
  return pino({
    level: options.level ?? telemetrySettings().logLevel,
    base: { service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: (_line, _level, self) => (hasTraceId in self ? {} : activeSpanIds()),
    hooks: { streamWrite: redactLine },
  }, options.destination ?? standardError())
}

/** A child whose lines carry `trace_id`, `tenant`, `batch`, `item` and `task`, as far as they are given, and what else is bound. */
export function withIds(log: Logger, ids: LogIds, bindings: Record<string, unknown> = {}): Logger {
  const traceId = ids.traceId ?? traceIdOf(ids.traceparent)
  const child = log.child({
    ...bindings,
    ...(traceId && { trace_id: traceId }),
    ...(ids.tenantId && { tenant: ids.tenantId }),
    ...(ids.batchId && { batch: ids.batchId }),
    ...(ids.itemId && { item: ids.itemId }),
    ...(ids.taskId && { task: ids.taskId }),
  })
  if (traceId) Object.defineProperty(child, hasTraceId, { value: true })
  return child
}

/** A child whose finished lines, and those of its children, go through `clean` before they are written: what is secret here and nowhere else is taken out of them. */
export function withCleanLines(log: Logger, clean: (line: string) => string): Logger {
  const { streamWrite = redactLine } = (log as { [pino.symbols.hooksSym]?: LoggerHooks })[pino.symbols.hooksSym] ?? {}
  return Object.defineProperty(log.child({}), pino.symbols.hooksSym, { value: { streamWrite: (line: string) => streamWrite(clean(line)) } satisfies LoggerHooks })
}

function activeSpanIds(): object {
  const span = trace.getActiveSpan()?.spanContext()
  return span ? { trace_id: span.traceId, span_id: span.spanId } : {}
}

let shared: DestinationStream | undefined

/** Written at once, not gathered: the last lines before a crash are the ones that matter. */
function standardError(): DestinationStream {
  return (shared ??= pino.destination({ dest: 2, sync: true }))
}
