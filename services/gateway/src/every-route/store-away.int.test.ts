import { beforeAll, describe, expect, it } from 'vitest'
import { hashApiKey, newApiKey } from '@chasqui/http'
import { aTenant, startRecordStoreForTest, waitFor, type TestRecordStore } from '@chasqui/testkit'
import { batchWith, callerOf, withGateway, type Caller, type OpenGateway } from '../test-gateway.ts'

const gateway = withGateway()
let store: TestRecordStore
let own: OpenGateway
let call: Caller
beforeAll(async () => {
  store = await startRecordStoreForTest()
  own = await gateway.another({ mongodbUrl: store.url })
  const { key } = newApiKey()
  await own.context.tenants.save(aTenant({ id: 't1' }))
  await own.context.tenants.saveKey({ _id: hashApiKey(key), tenantId: 't1', role: 'operator', name: 'k', createdAt: new Date() })
  call = callerOf(own.app, key, 't1')
})

describe('while the record store is away', () => {
  // More than once: how the driver notices depends on the moment.
  it.each([1, 2, 3, 4])('every request is told to come back, the gateway says that it is not ready, and all goes on when it is back (%d)', async () => {
    const { id } = await batchWith(call, 2)
    await store.kill()
    const [read, sent, ready] = await Promise.all([call(`batches/${id}/status`), call(`batches/${id}/ingest`, { body: { rows: [{ a: 1 }] } }), own.app.inject('/readyz')])
    for (const answer of [read, sent]) {
      expect([answer.status, answer.as()]).toMatchObject([503, { code: 'UNAVAILABLE', detail: expect.stringContaining('the record store does not answer') }])
      expect(answer.headers['retry-after']).toBe('2')
      expect(answer.text).not.toContain('127.0.0.1')
    }
    expect(ready.statusCode).toBe(503)
    expect((await own.app.inject('/healthz')).statusCode).toBe(200)
    await store.start()
    const status = await waitFor(async () => {
      const answer = await call(`batches/${id}/status`)
      return answer.status === 200 && answer
    }, { what: 'the store', limitMs: 30_000 })
    expect(status.as()).toMatchObject({ total_items: 2, pending: 2 })
  })
})
