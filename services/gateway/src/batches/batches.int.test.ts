import { beforeAll, describe, expect, it } from 'vitest'
import { batchWith, withGateway } from '../test-gateway.ts'
import { stagesOf } from '../test-items.ts'

const gateway = withGateway()
let stages: ReturnType<typeof stagesOf>
beforeAll(() => { stages = stagesOf(gateway.context) })

type Page = { items: { id: string; status: string }[]; next_cursor: string | null }

/** As if the last thing was done to these batches so long ago. */
const age = (ids: readonly string[], ms = 120_000) => gateway.context.store.db.collection('import_batches').updateMany({ _id: { $in: ids } as never }, { $set: { updatedAt: new Date(Date.now() - ms) } })

describe('a new batch', () => {
  it('is pending, and of the tenant of the key', async () => {
    const call = await gateway.caller()
    const created = await call('batches', { body: { source_type: 'invoices', origin: 'ocr' } })
    expect(created.status).toBe(201)
    expect(created.as()).toEqual({
      id: expect.any(String), tenant_id: call.tenantId, source_type: 'invoices', origin: 'ocr', status: 'PENDING', alarm_since: null, mapping_id: null,
      original_filename: null, created_by: 'key of a operator', created_at: expect.any(String), updated_at: expect.any(String),
    })
    expect(created.headers['location']).toBe(`/api/v1/imports/batches/${created.as<{ id: string }>().id}`)
    expect((await call(created.headers['location'] as string)).as()).toEqual(created.as())
  })

  it.each([[{}], [{ source_type: 'spaceships' }], [{ source_type: 'bank', origin: 'fax' }], [{ source_type: 'bank', mapping_id: 'm1' }], ['text'], [[]]])('is refused for %j', async (body) => {
    const call = await gateway.caller()
    const refused = await call('batches', { body, headers: { 'content-type': 'application/json' }, method: 'POST' })
    expect([refused.status, refused.code]).toEqual(typeof body === 'string' ? [400, 'MALFORMED_BODY'] : [422, 'VALIDATION_FAILED'])
  })
})

describe('the status of a batch', () => {
  it('counts its items as the old route did', async () => {
    const call = await gateway.caller()
    const { id, items: [a = '', b = '', c = '', d = ''] } = await batchWith(call, 5)
    await stages.publish(a)
    await stages.fail(b, 'extract', 'NO_TEXT')
    await stages.review(c)
    await stages.through(d, 'ocr')
    const status = await call(`batches/${id}/status`)
    expect(status.as()).toEqual({
      batch_id: id, status: 'processing', total_items: 5, completed: 1, processing: 2, failed: 1, pending: 1, settled: 1, needs_review: 1, moving: 2,
      progress: 20, failed_ratio: 0.2, alarm_since: null, pages: 3, status_breakdown: { published: 1, extraction_failed: 1, validated: 1, ocr_completed: 1, pending: 1 },
      errors_top: [{ code: 'NO_TEXT', count: 1 }], eta_seconds: expect.any(Number), server_time: expect.any(String),
    })
  })

  it('is pending before anything was sent, and empty when what was sent had no rows', async () => {
    const call = await gateway.caller()
    const { id } = await batchWith(call, 0)
    expect((await call(`batches/${id}/status`)).as()).toMatchObject({ status: 'PENDING', total_items: 0, progress: 0, eta_seconds: null })
    await call(`batches/${id}/ingest`, { body: { rows: [] } })
    expect((await call(`batches/${id}/status`)).as()).toMatchObject({ status: 'EMPTY', total_items: 0 })
    expect((await call('batches')).as<Page>().items).toMatchObject([{ id, status: 'EMPTY' }])
  })

  it('does not take a publication that waits for its next try for a review', async () => {
    const call = await gateway.caller()
    const { id, items: [item = ''] } = await batchWith(call, 1)
    await stages.through(item, 'validate')
    await gateway.context.items.collection().updateOne({ _id: item }, { $set: { nextRetryAt: new Date(Date.now() + 60_000) }, $unset: { inFlight: '' } })
    expect((await call(`batches/${id}/status`)).as()).toMatchObject({ status: 'processing', needs_review: 0, moving: 1 })
  })
})

