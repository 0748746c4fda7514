import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { edgeTrace, traceIdOf, type TraceHeaders } from '@chasqui/telemetry'

/** An id that a caller may choose: short, and nothing that could forge a log line or a header. */
const ACCEPTABLE_ID = /^[\w.:-]{1,64}$/

const known = Symbol('trace')

/** The request's own id from `X-Request-Id`, else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && ACCEPTABLE_ID.test(given) ? given : randomUUID()
}

/** The trace of a request, found once. */
export function traceOf(request: IncomingMessage): TraceHeaders {
  const holder = request as IncomingMessage & { [known]?: TraceHeaders }
  return (holder[known] ??= edgeTrace({ get: (key) => single(request.headers[key]) }))
}

/** A trace for what brought none that could be read. */
export function newTrace(): TraceHeaders {
  return edgeTrace({ get: () => undefined })
}

export function traceIdOfRequest(request: IncomingMessage): string {
  return traceIdOf(traceOf(request).traceparent) as string
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
