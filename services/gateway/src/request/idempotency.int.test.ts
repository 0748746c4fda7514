import { beforeAll, describe, expect, it } from 'vitest'
import { batchWith, callerOf, formOf, withGateway, type Answer, type Caller } from '../test-gateway.ts'
import { stagesOf } from '../test-items.ts'
import { announceTestTypes } from '../test-tasks.ts'
import { dyingAt } from './test-dying.ts'

const gateway = withGateway({ importsMaxIngestsPerMin: 1_000, importsMaxUploadMb: 64 / 1024, importsMaxItemsPerBatch: 12 })
let call: Caller
let keys = 0
const newKey = (): { 'idempotency-key': string } => ({ 'idempotency-key': `key-${++keys}` })
beforeAll(async () => {
  await announceTestTypes(gateway.context)
  call = await gateway.caller()
})

const itemsOf = (batchId: string) => gateway.context.items.collection().find({ batchId }, { sort: { idx: 1 } }).toArray()
const batches = (): Promise<number> => gateway.context.store.db.collection('import_batches').countDocuments({ tenantId: call.tenantId })
/** What the client sees of an answer, but for what is of the moment. */
const said = ({ status, text, headers }: Answer) => ({ status, text, location: headers['location'], replayed: headers['idempotent-replayed'] })

const dyingIn = <K extends string>(what: Record<K, unknown>, method: K, work: () => Promise<unknown>) => dyingAt(gateway.context, what, method, work)

