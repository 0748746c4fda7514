import { beforeAll, describe, expect, it } from 'vitest'
import { processMetrics } from '@chasqui/telemetry'
import { batchWith, callerOf, formOf, withGateway, type Caller, type OpenGateway } from '../test-gateway.ts'

/** The seed's limit in development. */
const gateway = withGateway({ importsMaxIngestsPerMin: 30 })
let other: OpenGateway
beforeAll(async () => { other = await gateway.another({ importsMaxIngestsPerMin: 30 }) })

/** The time that both gateways count by. */
const at = (seconds: number) => {
  const { rates } = gateway.context
  for (const context of [gateway.context, other.context]) context.rates.take = (key, limit, windowMs) => Object.getPrototypeOf(rates).take.call(context.rates, key, limit, windowMs, Date.UTC(2026, 0, 1, 0, 0, seconds)) as ReturnType<typeof rates.take>
}

describe('ingests of one tenant', () => {
  let call: Caller
  let elsewhere: Caller
  let batch = ''
  beforeAll(async () => {
    at(20)
    call = await gateway.caller()
    elsewhere = callerOf(other.app, call.apiKey, call.tenantId)
    batch = (await batchWith(call, 0)).id
  })
  const send = (who: Caller) => who(`batches/${batch}/ingest`, { body: { rows: [{ a: 1 }] } })

  it('are thirty a minute over all gateways, and the next one is told how long to wait', async () => {
    for (let n = 0; n < 30; n++) {
      const answer = await send(n % 2 ? call : elsewhere)
      expect(answer.status).toBe(202)
      expect(answer.headers).toMatchObject({ 'ratelimit-limit': '30', 'ratelimit-remaining': String(29 - n), 'ratelimit-policy': '30;w=60' })
    }
    for (const who of [call, elsewhere]) {
      const refused = await send(who)
      expect([refused.status, refused.as()]).toMatchObject([429, { code: 'TOO_MANY_INGESTS', title: 'Too many ingests', detail: 'Too many ingests: more than 30 a minute' }])
      // All thirty came at once: a minute until they leave the window.
      expect(refused.headers).toMatchObject({ 'retry-after': '60', 'ratelimit-remaining': '0', 'ratelimit-reset': '60' })
    }
    expect((await gateway.context.batches.find(call.tenantId, batch))?.reserved).toBe(30)
  })

  it('share the minute with uploads', async () => {
    const refused = await call(`batches/${batch}/files`, { form: formOf({ 'a.txt': 'a' }) })
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '60'])
  })

  it('do not hold up another tenant, nor anything else of their own', async () => {
    const neighbour = await gateway.caller()
    expect((await batchWith(neighbour, 2)).items).toHaveLength(2)
    expect((await call(`batches/${batch}/status`)).status).toBe(200)
    expect((await call('batches', { body: { source_type: 'bank' } })).status).toBe(201)
  })

  it('are counted when they are refused', async () => {
    expect(await processMetrics().text()).toMatch(/imports_rate_limited_total\{[^}]*service="gateway"[^}]*\} [3-9]/)
  })

  it('that could not have been done anyway take no place', async () => {
    const fresh = await gateway.caller()
    const { id } = await batchWith(fresh, 0)
    await fresh('batches/none/ingest', { body: { rows: [] } })
    await fresh(`batches/${id}/ingest`, { body: { rows: 'none' } })
    await fresh(`batches/${id}/ingest`, { body: { rows: Array.from({ length: 5_001 }, () => ({})) } })
    await fresh(`batches/${id}/files`, { body: {} })
    expect((await fresh(`batches/${id}/ingest`, { body: { rows: [] } })).headers['ratelimit-remaining']).toBe('29')
  })
})

describe('one batch', () => {
  it('holds 5,000 items and not one more', async () => {
    const call = await gateway.caller()
    const { id } = await batchWith(call, 0)
    const rows = (count: number) => Array.from({ length: count }, (_, n) => ({ n }))
    const over = await call(`batches/${id}/ingest`, { body: { rows: rows(5_001) } })
    expect([over.status, over.as()]).toMatchObject([413, { code: 'BATCH_FULL', detail: 'Too many rows: 5001 > 5000' }])
    expect((await call(`batches/${id}/ingest`, { body: { rows: rows(5_000) } })).as()).toMatchObject({ items_ingested: 5_000 })
    const one = await call(`batches/${id}/ingest`, { body: { rows: rows(1) } })
    expect([one.status, one.as()]).toMatchObject([413, { detail: 'Too many rows: 5001 > 5000' }])
    expect(await gateway.context.items.collection().countDocuments({ batchId: id })).toBe(5_000)
    expect((await call(`batches/${id}/status`)).as()).toMatchObject({ total_items: 5_000, pending: 5_000, status: 'processing' })
  })
})

describe('a body that is no ingest', () => {
  it('may be no longer than a small form', async () => {
    const refused = await (await gateway.caller())('batches', { body: { source_type: 'bank', file_key: 'x'.repeat(70_000) } })
    expect([refused.status, refused.code]).toEqual([413, 'BODY_TOO_LARGE'])
  })
})
