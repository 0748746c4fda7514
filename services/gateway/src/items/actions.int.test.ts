import { beforeAll, describe, expect, it } from 'vitest'
import type { ItemStatus } from '@chasqui/contracts'
import { batchWith, withGateway, type Caller } from '../test-gateway.ts'
import { stagesOf } from '../test-items.ts'
import { announceTestTypes } from '../test-tasks.ts'

const gateway = withGateway()
let call: Caller
let stages: ReturnType<typeof stagesOf>
beforeAll(async () => {
  stages = stagesOf(gateway.context)
  call = await gateway.caller()
  await announceTestTypes(gateway.context)
})

const post = (path: string, body?: unknown) => call(path, { method: 'POST', ...(body === undefined ? {} : { body }) })
const lettersOf = (itemId: string) => gateway.context.deadLetters.ofItem(call.tenantId, itemId)

describe('the promotion of a batch', () => {
  it('publishes what waits for review, and nothing else', async () => {
    const { id, items: [published = '', failed = '', first = '', second = '', works = ''] } = await batchWith(call, 5)
    await stages.publish(published)
    await stages.fail(failed, 'extract')
    for (const item of [first, second]) await stages.review(item)
    await stages.through(works, 'ocr')
    const headers = { 'idempotency-key': `promote-${id}` }
    const answer = await call(`batches/${id}/promote`, { method: 'POST', headers })
    expect([answer.status, answer.as()]).toEqual([200, { total_items: 5, queued: 2, published: 1, failed: 1, ended: 0, moving: 1 }])
    for (const item of [first, second]) expect(await stages.read(item)).toMatchObject({ status: 'validated', waiting: true, restated: 1, approvedBy: 'key of a operator' })
    expect((await stages.read(works)).approvedAt).toBeUndefined()
    expect((await call(`batches/${id}/promote`, { method: 'POST', headers })).text).toBe(answer.text)
    expect((await post(`batches/${id}/promote`)).as()).toEqual({ total_items: 5, queued: 0, published: 1, failed: 1, ended: 0, moving: 3 })
    expect(await gateway.context.audit.list({ tenantId: call.tenantId, targetId: id, action: 'batch.promote' }, { limit: 5 })).toMatchObject([{ after: { queued: 0 } }, { after: { queued: 2 } }])
  })
})

describe('a batch that is worked through anew', () => {
  it.each([['', { scope: 'failed' }], ['?scope=errors', { scope: 'failed' }], ['?scope=all&from=extract', { scope: 'all_not_published', from: 'extract' }]])('with %j is a task with what was asked', async (query, params) => {
    const { id } = await batchWith(call, 1)
    const answer = await post(`batches/${id}/reprocess${query}`)
    const task = answer.as<{ id: string }>()
    expect([answer.status, answer.headers['location'], task]).toMatchObject([202, `/api/tasks/${task.id}`, { type: 'imports.reprocess_batch', params: { batch_id: id, ...params } }])
    expect(await gateway.context.audit.list({ tenantId: call.tenantId, targetId: id, action: 'batch.reprocess' }, { limit: 5 })).toMatchObject([{ after: { task: task.id } }])
  })

  it('is not when it was cancelled', async () => {
    const { id } = await batchWith(call, 1)
    await post(`batches/${id}/cancel`)
    for (const act of ['reprocess', 'promote']) expect((await post(`batches/${id}/${act}`)).code).toBe('BATCH_CANCELLED')
  })
})