describe('a batch that is created with a key', () => {
  it('is made once, and its repetition gets the same answer, address and all', async () => {
    const headers = newKey()
    const body = { source_type: 'bank' }
    const before = await batches()
    const [first, again] = [await call('batches', { body, headers }), await call('batches', { body, headers })]
    expect(first.status).toBe(201)
    expect(said(again)).toEqual({ ...said(first), replayed: 'true' })
    expect(again.headers['location']).toBe(`/api/v1/imports/batches/${first.as<{ id: string }>().id}`)
    expect(await batches()).toBe(before + 1)
  })

  it('is made once however many ask at once, at two gateways', async () => {
    const headers = { authorization: `Bearer ${call.apiKey}`, ...newKey() }
    const other = await gateway.another()
    const before = await batches()
    const answers = await Promise.all([gateway.app, other.app, gateway.app, other.app].map((app) => app.inject({ method: 'POST', url: '/api/v1/imports/batches', headers, payload: { source_type: 'bank' } })))
    const late = answers.filter((answer) => answer.statusCode === 409)
    expect(answers.map((answer) => answer.statusCode).every((status) => status === 201 || status === 409)).toBe(true)
    expect(late.map((answer) => [answer.json<{ code: string }>().code, answer.headers['retry-after']])).toEqual(late.map(() => ['IDEMPOTENCY_IN_PROGRESS', '2']))
    expect(await batches()).toBe(before + 1)
  })

  it('is finished by the repetition when the first attempt died after it was made', async () => {
    const headers = newKey()
    const before = await batches()
    await dyingIn(gateway.context.keys, 'answer', () => call('batches', { body: { source_type: 'bank' }, headers }))
    expect(await batches()).toBe(before + 1)
    const again = await call('batches', { body: { source_type: 'bank' }, headers })
    expect([again.status, again.headers['location']]).toEqual([201, `/api/v1/imports/batches/${again.as<{ id: string }>().id}`])
    expect(await batches()).toBe(before + 1)
  })

  it('is refused under the key of another request', async () => {
    const headers = newKey()
    await call('batches', { body: { source_type: 'bank' }, headers })
    const other = await call('batches', { body: { source_type: 'invoices' }, headers })
    expect([other.status, other.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED'])
  })

  it('has nothing to do with the same key of another tenant, or on another route', async () => {
    const headers = newKey()
    const other = await gateway.caller()
    const first = await call('batches', { body: { source_type: 'bank' }, headers })
    const foreign = await other('batches', { body: { source_type: 'bank' }, headers })
    expect([foreign.status, foreign.as<{ tenant_id: string }>().tenant_id]).toEqual([201, other.tenantId])
    const ingested = await call(`batches/${first.as<{ id: string }>().id}/ingest`, { body: { rows: [{ a: 1 }] }, headers })
    expect(ingested.status).toBe(202)
  })

  it.each(['', 'x'.repeat(256)])('needs a key of some length', async (key) => {
    const answer = await call('batches', { body: { source_type: 'bank' }, headers: { 'idempotency-key': key } })
    expect([answer.status, answer.as()]).toMatchObject([422, { errors: [{ field: 'header.idempotency-key' }] }])
  })
})

describe('rows that are sent with a key', () => {
  const rows = [{ a: 1 }, { a: 2 }, { a: 3 }]

  it('are on record once', async () => {
    const { id } = await batchWith(call, 0)
    const headers = newKey()
    const first = await call(`batches/${id}/ingest`, { body: { rows }, headers })
    const again = await call(`batches/${id}/ingest`, { body: { rows }, headers })
    expect(said(again)).toEqual({ ...said(first), replayed: 'true' })
    expect(await itemsOf(id)).toHaveLength(3)
    await call(`batches/${id}/ingest`, { body: { rows }, headers: newKey() })
    expect(await itemsOf(id)).toHaveLength(6)
  })

  it('are on record once when the first attempt died before any was written', async () => {
    const { id } = await batchWith(call, 0)
    const headers = newKey()
    await dyingIn(gateway.context.items, 'insert', () => call(`batches/${id}/ingest`, { body: { rows }, headers }))
    expect(await itemsOf(id)).toEqual([])
    const again = await call(`batches/${id}/ingest`, { body: { rows }, headers })
    expect([again.status, again.as()]).toMatchObject([202, { items_ingested: 3, group_id: `${id}:1` }])
    // It has its place in the minute already.
    expect(again.headers['ratelimit-remaining']).toBeUndefined()
    expect((await itemsOf(id)).map((item) => [item.idx, item.row])).toEqual([[1, { a: 1 }], [2, { a: 2 }], [3, { a: 3 }]])
    expect((await gateway.context.batches.find(call.tenantId, id))?.reserved).toBe(3)
  })

  it('are on record once when the first attempt died after some were written and have moved', async () => {
    const { id } = await batchWith(call, 0)
    const headers = newKey()
    await dyingIn(gateway.context.keys, 'answer', () => call(`batches/${id}/ingest`, { body: { rows }, headers }))
    const written = await itemsOf(id)
    await gateway.context.items.collection().deleteOne({ _id: written[2]?._id as string })
    await stagesOf(gateway.context).publish(written[0]?._id as string)
    const again = await call(`batches/${id}/ingest`, { body: { rows }, headers })
    expect(again.as<{ items: { id: string }[] }>().items.map((item) => item.id)).toEqual(written.map((item) => item._id))
    expect((await itemsOf(id)).map((item) => [item._id, item.status])).toEqual(written.map((item, n) => [item._id, n === 0 ? 'published' : 'pending']))
  })

  it('wait for their turn in the order in which they came, like those without a key', async () => {
    const { id } = await batchWith(call, 0)
    for (const headers of [newKey(), {}, newKey(), {}]) await call(`batches/${id}/ingest`, { body: { rows }, headers })
    const items = await itemsOf(id)
    expect(items.map((item) => item._id)).toEqual(items.map((item) => item._id).sort())
    expect(items).toHaveLength(12)
  })

  it('are sent anew at once under a key whose request was refused or failed', async () => {
    const { id } = await batchWith(call, 0)
    const headers = newKey()
    const { items } = gateway.context
    const insert = items.insert.bind(items)
    items.insert = () => Promise.reject(new Error('the store went away'))
    expect((await call(`batches/${id}/ingest`, { body: { rows }, headers })).status).toBe(500)
    items.insert = insert
    expect((await call(`batches/${id}/ingest`, { body: { rows }, headers })).status).toBe(202)
    expect(await itemsOf(id)).toHaveLength(3)
  })

  it('that are repeated do not use up the minute', async () => {
    const caller = await gateway.caller()
    const other = await gateway.another({ importsMaxIngestsPerMin: 1 })
    const { id } = await batchWith(caller, 0)
    const send = (key: { 'idempotency-key': string }) => other.app.inject({ method: 'POST', url: `/api/v1/imports/batches/${id}/ingest`, headers: { authorization: `Bearer ${caller.apiKey}`, ...key }, payload: { rows } })
    const headers = newKey()
    expect((await send(headers)).statusCode).toBe(202)
    expect((await send(headers)).statusCode).toBe(202)
    const refused = newKey()
    expect((await send(refused)).statusCode).toBe(429)
    expect((await send(refused)).statusCode).toBe(429)
    expect(await itemsOf(id)).toHaveLength(3)
  })
})

describe('files that are sent with a key', () => {
  const FILES = { 'a.xml': '<a/>', 'b.pdf': Buffer.from([0, 255, 13, 10]), 'huge.bin': Buffer.alloc(70_000) }
  /** Another boundary between the parts each time, as clients choose it. */
  const send = (id: string, headers: Record<string, string>, files: Record<string, string | Buffer<ArrayBuffer>> = FILES) => call(`batches/${id}/files`, { form: formOf(files), headers })

  it('are on record once, and what was refused is refused again', async () => {
    const { id } = await batchWith(call, 0)
    const headers = newKey()
    const [first, again] = [await send(id, headers), await send(id, headers)]
    expect(first.as()).toMatchObject({ accepted: [{ file: 'a.xml', idx: 1 }, { file: 'b.pdf', idx: 2 }], rejected: [{ file: 'huge.bin', code: 'FILE_TOO_LARGE' }] })
    expect(said(again)).toEqual({ ...said(first), replayed: 'true' })
    expect((await itemsOf(id)).map((item) => item.file?.filename)).toEqual(['a.xml', 'b.pdf'])
    await send(id, newKey())
    expect(await itemsOf(id)).toHaveLength(4)
  })

  it('are on record once however many send them at once', async () => {
    const { id } = await batchWith(call, 0)
    const headers = newKey()
    const answers = await Promise.all([1, 2, 3, 4].map(() => send(id, headers)))
    expect(answers.filter(({ status }) => status !== 202).map(({ code }) => code)).toEqual(answers.filter(({ status }) => status !== 202).map(() => 'IDEMPOTENCY_IN_PROGRESS'))
    expect(answers.some(({ status }) => status === 202)).toBe(true)
    expect(await itemsOf(id)).toHaveLength(2)
  })

  it.each<[string, Record<string, string | Buffer<ArrayBuffer>>]>([
    ['one byte is another', { ...FILES, 'a.xml': '<b/>' }], ['a name is another', { 'c.xml': '<a/>', 'b.pdf': FILES['b.pdf'], 'huge.bin': FILES['huge.bin'] }],
    ['one is missing', { 'a.xml': '<a/>', 'huge.bin': FILES['huge.bin'] }], ['they come in another order', { 'b.pdf': FILES['b.pdf'], 'a.xml': '<a/>', 'huge.bin': FILES['huge.bin'] }],
    ['one is no longer too large', { ...FILES, 'huge.bin': 'small' }],
  ])('are refused under the key of others, when %s', async (_what, files) => {
    const { id } = await batchWith(call, 0)
    const headers = newKey()
    await send(id, headers)
    const other = await send(id, headers, files)
    expect([other.status, other.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED'])
    expect(await itemsOf(id)).toHaveLength(2)
  })

  it('are on record once when the first attempt died before any was written', async () => {
    const { id } = await batchWith(call, 0)
    const headers = newKey()
    await dyingIn(gateway.context.items, 'insert', () => send(id, headers))
    expect(await itemsOf(id)).toEqual([])
    expect((await send(id, headers)).as()).toMatchObject({ accepted: [{ idx: 1 }, { idx: 2 }] })
    expect((await gateway.context.batches.find(call.tenantId, id))?.reserved).toBe(2)
  })

  it('are on record once when the first attempt died after some were written', async () => {
    const { id } = await batchWith(call, 0)
    const headers = newKey()
    await dyingIn(gateway.context.keys, 'answer', () => send(id, headers))
    const written = await itemsOf(id)
    await gateway.context.items.collection().deleteOne({ _id: written[1]?._id as string })
    const again = await send(id, headers)
    expect(again.as<{ accepted: { itemId: string }[] }>().accepted.map(({ itemId }) => itemId)).toEqual(written.map((item) => item._id))
    expect((await itemsOf(id)).map((item) => item._id)).toEqual(written.map((item) => item._id))
  })

  it('have their place in the minute each time, because they are read each time', async () => {
    const caller = await gateway.caller()
    const { id } = await batchWith(caller, 0)
    const narrow = callerOf((await gateway.another({ importsMaxIngestsPerMin: 1 })).app, caller.apiKey, caller.tenantId)
    const headers = newKey()
    const sent = () => narrow(`batches/${id}/files`, { form: formOf(FILES), headers })
    expect((await sent()).status).toBe(202)
    expect((await sent()).code).toBe('TOO_MANY_INGESTS')
  })

  it('get their answer again when the batch has no more room, or was cancelled since', async () => {
    const { id } = await batchWith(call, 10)
    const headers = newKey()
    const first = await send(id, headers)
    expect(said(await send(id, headers))).toEqual({ ...said(first), replayed: 'true' })
    expect((await send(id, newKey())).code).toBe('BATCH_FULL')
    await call(`batches/${id}/cancel`, { method: 'POST' })
    expect(said(await send(id, headers))).toEqual({ ...said(first), replayed: 'true' })
    expect((await send(id, newKey())).code).toBe('BATCH_CANCELLED')
  })
})

describe('what was answered before the batch was cancelled', () => {
  it.each([['ingest', { rows: [{ a: 1 }] }], ['retry', undefined], ['promote', undefined], ['reprocess', undefined]] as const)('gets that answer again: %s', async (what, body) => {
    const { id } = await batchWith(call, 0)
    const headers = newKey()
    const first = await call(`batches/${id}/${what}`, { method: 'POST', body, headers })
    expect(first.status).toBeLessThan(300)
    await call(`batches/${id}/cancel`, { method: 'POST' })
    expect(said(await call(`batches/${id}/${what}`, { method: 'POST', body, headers }))).toEqual({ ...said(first), replayed: 'true' })
    expect((await call(`batches/${id}/${what}`, { method: 'POST', body, headers: newKey() })).code).toBe('BATCH_CANCELLED')
  })
})

describe('a retry with a key', () => {
  it('of an item is done once, also when the first attempt died after it', async () => {
    const stages = stagesOf(gateway.context)
    const { items: [item = ''] } = await batchWith(call, 1)
    await stages.fail(item, 'ocr')
    const headers = newKey()
    await dyingIn(gateway.context.keys, 'answer', () => call(`items/${item}/retry`, { method: 'POST', headers }))
    expect((await stages.read(item)).run).toBe(1)
    const again = await call(`items/${item}/retry`, { method: 'POST', headers })
    expect([again.status, again.as()]).toMatchObject([200, { id: item, status: 'preprocessed' }])
    expect((await stages.read(item)).run).toBe(1)
    expect((await call(`items/${item}/retry`, { method: 'POST', headers })).headers['idempotent-replayed']).toBe('true')
  })

  it('of a batch is done once: what failed again since is left alone', async () => {
    const stages = stagesOf(gateway.context)
    const { id, items: [item = ''] } = await batchWith(call, 1)
    await stages.fail(item, 'ocr')
    const headers = newKey()
    const first = await call(`batches/${id}/retry`, { method: 'POST', headers })
    expect(first.as()).toMatchObject({ retried: 1 })
    await stages.fail(item, 'ocr')
    expect(said(await call(`batches/${id}/retry`, { method: 'POST', headers }))).toEqual({ ...said(first), replayed: 'true' })
    expect(await stages.read(item)).toMatchObject({ status: 'ocr_failed', run: 1 })
  })
})
