import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { invoiceRows } from '@chasqui/samples/invoice-rows'
import { startRecordStoreForTest, waitFor, withServers } from '@chasqui/testkit'
import { openPipeline, startHere } from './pipeline.ts'
import { newPlace } from './place.ts'

const servers = withServers()

describe("the broker's data wiped in mid-run", () => {
  it('everything still ends in the books, once', async () => {
    const where = newPlace(servers)
    const pipeline = await openPipeline(where)
    await startHere(where)
    const batchId = await pipeline.ingest(invoiceRows(120))
    await waitFor(async () => (await pipeline.items(batchId)).some((item) => item.status === 'published'), { what: 'the first item in the books', limitMs: 30_000 })

    await servers.nats.wipe()

    const ended = await pipeline.atRest(batchId, 90_000)
    expect(new Set(ended.map((item) => item.status))).toEqual(new Set(['published']))
    expect((await pipeline.books.invoices.list(pipeline.tenant.id, { batchId })).records).toHaveLength(120)
  }, 180_000)
})

describe('the record store stopped for 20 s', () => {
  it('nothing is lost and nothing doubled', async () => {
    const store = await startRecordStoreForTest()
    const where = { natsUrl: servers.natsUrl, mongoUrl: store.url, database: 'outage' }
    const pipeline = await openPipeline(where)
    await startHere(where)
    const batchId = await pipeline.ingest(invoiceRows(60))
    await waitFor(async () => (await pipeline.items(batchId)).some((item) => item.status === 'published'), { what: 'the first item in the books', limitMs: 30_000 })

    await store.kill()
    // The promise names the time.
    await delay(20_000)
    await store.start()

    const ended = await pipeline.atRest(batchId, 90_000)
    expect(new Set(ended.map((item) => item.status))).toEqual(new Set(['published']))
    expect((await pipeline.books.invoices.list(pipeline.tenant.id, { batchId })).records).toHaveLength(60)
    expect(await pipeline.deps.deadLetters.count()).toBe(0)
  }, 240_000)
})