describe('the list of batches', () => {
  it('is newest first, in pages that neither repeat nor leave out', async () => {
    const call = await gateway.caller()
    const made: string[] = []
    for (let n = 0; n < 5; n++) made.unshift((await batchWith(call, 0)).id)
    const seen: string[] = []
    const sizes: number[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = (await call(`batches?limit=2${cursor && `&cursor=${cursor}`}`)).as<Page>()
      seen.push(...page.items.map((batch) => batch.id))
      sizes.push(page.items.length)
      cursor = page.next_cursor
    }
    expect(seen).toEqual(made)
    expect(sizes).toEqual([2, 2, 1])
    expect((await call('batches?limit=5')).as<Page>().next_cursor).toBeNull()
  })

  it('of one state has all of that state, however many others are between', async () => {
    const call = await gateway.caller()
    const wanted: string[] = []
    for (let n = 0; n < 6; n++) {
      const { id, items: [item = ''] } = await batchWith(call, 1)
      if (n % 3 !== 0) continue
      await stages.publish(item)
      wanted.unshift(id)
    }
    const first = (await call('batches?status=PROMOTED&limit=1')).as<Page>()
    expect(first.items).toMatchObject([{ id: wanted[0], status: 'PROMOTED' }])
    const second = (await call(`batches?status=PROMOTED&limit=1&cursor=${first.next_cursor}`)).as<Page>()
    expect(second.items).toMatchObject([{ id: wanted[1], status: 'PROMOTED' }])
    expect((await call('batches?status=PROMOTED')).as<Page>()).toEqual({ items: [...first.items, ...second.items], next_cursor: null })
    expect((await call('batches?status=processing')).as<Page>().items).toHaveLength(4)
    expect((await call('batches?status=ERROR')).as<Page>()).toEqual({ items: [], next_cursor: null })
  })

  it('looks at the items of an old batch once, and again after something was done to it', async () => {
    const call = await gateway.caller()
    const { id, items: [item = ''] } = await batchWith(call, 1)
    await stages.fail(item, 'ocr')
    await age([id])
    expect((await call('batches')).as<Page>().items).toMatchObject([{ id, status: 'ERROR' }])
    // Behind its back: were the items looked at again, the list would say so.
    await gateway.context.items.collection().updateOne({ _id: item }, { $set: { status: 'published' } })
    expect((await call('batches')).as<Page>().items).toMatchObject([{ id, status: 'ERROR' }])
    expect((await call('batches?status=ERROR')).as<Page>().items).toHaveLength(1)
    await gateway.context.items.collection().updateOne({ _id: item }, { $set: { status: 'ocr_failed' } })
    await call(`items/${item}/retry`, { method: 'POST' })
    expect((await call('batches')).as<Page>().items).toMatchObject([{ id, status: 'processing' }])
    expect((await call('batches?status=ERROR')).as<Page>().items).toEqual([])
  })

  it('does not remember what was seen a moment after something was done', async () => {
    const call = await gateway.caller()
    const { id, items: [item = ''] } = await batchWith(call, 1)
    await stages.publish(item)
    await call('batches')
    expect((await gateway.context.batches.find(call.tenantId, id))?.settled).toBeUndefined()
  })

  it('mends what it remembers when the batch itself is asked for', async () => {
    const call = await gateway.caller()
    const { id, items: [item = ''] } = await batchWith(call, 1)
    await stages.publish(item)
    await age([id])
    await gateway.context.store.db.collection('import_batches').updateOne({ _id: id as never }, { $set: { settled: 'ERROR' } })
    expect((await call(`batches/${id}`)).as()).toMatchObject({ status: 'PROMOTED' })
    expect((await call('batches')).as<Page>().items).toMatchObject([{ id, status: 'PROMOTED' }])
  })

  it.each(['limit=0', 'limit=201', 'limit=many', 'status=promoted', 'cursor=zzz', 'cursor='])('refuses ?%s', async (query) => {
    const refused = await (await gateway.caller())(`batches?${query}`)
    expect([refused.status, refused.code]).toEqual([422, 'VALIDATION_FAILED'])
    expect(refused.as<{ errors: { field: string }[] }>().errors[0]?.field).toBe(`query.${query.split('=')[0]}`)
  })
})
