import { describe, expect, it } from 'vitest'
import { edgeTrace } from './edge-trace.ts'
import { publishTraced, startProcess } from './message-trace.ts'
import { isTraceparent } from './traceparent.ts'
import { isTracingOn, startTracing } from './tracing.ts'

const CAME = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'vendor=x' }
const headers = (entries: Record<string, string> = {}) => new Map(Object.entries(entries))
const processed = { service: 'ocr', template: 'imports.received', consumer: 'ocr', stream: 'IMPORTS', sequence: 1, deliveries: 1 }

describe('messages, where nothing is traced', () => {
  it.each([[1], [3]])('hand on the trace they came with, on delivery %i too', (deliveries) => {
    expect(startProcess({ ...processed, deliveries }, headers(CAME)).headers).toEqual(CAME)
  })

  it.each([[{}], [{ traceparent: '' }], [{ traceparent: 'rubbish', tracestate: 'vendor=x' }]])('get a new trace when they came with none: %j', (came: Record<string, string>) => {
    const { headers: next } = startProcess(processed, headers(came))
    expect(isTraceparent(next.traceparent)).toBe(true)
    expect(next.tracestate).toBeUndefined()
  })

  it('carry the trace of what they follow from', async () => {
    const sent = headers()
    await expect(publishTraced({ service: 'ocr', template: 'imports.ocr_completed' }, CAME, sent, async () => 'stored')).resolves.toBe('stored')
    expect(Object.fromEntries(sent)).toEqual(CAME)
  })

  it('let the errors of sending through', async () => {
    await expect(publishTraced({ service: 'ocr', template: 'x' }, undefined, headers(), () => Promise.reject(new Error('no broker')))).rejects.toThrow('no broker')
  })

  it('run the work as it is', () => {
    const work = startProcess(processed, headers(CAME))
    expect(work.run(() => 7)).toBe(7)
    work.end('done')
  })
})

describe('a request, where nothing is traced', () => {
  it('keeps the trace of its caller, or gets one', () => {
    expect(edgeTrace(headers(CAME))).toEqual(CAME)
    expect(isTraceparent(edgeTrace(headers()).traceparent)).toBe(true)
  })
})

describe('tracing', () => {
  it('does not start without an endpoint', async () => {
    const tracing = startTracing({ service: 'ocr', endpoint: undefined })
    expect([tracing.isOn, isTracingOn()]).toEqual([false, false])
    await tracing.stop()
  })
})
