import { randomBytes } from 'node:crypto'

/** The two headers of W3C Trace Context, as they travel on requests and messages, always in lower case. */
export type TraceHeaders = { traceparent: string; tracestate?: string }

/** Reads one header; both `Headers` and the headers of a NATS message fit. */
export type HeaderReader = { get(key: string): string | null | undefined }
/** Writes one header. */
export type HeaderWriter = { set(key: string, value: string): void }

/** Version 00 of the W3C header (https://www.w3.org/TR/trace-context/#traceparent-header); all-zero ids are not valid. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/

/** The header in its parts, or undefined when it is absent or malformed. */
export function parseTraceparent(text: string | null | undefined): { traceId: string; spanId: string; flags: number } | undefined {
  const [, traceId, spanId, flags] = (text && TRACEPARENT.exec(text)) || []
  return traceId && spanId && flags ? { traceId, spanId, flags: Number.parseInt(flags, 16) } : undefined
}

/** The 32 hex digits of the trace in a `traceparent`, or undefined when it is absent or malformed. */
export function traceIdOf(traceparent: string | null | undefined): string | undefined {
  return isTraceparent(traceparent) ? traceparent.slice(3, 35) : undefined
}

export function isTraceparent(text: string | null | undefined): text is string {
  return !!text && TRACEPARENT.test(text)
}

/** The trace headers of a request or message, when there is a valid `traceparent`. */
export function readTraceHeaders(headers: HeaderReader): TraceHeaders | undefined {
  const traceparent = headers.get('traceparent')
  if (!isTraceparent(traceparent)) return undefined
  const tracestate = headers.get('tracestate')
  return tracestate ? { traceparent, tracestate } : { traceparent }
}

/** The trace headers of what goes on from a record that keeps a `traceparent`. */
export function traceOfRecord({ traceparent }: { traceparent?: string | undefined }): TraceHeaders | undefined {
  return traceparent === undefined ? undefined : { traceparent }
}

export function writeTraceHeaders(trace: TraceHeaders, headers: HeaderWriter): void {
  headers.set('traceparent', trace.traceparent)
  if (trace.tracestate) headers.set('tracestate', trace.tracestate)
}

let pool = Buffer.alloc(0)
let used = 0

/** Random bytes come in blocks: one call to the generator for a single id costs more than everything else here. */
function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    pool = randomBytes(4_096)
    used = 0
  }
  const hex = pool.toString('hex', used, used + bytes)
  used += bytes
  return /^0+$/.test(hex) ? randomHex(bytes) : hex
}

/**
 * A `traceparent` for work that starts here and came without one, so that every log line of every service that handles
 * it carries the same trace id. Flagged as sampled: a service that has an endpoint records its part even where the
 * service at the edge has none.
 */
export function newTraceparent(): string {
  return `00-${randomHex(16)}-${randomHex(8)}-01`
}
