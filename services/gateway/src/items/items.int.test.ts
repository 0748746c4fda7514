import { beforeAll, describe, expect, it } from 'vitest'
import { ITEM_STATES } from '@chasqui/contracts'
import { anInvoice } from '@chasqui/testkit'
import { batchWith, formOf, withGateway, type Caller } from '../test-gateway.ts'
import { stagesOf } from '../test-items.ts'

const gateway = withGateway()
let call: Caller
let stages: ReturnType<typeof stagesOf>
beforeAll(async () => {
  stages = stagesOf(gateway.context)
  call = await gateway.caller()
})

type Shown = { id: string; idx: number; status: string }
type Page = { items: Shown[]; next_cursor: string | null }

describe('the items of a batch', () => {
  it('have the shape that clients read', async () => {
    const { id, items: [item = ''] } = await batchWith(call, 1)
    expect((await call(`batches/${id}/items`)).as()).toEqual({
      items: [{
        id: item, batch_id: id, idx: 1, status: 'pending', filename: null, kind: null, doc_type: null, confidence: null,
        raw: { numero: 'F001-1', total: '118.00' }, normalized: {}, canonical: {}, needs_review: false, review_reasons: [], errors: [], warnings: [],
        failure: null, attempts: 0, duplicate_of: null, original: null, posted: null, promoted_to: null, promoted_id: null, promoted_at: null,
        lineage: [], last_correction: null, created_at: expect.any(String), updated_at: expect.any(String),
      }],
      next_cursor: null,
    })
  })

  it('show what became of them', async () => {
    const { id, items: [done = '', failed = '', review = ''] } = await batchWith(call, 3)
    await stages.publish(done)
    await stages.fail(failed, 'extract', 'NO_TEXT')
    await stages.review(review)
    expect((await call(`batches/${id}/items`)).as<Page>().items).toMatchObject([
      { status: 'published', doc_type: 'invoice', confidence: 1, canonical: { number: 'F001-00000123' }, normalized: { number: 'F001-00000123', 'totals.total': '448.40', 'vendor.taxId': '20600000013' }, promoted_to: 'invoices', promoted_id: `invoice-of-${done}`, posted: { invoices: 1 }, failure: null, attempts: 1 },
      { status: 'extraction_failed', failure: { stage: 'extract', code: 'NO_TEXT', message: 'NO_TEXT happened', hint: 'Mend it', retryable: false } },
      { status: 'validated', needs_review: true, review_reasons: ['POSSIBLE_DUPLICATE'], warnings: [{ code: 'POSSIBLE_DUPLICATE' }], errors: [] },
    ])
  })

  it('tell how often the last stage was tried, not how many stages there were', async () => {
    const { id, items: [item = ''] } = await batchWith(call, 1)
    await stages.through(item, 'extract')
    for (const n of [1, 2]) await stages.retryLater(item, 'validate', n)
    const attempts = async () => (await call(`batches/${id}/items`)).as<{ items: { attempts: number }[] }>().items.map((one) => one.attempts)
    expect(await attempts()).toEqual([2])
    await stages.through(item, 'validate')
    expect(await attempts()).toEqual([1])
  })

  it('say of a duplicate what became of the first one, so that one which failed is not taken for done', async () => {
    const { id, items: [first = '', twin = ''] } = await batchWith(call, 2)
    await stages.move(twin, 'duplicate', { duplicateOf: first })
    const originals = async () => (await call(`batches/${id}/items`)).as<{ items: { original: unknown }[] }>().items.map((one) => one.original)
    expect(await originals()).toEqual([null, { id: first, batch_id: id, status: 'pending', say: expect.stringContaining('on its way') }])
    await stages.fail(first, 'ocr', 'OCR_UNREADABLE')
    const failed = { id: first, batch_id: id, status: 'ocr_failed', say: expect.stringContaining('failed with OCR_UNREADABLE') }
    expect(await originals()).toEqual([null, failed])
    expect((await call(`items/${twin}`)).as()).toMatchObject({ duplicate_of: first, original: failed })
  })

  it('come in pages that neither repeat nor leave out', async () => {
    const { id } = await batchWith(call, 5)
    const seen: number[] = []
    for (let cursor: string | null = '0'; cursor !== null;) {
      const page: Page = (await call(`batches/${id}/items?limit=2&cursor=${cursor}`)).as<Page>()
      seen.push(...page.items.map((item) => item.idx))
      cursor = page.next_cursor
    }
    expect(seen).toEqual([1, 2, 3, 4, 5])
    expect((await call(`batches/${id}/items?limit=5`)).as<Page>().next_cursor).toBeNull()
  })

  it('can be those in one state, in several, or in any failed one', async () => {
    const { id, items: [done = '', text = '', scan = ''] } = await batchWith(call, 4)
    await stages.publish(done)
    await stages.fail(text, 'extract')
    await stages.fail(scan, 'ocr')
    const idx = async (status: string) => (await call(`batches/${id}/items?status=${status}`)).as<Page>().items.map((item) => item.idx)
    expect(await idx('published')).toEqual([1])
    expect(await idx('published,pending')).toEqual([1, 4])
    expect(await idx('failed')).toEqual([2, 3])
    expect(await idx('failed, published')).toEqual([1, 2, 3])
    for (const status of ITEM_STATES) expect((await call(`batches/${id}/items?status=${status}`)).status).toBe(200)
  })

  it('can be those that say something', async () => {
    const { id, items: [item = ''] } = await batchWith(call, 2)
    await stages.publish(item, anInvoice({ vendor: { name: 'Energía del Sur (Perú) S.A.' } }))
    const idx = async (q: string) => (await call(`batches/${id}/items?q=${encodeURIComponent(q)}`)).as<Page>().items.map((one) => one.idx)
    expect(await idx('del sur (perú)')).toEqual([1])
    expect(await idx('.*')).toEqual([])
    expect(await idx('')).toEqual([1, 2])
  })

  it('can come with the records that they made', async () => {
    const { id, items: [item = ''] } = await batchWith(call, 2)
    await stages.publish(item)
    const createdAt = new Date('2026-01-01T00:00:00Z')
    await gateway.context.books.lineage.insertMany([{ tenantId: call.tenantId, itemId: item, batchId: id, promotedTo: 'invoices', promotedId: 'inv-1', postingKey: 'key-1', createdAt }])
    const lineage = [{ promoted_to: 'invoices', promoted_id: 'inv-1', posting_key: 'key-1', created_at: createdAt.toISOString(), reverted_at: null }]
    expect((await call(`batches/${id}/items?with=lineage`)).as<Page>().items).toMatchObject([{ lineage }, { lineage: [] }])
    expect((await call(`items/${item}`)).as()).toMatchObject({ lineage })
  })

  it.each(['status=publised', 'status=published,', 'status=', 'limit=0', 'limit=201', 'limit=1.5', 'cursor=-1', 'cursor=abc', 'cursor=9e99', 'with=everything', `q=${'x'.repeat(201)}`, 'q=a%00b'])('are refused for ?%s', async (query) => {
    const { id } = await batchWith(call, 0)
    const refused = await call(`batches/${id}/items?${query}`)
    expect([refused.status, refused.code]).toEqual([422, 'VALIDATION_FAILED'])
    expect(refused.as<{ errors: { field: string }[] }>().errors[0]?.field).toBe(`query.${query.split('=')[0]}`)
  })
})

