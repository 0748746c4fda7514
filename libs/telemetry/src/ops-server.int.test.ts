import { afterEach, describe, expect, it } from 'vitest'
import { createMetricSet } from './metrics.ts'
import { startOpsServer, type OpsServer, type OpsServerOptions } from './ops-server.ts'

let server: OpsServer | undefined
afterEach(() => server?.close())

async function serving(options: Omit<OpsServerOptions, 'port'> = {}) {
  server = await startOpsServer({ port: 0, host: '127.0.0.1', metrics: createMetricSet({ maxTenants: 1 }), ...options })
  return (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${(server as OpsServer).port}${path}`, init)
}

describe('the ops server', () => {
  it('serves the metrics of the process', async () => {
    const metrics = createMetricSet({ maxTenants: 1 })
    metrics.of('ocr').runner.consumerRestarted({ consumer: 'ocr' })
    const get = await serving({ metrics })
    const response = await get('/metrics')
    expect(response.headers.get('content-type')).toContain('text/plain')
    expect(await response.text()).toContain('chasqui_consumer_restarts_total{service="ocr",consumer="ocr"} 1')
  })

  it('is ready when every check is', async () => {
    const get = await serving({ ready: [{ name: 'nats', check: () => ({ ok: true }) }, { name: 'record', check: async () => ({ ok: true }) }] })
    const response = await get('/readyz?x=1')
    expect([response.status, await response.json()]).toEqual([200, { ok: true, checks: [{ name: 'nats', ok: true }, { name: 'record', ok: true }] }])
  })

  it('says which check is not, and why: a no, an error, no answer in time', async () => {
    const get = await serving({ ready: [
      { name: 'nats', check: () => ({ ok: false, why: 'reconnecting' }) },
      { name: 'record', check: () => { throw new Error('no primary') } },
      { name: 'clamd', timeoutMs: 5, check: () => new Promise<never>(() => {}) },
      { name: 'files', check: () => ({ ok: true }) },
    ] })
    const response = await get('/readyz')
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({ ok: false, checks: [
      { name: 'nats', ok: false, why: 'reconnecting' }, { name: 'record', ok: false, why: 'no primary' },
      { name: 'clamd', ok: false, why: 'no answer within 5 ms' }, { name: 'files', ok: true },
    ] })
    expect((await get('/healthz')).status).toBe(200)
  })

  it('answers only what it has', async () => {
    const get = await serving()
    expect((await get('/')).status).toBe(404)
    expect((await get('/healthz', { method: 'POST' })).status).toBe(405)
    expect(await (await get('/healthz', { method: 'HEAD' })).text()).toBe('')
  })

  it('says so when the port is taken', async () => {
    await serving()
    await expect(startOpsServer({ port: (server as OpsServer).port, host: '127.0.0.1' })).rejects.toThrow('EADDRINUSE')
  })
})
