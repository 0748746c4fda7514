import { connect, createServer } from 'node:net'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connect as connectNats } from '@nats-io/transport-node'
import { pipeline, stageConsumers } from '@chasqui/contracts'
import { invoiceRows } from '@chasqui/samples/invoice-rows'
import { processWithPid } from '@chasqui/servers'
import { startOtlpReceiver, type ReceivedSpan } from '@chasqui/telemetry/test-otlp-receiver'
import { waitFor } from '@chasqui/testkit'
import { call, startAsUser, type StartedSystem } from './test-start.ts'

async function importRows(system: StartedSystem, count: number, headers: Record<string, string> = {}, from = 1): Promise<string> {
  const { id } = await call<{ id: string }>(system, 'pe', '/imports/batches', { source_type: 'invoices', origin: 'api' }, headers)
  await call(system, 'pe', `/imports/batches/${id}/ingest`, { rows: invoiceRows(count, from) }, headers)
  return id
}

async function published(system: StartedSystem, batchId: string, count: number): Promise<void> {
  await waitFor(async () => {
    const { completed } = await call<{ completed: number }>(system, 'pe', `/imports/batches/${batchId}/status`)
    return completed === count
  }, { what: `${count} items in the books`, limitMs: 90_000, pollMs: 200 })
}

/** How long the broker leaves a message to a process that gives no sign of life. */
async function leftToTheDeadMs(system: StartedSystem): Promise<number> {
  await waitFor(() => system.lines.some((line) => line.startsWith('broker ')), { what: 'the address of the broker' })
  const nc = await connectNats({ servers: system.lines.find((line) => line.startsWith('broker '))?.slice('broker '.length) ?? '' })
  try {
    const { stream, durable } = stageConsumers.publish
    const { config } = (await nc.request(`$JS.API.CONSUMER.INFO.${stream}.${durable}`)).json<{ config: { ack_wait: number } }>()
    return config.ack_wait / 1e6
  } finally {
    await nc.close()
  }
}