describe('one item', () => {
  it('has its history: arrival, tries, what was given up, what people did, how it ended', async () => {
    const { items: [item = ''] } = await batchWith(call, 1)
    await stages.fail(item, 'extract', 'NO_TEXT')
    await call(`items/${item}/retry`, { method: 'POST' })
    await stages.publish(item)
    const { history } = (await call(`items/${item}`)).as<{ history: { what: string; stage: string | null; code: string | null; worker: string | null }[] }>()
    expect(history.map(({ what, stage, code }) => [what, stage, code].filter(Boolean).join(' '))).toEqual([
      'received', 'attempt preprocess', 'attempt ocr', 'attempt classify', 'attempt extract NO_TEXT', 'dead_letter extract NO_TEXT', 'retried extract',
      'attempt extract', 'attempt validate', 'attempt publish', 'published',
    ])
    expect(history.find(({ what }) => what === 'retried')?.worker).toBe('key of a operator')
    expect((await call(`items/${item}/history`)).as()).toEqual({ items: history })
  })

  it('that came as a row has no file, and no text before it was read', async () => {
    const { items: [item = ''] } = await batchWith(call, 1)
    const [file, text] = [await call(`items/${item}/file`), await call(`items/${item}/text`)]
    expect([file.status, file.code, text.status, text.code]).toEqual([404, 'NO_FILE', 404, 'NO_TEXT_YET'])
  })

  it('that was read has its text, with the place of every word', async () => {
    const { id } = await batchWith(call, 0)
    const sent = await call(`batches/${id}/files`, { form: formOf({ 'scan.png': 'not really' }) })
    const { itemId } = sent.as<{ accepted: { itemId: string }[] }>().accepted[0] as { itemId: string }
    const text = { pages: [{ n: 1, width: 595, height: 842, mode: 'ocr', words: [{ text: 'TOTAL', x: 1, y: 2, w: 3, h: 4, conf: 91 }], text: 'TOTAL' }], truncated: false }
    const { fileId } = await gateway.context.files.put(call.tenantId, Buffer.from(JSON.stringify(text)))
    await stages.through(itemId, 'preprocess')
    await stages.move(itemId, 'ocr_completed', { textFileId: fileId })
    expect((await call(`items/${itemId}/text`)).as()).toEqual(text)
  })
})

describe('the errors of a batch as CSV', () => {
  it('have a line for each finding, disarmed, and one for a failure without any', async () => {
    const { id, items: [checked = '', unread = '', fine = ''] } = await batchWith(call, 3)
    await stages.through(checked, 'extract')
    await stages.move(checked, 'validation_failed', { findings: [
      { code: 'TOTALS_MISMATCH', severity: 'error', field: 'totals.total', message: '380.00 + 68.40 = 448.40, "document" says 484.40', value: '484.40' },
      { code: 'BAD_NAME', severity: 'error', message: 'is a formula', value: '=HYPERLINK("http://evil")' },
      { code: 'ONLY_A_WARNING', severity: 'warning', message: 'left out' },
    ] })
    await stages.fail(unread, 'extract', 'NO_TEXT')
    await stages.publish(fine)
    const csv = await call(`batches/${id}/errors.csv`)
    expect(csv.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename=errors-${id}.csv` })
    expect(csv.text.replace('\ufeff', '').trimEnd().split('\n')).toEqual([
      'idx,campo,error,valor',
      '1,totals.total,"TOTALS_MISMATCH: 380.00 + 68.40 = 448.40, ""document"" says 484.40",484.40',
      '1,,BAD_NAME: is a formula,"\'=HYPERLINK(""http://evil"")"',
      '2,,NO_TEXT: NO_TEXT happened,',
    ])
  })

  it('of a batch without errors have a head alone', async () => {
    const { id } = await batchWith(call, 1)
    expect((await call(`batches/${id}/errors.csv`)).text.replace('\ufeff', '')).toBe('idx,campo,error,valor\n')
  })
})
