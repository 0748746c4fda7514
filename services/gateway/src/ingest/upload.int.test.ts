import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeAll, describe, expect, it } from 'vitest'
import { batchWith, formOf, withGateway, type Caller } from '../test-gateway.ts'

const KIB = 1024
const gateway = withGateway({ importsMaxUploadMb: 64 / KIB, importsMaxFilesPerRequest: 4, importsMaxItemsPerBatch: 6 })
let call: Caller
beforeAll(async () => { call = await gateway.caller() })

type Uploaded = { accepted: { file: string; itemId: string; idx: number }[]; rejected: { file: string; code: string; message: string }[] }

const itemsOf = (batchId: string) => gateway.context.items.collection().find({ batchId }, { sort: { idx: 1 } }).toArray()
async function upload(form: FormData): Promise<{ id: string; status: number; body: Uploaded & { code: string } }> {
  const { id } = await batchWith(call, 0)
  const answer = await call(`batches/${id}/files`, { form })
  return { id, status: answer.status, body: answer.as() }
}

describe('an upload', () => {
  it('makes an item of each file, whose bytes come back as they were', async () => {
    const { id, status, body } = await upload(formOf({ 'a.xml': '<a/>', 'b.pdf': Buffer.from([0, 255, 13, 10, 0]) }))
    expect(status).toBe(202)
    const [first, second] = await itemsOf(id)
    expect(body).toEqual({ batch_id: id, rejected: [], accepted: [{ file: 'a.xml', itemId: first?._id, idx: 1 }, { file: 'b.pdf', itemId: second?._id, idx: 2 }] })
    expect(first).toMatchObject({ status: 'pending', waiting: true, file: { filename: 'a.xml', size: 4 }, traceparent: expect.stringMatching(/^00-/) })
    const file = await gateway.app.inject({ url: `/api/v1/imports/items/${second?._id}/file`, headers: { authorization: `Bearer ${call.apiKey}` } })
    expect([...file.rawPayload]).toEqual([0, 255, 13, 10, 0])
    expect(file.headers).toMatchObject({
      'content-type': 'application/octet-stream', 'content-length': '5', 'content-disposition': 'attachment; filename=b.pdf',
      'x-content-type-options': 'nosniff', 'content-security-policy': 'sandbox', 'cache-control': 'no-store',
    })
  })

  it.each([['first', 0], ['in the middle', 1], ['last', 2]])('refuses a file that is too large and takes its neighbours, when it is %s', async (_where, place) => {
    const files: [string, Buffer][] = [['a.txt', Buffer.alloc(10, 'a')], ['b.txt', Buffer.alloc(64 * KIB, 'b')]]
    files.splice(place, 0, ['huge.bin', Buffer.alloc(400 * KIB, 'x')])
    const { id, status, body } = await upload(formOf(Object.fromEntries(files) as Record<string, Buffer<ArrayBuffer>>))
    expect(status).toBe(202)
    expect(body.accepted.map((one) => [one.file, one.idx])).toEqual([['a.txt', 1], ['b.txt', 2]])
    expect(body.rejected).toEqual([{ file: 'huge.bin', code: 'FILE_TOO_LARGE', message: expect.stringContaining(`${64 * KIB} bytes`) }])
    expect((await itemsOf(id)).map((item) => item.file?.size)).toEqual([10, 64 * KIB])
  })

  it('of nothing but files that are too large makes no item, and an empty batch', async () => {
    const { id, status, body } = await upload(formOf({ 'huge.bin': Buffer.alloc(65 * KIB) }))
    expect([status, body.accepted, body.rejected.length]).toEqual([202, [], 1])
    expect((await call(`batches/${id}`)).as()).toMatchObject({ status: 'EMPTY' })
  })

  it('takes an empty file: what is in a file is for preprocess to say', async () => {
    expect((await upload(formOf({ 'empty.txt': '' }))).body.accepted).toHaveLength(1)
  })

  it.each([
    ['Boleta ñandú nº 5 €.pdf', 'Boleta ñandú nº 5 €.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ana\\factura.xml', 'factura.xml'],
    ["b;c=d'e%41(1)*.pdf", "b;c=d'e%41(1)*.pdf"],
    // As browsers write a quotation mark.
    ['a"b.pdf', 'a%22b.pdf'],
    ['', 'unnamed'],
  ])('keeps the name %o', async (name, kept) => {
    const { body } = await upload(formOf({ [name]: 'x' }))
    expect(body.accepted[0]?.file).toBe(kept)
    const file = await call(`items/${body.accepted[0]?.itemId}/file`)
    expect(file.status).toBe(200)
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename/)
  })

  it('leaves fields beside the files alone', async () => {
    const form = formOf({ 'a.txt': 'a' })
    form.append('tenant_id', 'someone-else')
    const { id, body } = await upload(form)
    expect(body.accepted).toHaveLength(1)
    expect((await itemsOf(id))[0]?.tenantId).toBe(call.tenantId)
  })

  it('of the same bytes twice makes two items of one file', async () => {
    const { id } = await upload(formOf({ 'a.txt': 'same', 'b.txt': 'same' }))
    const [first, second] = await itemsOf(id)
    expect(first?.file?.fileId).toBe(second?.file?.fileId)
  })
})

