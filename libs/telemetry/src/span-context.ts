import { createTraceState, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api'
import { parseTraceparent, type TraceHeaders } from './traceparent.ts'

/** A context whose parent is what the headers name. */
export function contextOf(headers: TraceHeaders): Context {
  const parent = parseTraceparent(headers.traceparent)
  if (!parent) return ROOT_CONTEXT
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: parent.traceId, spanId: parent.spanId, traceFlags: parent.flags, isRemote: true,
    ...(headers.tracestate && { traceState: createTraceState(headers.tracestate) }),
  })
}

/** The headers that name the span of a context, if it has one. */
export function headersOf(within: Context): TraceHeaders | undefined {
  const span = trace.getSpanContext(within)
  if (!span) return undefined
  const traceparent = `00-${span.traceId}-${span.spanId}-${(span.traceFlags & 0xff).toString(16).padStart(2, '0')}`
  const tracestate = span.traceState?.serialize()
  return tracestate ? { traceparent, tracestate } : { traceparent }
}
