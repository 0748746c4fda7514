import { traceIdOf } from '@chasqui/telemetry'

/** Where `TRACE_URL` has the id of a trace. */
export const TRACE_ID = '{traceId}'

/** Where people look at the trace of a record; null without a template, and without a trace. Pure. */
export function traceUrlOf(template: string | undefined, traceparent: string | undefined): string | null {
  const traceId = traceIdOf(traceparent)
  return template === undefined || traceId === undefined ? null : template.replaceAll(TRACE_ID, traceId)
}
