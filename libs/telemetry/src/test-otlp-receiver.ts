import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import protobuf from 'protobufjs'

/** The part of opentelemetry-proto (trace/v1, collector/trace/v1) that a trace needs. */
const proto = `
  syntax = "proto3";
  message AnyValue { oneof value { string s = 1; bool b = 2; int64 i = 3; double d = 4; } }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message Link { bytes traceId = 1; bytes spanId = 2; }
  message Event { string name = 2; repeated KeyValue attributes = 3; }
  message Status { string message = 2; int32 code = 3; }
  message Span { bytes traceId = 1; bytes spanId = 2; string traceState = 3; bytes parentSpanId = 4; string name = 5; int32 kind = 6;
    repeated KeyValue attributes = 9; repeated Event events = 11; repeated Link links = 13; Status status = 15; }
  message ScopeSpans { repeated Span spans = 2; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scopeSpans = 2; }
  message Request { repeated ResourceSpans resourceSpans = 1; }`
const Request = protobuf.parse(proto).root.lookupType('Request')

type KeyValue = { key: string; value: Record<string, unknown> }
type WireSpan = {
  traceId: Buffer; spanId: Buffer; traceState: string; parentSpanId: Buffer; name: string; kind: number
  attributes: KeyValue[]; events: { name: string; attributes: KeyValue[] }[]; links: { traceId: Buffer; spanId: Buffer }[]; status?: { message: string; code: number }
}
type WireRequest = { resourceSpans: { resource: { attributes: KeyValue[] }; scopeSpans: { spans: WireSpan[] }[] }[] }

const KINDS = ['', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']

export type ReceivedSpan = {
  service: string
  name: string
  kind: string
  traceId: string
  spanId: string
  parentSpanId: string | undefined
  traceState: string
  attributes: Record<string, unknown>
  events: { name: string; attributes: Record<string, unknown> }[]
  links: { traceId: string; spanId: string }[]
  status: { message: string; code: number } | undefined
}

/** What an OTLP receiver is to the exporter: takes protobuf on `/v1/traces`, keeps the spans. */
export async function startOtlpReceiver() {
  const spans: ReceivedSpan[] = []
  const requests: { path: string; contentType: string }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      requests.push({ path: request.url ?? '', contentType: request.headers['content-type'] ?? '' })
      spans.push(...decode(Buffer.concat(chunks)))
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    requests,
    close: () => new Promise<void>((resolve) => { server.close(() => resolve()); server.closeAllConnections() }),
  }
}

function decode(body: Buffer): ReceivedSpan[] {
  const { resourceSpans } = Request.toObject(Request.decode(body), { arrays: true, longs: Number, bytes: Buffer, defaults: false }) as WireRequest
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(plain(resource.attributes)['service.name'])
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => received(service, span)))
  })
}

function received(service: string, span: WireSpan): ReceivedSpan {
  return {
    service, name: span.name, kind: KINDS[span.kind] ?? '', traceId: hex(span.traceId), spanId: hex(span.spanId),
    parentSpanId: span.parentSpanId?.length ? hex(span.parentSpanId) : undefined, traceState: span.traceState ?? '',
    attributes: plain(span.attributes), events: span.events.map(({ name, attributes }) => ({ name, attributes: plain(attributes) })),
    links: span.links.map((link) => ({ traceId: hex(link.traceId), spanId: hex(link.spanId) })), status: span.status,
  }
}

const hex = (bytes: Buffer) => Buffer.from(bytes).toString('hex')
const plain = (attributes: KeyValue[]) => Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value ?? {})[0]]))