describe('an upload is refused', () => {
  it('without a file', async () => {
    const form = new FormData()
    form.append('note', 'no file')
    const { status, body } = await upload(form)
    expect([status, body.code]).toEqual([422, 'NO_FILES'])
  })

  it('with too many files, and makes no item', async () => {
    const { id, status, body } = await upload(formOf(Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`${n}.txt`, 'x']))))
    expect([status, body.code]).toEqual([413, 'TOO_MANY_FILES'])
    expect(await itemsOf(id)).toEqual([])
  })

  it.each([
    ['as JSON', { body: { files: [] } }], ['as a bare file', { body: 'x', method: 'POST' as const, headers: { 'content-type': 'application/pdf' } }], ['without a body', { method: 'POST' as const }],
  ])('%s', async (_what, sent) => {
    const { id } = await batchWith(call, 0)
    const answer = await call(`batches/${id}/files`, sent)
    expect([answer.status, answer.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  })

  it.each([
    ['cut off in a file', 'multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhalf of'],
    ['cut off in a head', 'multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; na'],
    ['without a boundary', 'multipart/form-data', '--x--'],
    ['of another boundary', 'multipart/form-data; boundary=y', '--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nz\r\n--x--'],
  ])('when it is %s', async (_what, type, body) => {
    const { id } = await batchWith(call, 0)
    const answer = await call(`batches/${id}/files`, { method: 'POST', body, headers: { 'content-type': type } })
    expect([answer.status, answer.code]).toEqual([400, 'MALFORMED_UPLOAD'])
    expect(await itemsOf(id)).toEqual([])
  })

  it('when the batch is full, or would be', async () => {
    const { id } = await batchWith(call, 5)
    expect((await call(`batches/${id}/files`, { form: formOf({ 'a.txt': 'a', 'b.txt': 'b' }) })).code).toBe('BATCH_FULL')
    expect((await call(`batches/${id}/files`, { form: formOf({ 'a.txt': 'a' }) })).status).toBe(202)
    const full = await call(`batches/${id}/files`, { form: formOf({ 'a.txt': 'a' }) })
    expect([full.status, full.as()]).toMatchObject([413, { code: 'BATCH_FULL', detail: 'Too many rows: 7 > 6' }])
    expect(await itemsOf(id)).toHaveLength(6)
  })

  it('when the batch was cancelled', async () => {
    const { id } = await batchWith(call, 0)
    await call(`batches/${id}/cancel`, { method: 'POST' })
    expect((await call(`batches/${id}/files`, { form: formOf({ 'a.txt': 'a' }) })).code).toBe('BATCH_CANCELLED')
  })
})

describe('a sender that goes away in the middle of a file', () => {
  it('leaves no item, and the gateway goes on', async () => {
    const { app } = await gateway.another({ gatewayPort: 0 })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { id } = await batchWith(call, 0)
    await new Promise<void>((resolve) => {
      const sent = request({ host: '127.0.0.1', port: (app.server.address() as AddressInfo).port, path: `/api/v1/imports/batches/${id}/files`, method: 'POST', headers: { authorization: `Bearer ${call.apiKey}`, 'content-type': 'multipart/form-data; boundary=x', 'content-length': 10_000 } })
      sent.on('error', () => resolve())
      sent.write('--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhalf of')
      // It is on its way once the server has it: the connection is cut then.
      app.server.once('request', () => setImmediate(() => sent.destroy()))
    })
    expect((await call(`batches/${id}/files`, { form: formOf({ 'b.txt': 'b' }) })).as<Uploaded>().accepted).toMatchObject([{ file: 'b.txt', idx: 1 }])
    expect(await itemsOf(id)).toHaveLength(1)
  })
})
