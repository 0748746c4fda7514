import { describe, expect, it } from 'vitest'
import { GatewayConfig } from './config.ts'
import { traceUrlOf } from './trace-url.ts'

const TRACE_ID = '0123456789abcdef0123456789abcdef'
const TRACEPARENT = `00-${TRACE_ID}-0123456789abcdef-01`

describe('the address of a trace', () => {
  it('is the template with the id of the trace in it', () => {
    expect(traceUrlOf('https://jaeger.example/trace/{traceId}?uiFind={traceId}', TRACEPARENT)).toBe(`https://jaeger.example/trace/${TRACE_ID}?uiFind=${TRACE_ID}`)
  })

  it('is null without a template, and without a trace', () => {
    expect([traceUrlOf(undefined, TRACEPARENT), traceUrlOf('https://jaeger.example/{traceId}', undefined)]).toEqual([null, null])
  })

  it.each([['https://jaeger.example/trace/', false], ['jaeger/{traceId}', false], ['javascript:alert({traceId})', false], ['https://jaeger.example/{traceId}', true]])('%s as a template is refused at the start unless it is an address that names the trace', (template, isTaken) => {
    expect(GatewayConfig.shape.traceUrl.safeParse(template).success).toBe(isTaken)
  })
})