describe('npm start', () => {
  it('says where it serves, where the API page is and the keys; Ctrl-C drains and leaves nothing running', async () => {
    const system = await startAsUser()
    expect(system.said()).toContain('starting nats-server, record-store, preprocess, ocr, classify, extract, validate, publish, scheduler, gateway …\n')
    expect(system.lines[0]).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+$/)
    await waitFor(() => system.lines.length >= 6, { what: 'the keys' })
    expect(system.lines.join('\n')).toContain(`key pe ${system.keys.pe.apiKey}`)
    expect((await fetch(`${system.url}/docs`)).status).toBe(200)
    const batchId = await importRows(system, 3)
    await published(system, batchId, 3)

    const children = await childrenOf(system.child.pid ?? 0)
    expect(children.length).toBeGreaterThanOrEqual(2)
    expect(await system.interrupt()).toBe(0)
    await waitFor(async () => (await Promise.all(children.map((pid) => processWithPid(pid)))).every((found) => found === undefined), { what: 'the servers to be gone' })
  }, 120_000)

  it('leaves at once at the second Ctrl-C, though something is in hand, and leaves nothing running', async () => {
    const system = await startAsUser()
    const children = await childrenOf(system.child.pid ?? 0)
    // A request whose body does not come to its end is in hand for as long as its client likes.
    const { hostname, port } = new URL(system.url)
    const client = connect(Number(port), hostname)
    onTestFinished(() => { client.destroy() })
    client.on('error', () => undefined).write(`POST /api/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${system.keys.pe.apiKey}\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{`)
    system.child.kill('SIGINT')
    await waitFor(() => system.said().includes('Ctrl-C again leaves at once'), { what: 'the word that it drains' })
    let code: number | null | undefined
    void system.ended.then((ended) => { code = ended })
    // One that comes within a second is taken for the first one, passed on twice.
    await waitFor(() => { system.child.kill('SIGINT'); return code !== undefined }, { what: 'its end', limitMs: 10_000, pollMs: 100 })
    expect(code).toBe(1)
    await waitFor(async () => (await Promise.all(children.map((pid) => processWithPid(pid)))).every((found) => found === undefined), { what: 'the servers to be gone' })
  }, 120_000)

  it('started again after kill -9 of everything goes on where it was', async () => {
    const first = await startAsUser()
    const batchId = await importRows(first, 40)
    first.child.kill('SIGKILL')
    await first.ended

    const second = await startAsUser({ dataDir: first.dataDir })
    expect(second.keys).toEqual(first.keys)
    expect(await leftToTheDeadMs(second)).toBe(10_000)
    await published(second, batchId, 40)
    const { items } = await call<{ items: { number: string }[] }>(second, 'pe', '/books/invoices?limit=200')
    expect(new Set(items.map((invoice) => invoice.number)).size).toBe(40)
    expect(items).toHaveLength(40)
  }, 180_000)

  it.each(['nats-server', 'record-store'])('starts its %s again when that is killed, with the same data, and goes on', async (name) => {
    const system = await startAsUser()
    const before = await importRows(system, 3)
    await published(system, before, 3)

    const { pid } = JSON.parse(await readFile(join(system.dataDir, `${name}.pid`), 'utf8')) as { pid: number }
    process.kill(pid, 'SIGKILL')
    await waitFor(() => system.said().includes(`${name} (process ${pid}) has ended; starting it again`), { what: 'the line that says so' })
    await waitFor(() => system.said().includes(`${name} is back`), { what: 'its return', limitMs: 30_000 })
    let from = 0
    const after = await retried(() => importRows(system, 3, {}, from += 100))
    await published(system, after, 3)
    await published(system, before, 3)
    expect(await system.interrupt()).toBe(0)
  }, 180_000)

  it.runIf(process.platform === 'linux')('a data folder that cannot be made: one sentence at once', async () => {
    const startedAt = performance.now()
    await expect(startAsUser({ dataDir: '/proc/foo' })).rejects.toThrow(/The data folder cannot be used: \/proc\/foo \(ENOENT\)\. Type: npm start -- --data DIR/)
    expect(performance.now() - startedAt).toBeLessThan(20_000)
  }, 60_000)

  it('a taken port, an unknown service: one sentence that says what, why and what to type', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    await expect(startAsUser({ args: ['--port', String(port)] })).rejects.toThrow(new RegExp(`${port}.*`))
    await expect(startAsUser({ args: ['--only', 'nonsense'] })).rejects.toThrow(/--only nonsense; there are preprocess.*npm start -- --help/s)
    taken.close()
  }, 120_000)
})

/** As a client does that is told to come back. */
function retried<T>(work: () => Promise<T>): Promise<T> {
  return waitFor(async () => ({ answer: await work() }), { what: 'an answer', limitMs: 30_000, pollMs: 500 }).then(({ answer }) => answer)
}

async function childrenOf(pid: number): Promise<number[]> {
  return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').filter((text) => text !== '').map(Number)
}

describe('one request', () => {
  it('is one connected trace, from HTTP through all six stages', async () => {
    const receiver = await startOtlpReceiver()
    const system = await startAsUser({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint } })
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    const batchId = await importRows(system, 1, { traceparent: `00-${traceId}-b7ad6b7169203331-01` })
    await published(system, batchId, 1)
    await system.interrupt()
    await receiver.close()

    const own = receiver.spans.filter((span) => span.traceId === traceId)
    const byId = new Map(own.map((span) => [span.spanId, span]))
    for (const stage of pipeline) {
      const span = own.find((one) => one.name === `process imports.${stage.takes.name}`)
      expect(span, `the span of ${stage.name}`).toMatchObject({ service: `chasqui-${stage.name}` })
      expect(rootOf(span as ReceivedSpan, byId).name).toContain('POST')
    }
  }, 120_000)
})

/** The first span of the chain of parents that was recorded here. */
function rootOf(span: ReceivedSpan, byId: ReadonlyMap<string, ReceivedSpan>): ReceivedSpan {
  const parent = span.parentSpanId === undefined ? undefined : byId.get(span.parentSpanId)
  return parent ? rootOf(parent, byId) : span
}
