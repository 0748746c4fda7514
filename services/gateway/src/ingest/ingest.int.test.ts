import { beforeAll, describe, expect, it } from 'vitest'
import { batchWith, withGateway, type Caller } from '../test-gateway.ts'

const gateway = withGateway({ importsMaxItemsPerBatch: 20, importsMaxBodyMb: 0.25, importsMaxRowKb: 2 })
let call: Caller
beforeAll(async () => { call = await gateway.caller() })

const itemsOf = (batchId: string) => gateway.context.items.collection().find({ batchId }, { sort: { idx: 1 } }).toArray()
const rows = (count: number) => Array.from({ length: count }, (_, n) => ({ n }))

describe('an ingest', () => {
  it('puts every row on record, in order, waiting for its turn', async () => {
    const { id } = await batchWith(call, 0)
    const sent = await call(`batches/${id}/ingest`, { body: { rows: [{ total: '1.00', moneda: 'EUR' }, { total: '2.00' }], defaults: { moneda: 'PEN' } } })
    expect(sent.status).toBe(202)
    const items = await itemsOf(id)
    expect(sent.as()).toEqual({
      batch_id: id, items_ingested: 2, pipeline_enqueued: true, group_id: `${id}:1`,
      items: items.map((item) => ({ id: item._id, idx: item.idx, status: 'pending', errors: [] })),
    })
    expect(items).toMatchObject([
      { idx: 1, tenantId: call.tenantId, status: 'pending', waiting: true, sourceType: 'invoices', row: { total: '1.00', moneda: 'EUR' }, traceparent: expect.stringMatching(/^00-/) },
      { idx: 2, row: { total: '2.00', moneda: 'PEN' } },
    ])
  })

  it('goes on where the last one ended', async () => {
    const { id } = await batchWith(call, 3)
    const sent = await call(`batches/${id}/ingest`, { body: { rows: rows(2) } })
    expect(sent.as()).toMatchObject({ group_id: `${id}:4`, items: [{ idx: 4 }, { idx: 5 }] })
  })

  it('gives two at once places of their own', async () => {
    const { id } = await batchWith(call, 0)
    const answers = await Promise.all([1, 2, 3, 4].map(() => call(`batches/${id}/ingest`, { body: { rows: rows(5) } })))
    expect(answers.map((answer) => answer.as<{ group_id: string }>().group_id.split(':')[1]).sort()).toEqual(['1', '11', '16', '6'])
    expect((await itemsOf(id)).map((item) => item.idx)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
  })

  it('tells the releaser that there is work', async () => {
    const heard = new Promise<string>((resolve) => {
      gateway.context.bus.nc.subscribe('control.release.*', { max: 1, callback: (_error, message) => resolve(message.subject) })
    })
    await gateway.context.bus.nc.flush()
    await batchWith(call, 1)
    expect(await heard).toBe(`control.release.${call.tenantId}`)
  })

  it('of no rows brings nothing and is no error', async () => {
    const { id } = await batchWith(call, 0)
    const sent = await call(`batches/${id}/ingest`, { body: { rows: [] } })
    expect([sent.status, sent.as()]).toMatchObject([202, { items_ingested: 0, pipeline_enqueued: false, items: [] }])
  })

  it('keeps the digits of a number that a float cannot hold', async () => {
    const { id } = await batchWith(call, 0)
    const text = '{"rows":[{"clave":1504202501179900001200110010010000001231234567819,"total":448.40,"exacto":1234567890.123456789}]}'
    await call(`batches/${id}/ingest`, { method: 'POST', body: text, headers: { 'content-type': 'application/json' } })
    expect((await itemsOf(id))[0]?.row).toEqual({ clave: '1504202501179900001200110010010000001231234567819', total: 448.4, exacto: '1234567890.123456789' })
  })

  it('keeps names that mean something to the record store', async () => {
    const { id } = await batchWith(call, 0)
    const row = { '$set': 1, 'a.b': 2, '': 3, _id: 4, 'ñandú 🦤': { '$gt': 5 } }
    await call(`batches/${id}/ingest`, { body: { rows: [row] } })
    expect((await itemsOf(id))[0]?.row).toEqual(row)
  })
})

describe('an ingest is refused, and nothing of it is on record', () => {
  const refused = async (body: unknown, headers: Record<string, string> = {}) => {
    const { id } = await batchWith(call, 1)
    const answer = await call(`batches/${id}/ingest`, { method: 'POST', body, headers })
    expect(await itemsOf(id)).toHaveLength(1)
    return answer
  }

  it('when it has more rows than a batch may hold', async () => {
    const answer = await refused({ rows: rows(21) })
    expect([answer.status, answer.as()]).toMatchObject([413, { code: 'BATCH_FULL', detail: 'Too many rows: 21 > 20' }])
  })

  it('when the batch would hold more than it may', async () => {
    const answer = await refused({ rows: rows(20) })
    expect([answer.status, answer.as()]).toMatchObject([413, { code: 'BATCH_FULL', detail: 'Too many rows: 21 > 20' }])
  })

  it('when a row has half of a character in a name or a value', async () => {
    for (const row of [{ numero: 'F001-\ud800' }, { 'numero\udc00': 'F001-1' }]) {
      const answer = await refused({ rows: [row] })
      expect([answer.status, answer.code]).toEqual([400, 'MALFORMED_BODY'])
    }
  })

  it('when the body is too large', async () => {
    const answer = await refused({ rows: [{ x: 'y'.repeat(300_000) }] })
    expect([answer.status, answer.code]).toEqual([413, 'BODY_TOO_LARGE'])
  })

  it.each([
    ['too large', { x: 'y'.repeat(2_100) }, 'ROW_TOO_LARGE'],
    ['nested too deep', { a: { b: { c: { d: { e: { f: { g: 1 } } } } } } }, 'ROW_TOO_DEEP'],
    ['named with NUL', { 'a\0b': 1 }, 'ROW_NAME_INVALID'],
    ['named with NUL inside', { a: [{ 'b\0': 1 }] }, 'ROW_NAME_INVALID'],
  ])('when a row is %s: it says which', async (_what, row, code) => {
    const answer = await refused({ rows: [{ ok: 1 }, row, { ok: 2 }] })
    expect([answer.status, answer.as()]).toMatchObject([422, { code: 'VALIDATION_FAILED', errors: [{ field: 'rows[1]', code }] }])
  })

  it.each([
    ['no rows', {}, 'rows'], ['a name that is not known', { rows: [{}], row: [] }, 'row'], ['rows that are no list', { rows: {} }, 'rows'], ['a row that is no object', { rows: [{}, 7] }, 'rows[1]'], ['a row that is a list', { rows: [[1]] }, 'rows[0]'],
    ['a mapping, which there is not', { rows: [{}], mapping_id: 'm1' }, 'mapping_id'],
  ])('for %s', async (_what, body, field) => {
    const answer = await refused(body)
    expect([answer.status, answer.as()]).toMatchObject([422, { code: 'VALIDATION_FAILED', errors: [{ field }] }])
  })

  it.each([
    ['JSON that does not parse', '{"rows":[', 'application/json', 400, 'MALFORMED_BODY'],
    ['nothing', '', 'application/json', 400, 'MALFORMED_BODY'],
    ['a poisoned prototype', '{"rows":[{"__proto__":{"x":1}}]}', 'application/json', 400, 'MALFORMED_BODY'],
    ['a form', 'rows=1', 'application/x-www-form-urlencoded', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['text', 'rows', 'text/plain', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a multipart form', '--x\r\n\r\n--x--', 'multipart/form-data; boundary=x', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('for %s', async (_what, body, type, status, code) => {
    const answer = await refused(body, { 'content-type': type })
    expect([answer.status, answer.code]).toEqual([status, code])
  })

  it('when the batch was cancelled', async () => {
    const { id } = await batchWith(call, 0)
    await call(`batches/${id}/cancel`, { method: 'POST' })
    const answer = await call(`batches/${id}/ingest`, { body: { rows: rows(1) } })
    expect([answer.status, answer.code]).toEqual([409, 'BATCH_CANCELLED'])
    expect(await itemsOf(id)).toEqual([])
  })

  it('when the batch is cancelled while it is written: what was written is cancelled too', async () => {
    const { id } = await batchWith(call, 0)
    const { items, batches } = gateway.context
    const insert = items.insert.bind(items)
    items.insert = async (some) => {
      await batches.cancel(call.tenantId, id)
      await insert(some)
    }
    try {
      const answer = await call(`batches/${id}/ingest`, { body: { rows: rows(2) } })
      expect([answer.status, answer.code]).toEqual([409, 'BATCH_CANCELLED'])
      expect((await itemsOf(id)).map((item) => [item.status, item.waiting])).toEqual([['cancelled', undefined], ['cancelled', undefined]])
    } finally {
      items.insert = insert
    }
  })
})