describe('the retry of an item', () => {
  it('goes on at the step that failed, as a new run with its tries reset', async () => {
    const { items: [item = ''] } = await batchWith(call, 1)
    await stages.fail(item, 'extract')
    const answer = await post(`items/${item}/retry`)
    expect([answer.status, answer.as()]).toMatchObject([200, { id: item, status: 'classified', failure: null }])
    expect(await stages.read(item)).toMatchObject({ status: 'classified', run: 1, waiting: true, tries: 0, crashes: 0 })
    expect(await lettersOf(item)).toMatchObject([{ resolved: { by: 'key of a operator', how: 'requeued' } }])
  })

  it.each([{ mode: 'restart' }, { from: 'preprocess' }])('begins anew with %j, and forgets what was found and approved', async (body) => {
    const { items: [item = ''] } = await batchWith(call, 1)
    await stages.review(item)
    await post(`items/${item}/approve`)
    await stages.move(item, 'publish_failed', { failure: { stage: 'publish', code: 'BOOKS_CLOSED', message: 'm', hint: 'h', retryable: false, at: new Date() } })
    expect((await post(`items/${item}/retry`, body)).as()).toMatchObject({ status: 'pending', canonical: {}, doc_type: null, warnings: [], needs_review: false, raw: { numero: 'F001-1' } })
    const now = await stages.read(item)
    expect([now.approvedAt, now.approvedBy, now.findings, now.canonical]).toEqual([undefined, undefined, undefined, undefined])
    await stages.review(item)
    expect((await post(`items/${item}/approve`)).status).toBe(200)
  })

  it('keeps an approval when it goes on at the publication that failed', async () => {
    const { items: [item = ''] } = await batchWith(call, 1)
    await stages.review(item)
    await post(`items/${item}/approve`)
    await stages.move(item, 'publish_failed', { failure: { stage: 'publish', code: 'BOOKS_CLOSED', message: 'm', hint: 'h', retryable: false, at: new Date() } })
    expect((await post(`items/${item}/retry`)).as()).toMatchObject({ status: 'validated' })
    expect((await stages.read(item)).approvedAt).toBeInstanceOf(Date)
  })

  it.each<[string, (id: string) => Promise<void>]>([
    ['waits', async () => undefined], ['is worked on', (id) => stages.through(id, 'classify')], ['waits for review', (id) => stages.review(id)], ['is published', (id) => stages.publish(id)], ['is a duplicate', (id) => stages.move(id, 'duplicate')],
  ])('is refused when the item %s', async (_state, drive) => {
    const { items: [item = ''] } = await batchWith(call, 1)
    await drive(item)
    const before = await stages.read(item)
    for (const body of [undefined, { mode: 'restart' }]) {
      const answer = await post(`items/${item}/retry`, body)
      expect([answer.status, answer.code]).toEqual([409, 'ILLEGAL_MOVE'])
    }
    expect(await stages.read(item)).toEqual(before)
  })

  it('is refused from a stage that it did not fail in', async () => {
    const { items: [item = ''] } = await batchWith(call, 1)
    await stages.fail(item, 'validate')
    const answer = await post(`items/${item}/retry`, { from: 'ocr' })
    expect([answer.status, answer.as()]).toMatchObject([409, { code: 'ILLEGAL_MOVE', detail: expect.stringContaining('validate or with preprocess, not with ocr') }])
    expect((await post(`items/${item}/retry`, { from: 'validate' })).as()).toMatchObject({ status: 'extracted' })
  })

  it('is done once when two ask at once', async () => {
    const { items: [item = ''] } = await batchWith(call, 1)
    await stages.fail(item, 'ocr')
    const other = await gateway.another()
    const answers = await Promise.all([gateway.app, other.app, gateway.app, other.app].map((app) => app.inject({ method: 'POST', url: `/api/v1/imports/items/${item}/retry`, headers: { authorization: `Bearer ${call.apiKey}` } })))
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 409, 409, 409])
    expect((await stages.read(item)).run).toBe(1)
  })

  it('is refused in a batch that was cancelled', async () => {
    const { id, items: [item = ''] } = await batchWith(call, 1)
    await stages.through(item, 'validate')
    await stages.move(item, 'publishing')
    await post(`batches/${id}/cancel`)
    await stages.move(item, 'publish_failed', { failure: { stage: 'publish', code: 'BOOKS_CLOSED', message: 'm', hint: 'h', retryable: false, at: new Date() } })
    const answer = await post(`items/${item}/retry`)
    expect([answer.status, answer.code]).toEqual([409, 'BATCH_CANCELLED'])
  })
})

describe('the retry of a batch', () => {
  async function failing(): Promise<{ id: string; items: string[] }> {
    const batch = await batchWith(call, 4)
    const [text = '', scan = '', totals = '', fine = ''] = batch.items
    await stages.fail(text, 'extract', 'NO_TEXT')
    await stages.fail(scan, 'ocr', 'OCR_TIMEOUT')
    await stages.fail(totals, 'validate', 'TOTALS_MISMATCH')
    await stages.publish(fine)
    return batch
  }
  const states = (items: readonly string[]): Promise<ItemStatus[]> => Promise.all(items.map(async (item) => (await stages.read(item)).status))

  it.each<[unknown, ItemStatus[], number, number]>([
    [undefined, ['classified', 'preprocessed', 'extracted', 'published'], 3, 0],
    [{}, ['classified', 'preprocessed', 'extracted', 'published'], 3, 0],
    [{ mode: 'restart' }, ['pending', 'pending', 'pending', 'published'], 3, 0],
    [{ codes: ['NO_TEXT', 'UNHEARD_OF'] }, ['classified', 'ocr_failed', 'validation_failed', 'published'], 1, 2],
    [{ stage: 'ocr' }, ['extraction_failed', 'preprocessed', 'validation_failed', 'published'], 1, 2],
    [{ codes: [] }, ['extraction_failed', 'ocr_failed', 'validation_failed', 'published'], 0, 3],
  ])('with %j', async (body, expected, retried, skipped) => {
    const { id, items } = await failing()
    expect((await post(`batches/${id}/retry`, body)).as()).toEqual({ retried, batch_id: id, skipped })
    expect(await states(items)).toEqual(expected)
  })

  it.each([[{ stage: 'washing' }, 'stage'], [{ mode: 'again' }, 'mode'], [{ codes: 'NO_TEXT' }, 'codes']])('is refused for %j', async (body, field) => {
    const { id } = await batchWith(call, 0)
    const answer = await post(`batches/${id}/retry`, body)
    expect([answer.status, answer.as()]).toMatchObject([422, { errors: [{ field }] }])
  })

  it('is refused when it was cancelled', async () => {
    const { id } = await batchWith(call, 0)
    await post(`batches/${id}/cancel`)
    expect((await post(`batches/${id}/retry`)).code).toBe('BATCH_CANCELLED')
  })
})

