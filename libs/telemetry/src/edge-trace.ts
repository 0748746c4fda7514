import { context, trace } from '@opentelemetry/api'
import { headersOf } from './span-context.ts'
import { newTraceparent, readTraceHeaders, type HeaderReader, type TraceHeaders } from './traceparent.ts'

/**
 * The trace of a request that arrives: the span recorded for it, else what its caller sent, else a new one. So every
 * request has a trace id for its log lines and its messages, also where nothing is recorded.
 */
export function edgeTrace(headers: HeaderReader): TraceHeaders {
  return headersOf(context.active()) ?? readTraceHeaders(headers) ?? { traceparent: newTraceparent() }
}

/** Gives the recorded span of the current request its route, e.g. `GET /batches/:id`, which only the router knows. */
export function nameRequest(method: string, route: string): void {
  const span = trace.getActiveSpan()
  span?.setAttribute('http.route', route)
  span?.updateName(`${method} ${route}`)
}
