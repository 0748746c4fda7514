import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { startOtlpReceiver, type ReceivedSpan } from './test-otlp-receiver.ts'

const RELAY = fileURLToPath(new URL('test-relay.ts', import.meta.url))
const CALLER = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'vendor=x' }

const running: ChildProcess[] = []
afterEach(() => running.splice(0).forEach((child) => child.kill('SIGKILL')))

/** Sends one request through the relay and lets it stop, so that everything it recorded has been sent. */
async function relayOnce(env: Record<string, string>, nodeArguments: string[] = []) {
  const child = spawn(process.execPath, [...nodeArguments, RELAY], { stdio: ['pipe', 'pipe', 'inherit'], env: { PATH: process.env['PATH'], ...env } })
  running.push(child)
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  const response = await fetch(`http://127.0.0.1:${String(port).trim()}/batches/b1?token=secret-token`, { headers: CALLER })
  const answer = (await response.json()) as { last: { traceparent: string }; trace: { traceparent: string }; isSdkLoaded: boolean }
  child.stdin.end()
  await once(child, 'exit')
  return answer
}

const named = (spans: ReceivedSpan[], name: string) => spans.filter((span) => span.name === name)
const only = (spans: ReceivedSpan[], name: string, test: (span: ReceivedSpan) => boolean = () => true): ReceivedSpan => {
  const found = named(spans, name).filter(test)
  if (found.length !== 1) throw new Error(`${found.length} spans ${name} among ${spans.map((span) => span.name).join(', ')}`)
  return found[0] as ReceivedSpan
}

describe('tracing', () => {
  it('makes one connected trace of a request and the direct messages that follow, each span under its own service', async () => {
    const receiver = await startOtlpReceiver()
    await relayOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint })
    await receiver.close()
    const { spans, requests } = receiver

    expect(new Set(requests.map(({ path, contentType }) => `${path} ${contentType}`))).toEqual(new Set(['/v1/traces application/x-protobuf']))

    const request = only(spans, 'POST /batches/:id')
    const sent = only(spans, 'publish imports.received')
    const handled = only(spans, 'process imports.received', (span) => span.attributes['chasqui.attempt'] === 1)
    const call = only(spans, 'GET', (span) => span.kind === 'CLIENT')
    const said = only(spans, 'publish imports.ocr_completed')
    const published = only(spans, 'process imports.ocr_completed')

    const path = [request, sent, handled, call, said, published]
    expect(new Set(path.map((span) => span.traceId))).toEqual(new Set(['0af7651916cd43dd8448eb211c80319c']))
    expect(path.map((span) => span.parentSpanId)).toEqual([
      'b7ad6b7169203331', request.spanId, sent.spanId, handled.spanId, handled.spanId, said.spanId])
    expect(path.map((span) => `${span.service} ${span.kind}`)).toEqual([
      'chasqui-gateway SERVER', 'chasqui-gateway PRODUCER', 'chasqui-ocr CONSUMER', 'chasqui-ocr CLIENT', 'chasqui-ocr PRODUCER', 'chasqui-publish CONSUMER'])
    expect(sent.traceState).toBe('vendor=x')

    expect(handled.attributes).toMatchObject({
      'messaging.system': 'nats', 'messaging.operation.name': 'process', 'messaging.destination.template': 'imports.received', 'messaging.message.id': 'm1',
      'messaging.consumer.group.name': 'ocr', 'messaging.nats.stream': 'IMPORTS', 'messaging.nats.sequence': 7, 'chasqui.task.id': 'k1',
      'chasqui.outcome': 'retry', 'error.type': 'RECORD_UNREACHABLE',
    })
    expect(sent.attributes).toMatchObject({ 'messaging.operation.name': 'publish', 'messaging.operation.type': 'send' })
  })

  it('starts a trace of its own, linked, for a message that comes again', async () => {
    const receiver = await startOtlpReceiver()
    await relayOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.endpoint}/` })
    await receiver.close()
    const { spans } = receiver

    const sent = only(spans, 'publish imports.received')
    const again = only(spans, 'process imports.received', (span) => span.attributes['chasqui.attempt'] === 2)
    expect(again.parentSpanId).toBeUndefined()
    expect(again.traceId).not.toBe(sent.traceId)
    expect(again.links).toEqual([{ traceId: sent.traceId, spanId: sent.spanId }])
  })

  it('keeps keys, tokens and passwords out of what it sends', async () => {
    const receiver = await startOtlpReceiver()
    await relayOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint })
    await receiver.close()
    expect(only(receiver.spans, 'GET', (span) => span.kind === 'CLIENT').attributes['url.full']).toMatch(/\/read\?\[redacted\]$/)
    expect(JSON.stringify(receiver.spans)).not.toMatch(/secret-/)
  })

  it('also works when it is registered with --import', async () => {
    const receiver = await startOtlpReceiver()
    await relayOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint }, ['--import', fileURLToPath(new URL('register.ts', import.meta.url))])
    await receiver.close()
    expect(only(receiver.spans, 'POST /batches/:id').service).toBe('chasqui-gateway')
  })

  it('records only the asked share of new traces, and what its caller records', async () => {
    const receiver = await startOtlpReceiver()
    await relayOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_TRACES_SAMPLER_ARG: '0' })
    await receiver.close()
    expect(named(receiver.spans, 'POST /batches/:id')).toHaveLength(1)
    expect(named(receiver.spans, 'process imports.received').map(({ attributes }) => attributes['chasqui.attempt'])).toEqual([1])
  })

  it('without an endpoint loads nothing, records nothing, and hands the trace on unchanged', async () => {
    const { last, trace, isSdkLoaded } = await relayOnce({})
    expect(isSdkLoaded).toBe(false)
    expect(trace).toEqual(CALLER)
    expect(last).toEqual(CALLER)
  })

  it('does not keep a service from working or stopping when nobody takes the traces', async () => {
    const { last } = await relayOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', LOG_LEVEL: 'silent' })
    expect(last.traceparent).toContain('0af7651916cd43dd8448eb211c80319c')
  })
})
