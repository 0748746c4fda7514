/**
 * Three services in one process, as in the embedded run: a request is answered by the gateway, which publishes a
 * message; ocr handles it, asks another server and fails one delivery; publish handles what ocr said.
 * Prints its port, and stops when its standard input ends.
 */
import '@chasqui/telemetry/register'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { edgeTrace, nameRequest, publishTraced, startProcess, startTracing, type TraceHeaders } from '@chasqui/telemetry'

const tracing = [startTracing({ service: 'ocr' }), startTracing({ service: 'gateway', isDefault: true }), startTracing({ service: 'publish' })]

const engine = createServer((_request, response) => response.end('text'))
await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve))
const engineUrl = `http://127.0.0.1:${(engine.address() as AddressInfo).port}/read?api_key=secret-key`

const startWork = (service: string, template: string, headers: Map<string, string>, deliveries: number) =>
  startProcess({ service, template, consumer: service, stream: 'IMPORTS', sequence: 7, deliveries, messageId: 'm1', taskId: 'k1' }, headers)

async function ocr(headers: Map<string, string>): Promise<TraceHeaders> {
  const first = startWork('ocr', 'imports.received', headers, 1)
  const next = new Map<string, string>()
  await first.run(async () => {
    await (await fetch(engineUrl)).text()
    await publishTraced({ service: 'ocr', template: 'imports.ocr_completed', messageId: 'm2' }, first.headers, next, async () => {})
  })
  first.end('retry', Object.assign(new Error('lost mongodb://app:secret-password@db/x'), { code: 'RECORD_UNREACHABLE' }))
  const second = startWork('ocr', 'imports.received', headers, 2)
  second.end('skip')
  const published = startWork('publish', 'imports.ocr_completed', next, 1)
  published.end('done')
  return published.headers
}

const isSdkLoaded = Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes('@opentelemetry/sdk'))

const server = createServer((request, response) => {
  const trace = edgeTrace(new Map(Object.entries(request.headers) as [string, string][]))
  nameRequest('POST', '/batches/:id')
  const headers = new Map<string, string>()
  void publishTraced({ service: 'gateway', template: 'imports.received', messageId: 'm1' }, trace, headers, async () => {})
    .then(() => ocr(headers))
    .then((last) => response.end(JSON.stringify({ last, trace, isSdkLoaded })))
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
console.log((server.address() as AddressInfo).port)

process.stdin.resume().on('end', () => {
  for (const each of [server, engine]) { each.close(); each.closeAllConnections() }
  void Promise.all(tracing.map((each) => each.stop()))
})