describe('a document that waits for review', () => {
  it('is published when it is approved: once, and under a fact that the broker has not had', async () => {
    const { id, items: [item = ''] } = await batchWith(call, 1)
    await stages.review(item)
    expect((await post(`items/${item}/approve`)).as()).toMatchObject({ status: 'validated', needs_review: false })
    expect(await stages.read(item)).toMatchObject({ waiting: true, restated: 1, approvedBy: 'key of a operator' })
    expect((await call(`batches/${id}/status`)).as()).toMatchObject({ status: 'processing', needs_review: 0 })
    expect((await post(`items/${item}/approve`)).code).toBe('ILLEGAL_MOVE')
  })

  it('is discarded when it is rejected', async () => {
    const { id, items: [item = ''] } = await batchWith(call, 1)
    await stages.review(item)
    expect((await post(`items/${item}/reject`, { reason: '  Not ours ' })).as()).toMatchObject({ status: 'rejected' })
    expect((await stages.read(item)).rejection).toMatchObject({ by: 'key of a operator', reason: 'Not ours' })
    expect((await call(`batches/${id}/status`)).as()).toMatchObject({ status: 'PROMOTED', settled: 1 })
    expect((await post(`items/${item}/approve`)).code).toBe('ILLEGAL_MOVE')
  })

  it.each<[string, (id: string) => Promise<void>]>([['not there yet', async () => undefined], ['on its way by itself', (id) => stages.through(id, 'validate')], ['published', (id) => stages.publish(id)], ['failed', (id) => stages.fail(id, 'ocr')]])('is not one that is %s', async (_state, drive) => {
    const { items: [item = ''] } = await batchWith(call, 1)
    await drive(item)
    const answer = await post(`items/${item}/approve`)
    expect([answer.status, answer.code]).toEqual([409, 'ILLEGAL_MOVE'])
  })
})

describe('the rejection of an item', () => {
  it.each<[string, number, (id: string) => Promise<void>]>([
    ['waits', 200, async () => undefined], ['is worked on', 200, (id) => stages.move(id, 'preprocessing', { owner: 'o' })], ['failed', 200, (id) => stages.fail(id, 'ocr')],
    ['is being published', 409, async (id) => { await stages.through(id, 'validate'); await stages.move(id, 'publishing') }], ['is published', 409, (id) => stages.publish(id)], ['is a duplicate', 409, (id) => stages.move(id, 'duplicate')],
  ])('that %s is answered with %d', async (_state, status, drive) => {
    const { items: [item = ''] } = await batchWith(call, 1)
    await drive(item)
    expect((await post(`items/${item}/reject`, { reason: 'x' })).status).toBe(status)
    const { waiting, inFlight, owner } = await stages.read(item)
    if (status === 200) expect([waiting, inFlight, owner]).toEqual([undefined, undefined, undefined])
  })

  it.each([{}, { reason: '' }, { reason: '   ' }, { reason: 'x'.repeat(501) }, { reason: 7 }])('needs a reason, not %j', async (body) => {
    const { items: [item = ''] } = await batchWith(call, 1)
    const answer = await post(`items/${item}/reject`, body)
    expect([answer.status, answer.as()]).toMatchObject([422, { errors: [{ field: 'reason' }] }])
  })
})

describe('the cancel of a batch', () => {
  it('stops all that can be stopped, tells the workers, and may be asked again', async () => {
    const { id, items: [waits = '', works = '', done = '', failed = ''] } = await batchWith(call, 4)
    await stages.through(works, 'ocr')
    await stages.publish(done)
    await stages.fail(failed, 'ocr')
    const told = new Promise<string>((resolve) => { gateway.context.bus.nc.subscribe('control.cancel.*', { max: 1, callback: (_error, message) => resolve(message.subject) }) })
    await gateway.context.bus.nc.flush()
    expect((await post(`batches/${id}/cancel`)).as()).toEqual({ batch_id: id, cancelled: 3 })
    expect(await told).toBe(`control.cancel.${id}`)
    expect((await call(`batches/${id}/status`)).as()).toMatchObject({ status: 'CANCELLED', moving: 0, status_breakdown: { cancelled: 3, published: 1 } })
    expect((await call('batches')).as<{ items: { id: string; status: string }[] }>().items[0]).toMatchObject({ id, status: 'CANCELLED' })
    expect((await post(`batches/${id}/cancel`)).as()).toEqual({ batch_id: id, cancelled: 0 })
    expect((await call(`items/${waits}`)).as<{ history: { what: string }[] }>().history.at(-1)?.what).toBe('cancelled')
  })
})
