import { beforeAll, describe, expect, it } from 'vitest'
import type { ItemStatus } from '@chasqui/contracts'
import { anInvoice } from '@chasqui/testkit'
import type { Item } from './item.ts'
import { ItemLists } from './item-lists.ts'
import { Items } from './items.ts'
import { withStore } from '../test-store.ts'

const store = withStore()
let lists: ItemLists
let items: Items
beforeAll(async () => {
  lists = new ItemLists(store.db)
  items = new Items(store.db)
  await items.ensureIndexes()
})

let batchesMade = 0
/** A batch with items in these states, which have come to rest unless more is said of them. */
async function aBatch(...states: (ItemStatus | [ItemStatus, Partial<Item>])[]): Promise<string> {
  const batchId = `b${++batchesMade}`
  await items.insert(states.map((_, n) => ({ _id: `${batchId}-${n + 1}`, tenantId: 't1', batchId, idx: n + 1, sourceType: 'invoices', row: { n } })))
  for (const [n, state] of states.entries()) {
    const [status, fields] = Array.isArray(state) ? state : [state, {}]
    await items.collection().updateOne({ _id: `${batchId}-${n + 1}` }, { $set: { status, ...fields }, $unset: 'waiting' in fields ? {} : { waiting: '' } })
  }
  return batchId
}

const failure = (code: string, stage: 'ocr' | 'extract' = 'extract') => ({ failure: { stage, code, message: 'm', hint: 'h', retryable: false, at: new Date() } })
const LONG_AGO = new Date(0)

describe('the summary of a batch', () => {
  it('counts states, reviews and codes', async () => {
    const id = await aBatch('published', 'published', ['extraction_failed', failure('NO_TEXT')], ['extraction_failed', failure('NO_TEXT')], ['ocr_failed', failure('OCR_TIMEOUT', 'ocr')], ['validated', { needsReview: true }], 'validated', ['validated', { inFlight: true }])
    expect(await lists.summary('t1', id, LONG_AGO)).toEqual({
      breakdown: { published: 2, extraction_failed: 2, ocr_failed: 1, validated: 3 }, review: 1, undecided: 0, endedLately: 6, pages: 6,
      errorsTop: [{ code: 'NO_TEXT', count: 2 }, { code: 'OCR_TIMEOUT', count: 1 }],
    })
  })

  it('does not count the failure of a try that is tried again', async () => {
    const id = await aBatch(['classified', failure('STORE_AWAY')])
    expect((await lists.summary('t1', id, LONG_AGO)).errorsTop).toEqual([])
  })

  it('tells what ended lately from what ended before', async () => {
    const id = await aBatch(['published', { movedAt: new Date('2026-01-01T00:00:00Z') }], ['published', { movedAt: new Date('2026-01-01T00:02:00Z') }], ['classified', { movedAt: new Date('2026-01-01T00:02:00Z') }])
    expect((await lists.summary('t1', id, new Date('2026-01-01T00:01:00Z'))).endedLately).toBe(1)
  })

  it('counts pages as soon as they are read, and what has none as one when it rests', async () => {
    const text = { pages: [1, 2, 3].map((n) => ({ n, mode: 'ocr', words: 9 })) }
    const id = await aBatch(['classified', { text }], ['published', { text }], 'published', 'extraction_failed', 'extracted', 'pending')
    expect((await lists.summary('t1', id, LONG_AGO)).pages).toBe(8)
  })

  it('counts as undecided the copies of what is on its way or has just failed, and of nothing else', async () => {
    const waits: [ItemStatus, Partial<Item>] = ['validated', { needsReview: true }]
    const now = new Date()
    const originals = await aBatch('extracted', 'pending', ['validated', { inFlight: true }], ['ocr_failed', { ...failure('X'), movedAt: now }], waits, 'published', 'rejected', ['ocr_failed', { ...failure('X'), movedAt: new Date(now.getTime() - 11 * 60_000) }])
    const copyOf = (n: number, fields: Partial<Item> = {}): [ItemStatus, Partial<Item>] => ['duplicate', { duplicateOf: `${originals}-${n}`, ...fields }]
    const [moving, decided] = [await aBatch(copyOf(1), copyOf(2), copyOf(3), copyOf(4), copyOf(1)), await aBatch(copyOf(5), copyOf(6), copyOf(7), copyOf(8), copyOf(1, { kind: 'ubl' }), 'published')]
    const summaries = await lists.summaries('t1', [moving, decided], LONG_AGO)
    expect([summaries.get(moving)?.undecided, summaries.get(decided)?.undecided]).toEqual([5, 0])
  })

  it('of several is one for each that has items, of the tenant alone', async () => {
    const [one, other] = [await aBatch('published'), await aBatch('pending', 'pending')]
    const summaries = await lists.summaries('t1', [one, other, 'none'], LONG_AGO)
    expect([...summaries].map(([id, { breakdown }]) => [id, breakdown]).sort()).toEqual([[one, { published: 1 }], [other, { pending: 2 }]])
    expect(await lists.summaries('t2', [one, other], LONG_AGO)).toEqual(new Map())
    expect(await lists.summary('t2', one, LONG_AGO)).toEqual({ breakdown: {}, review: 0, undecided: 0, endedLately: 0, pages: 0, errorsTop: [] })
  })
})

describe('a page of items', () => {
  it('is in order, after an index, of some states', async () => {
    const id = await aBatch('published', 'pending', 'published', 'duplicate', 'published')
    const idx = async (filter: Parameters<ItemLists['page']>[2], tenant = 't1') => (await lists.page(tenant, id, filter)).map((item) => item.idx)
    expect(await idx({ limit: 2 })).toEqual([1, 2])
    expect(await idx({ limit: 9, afterIdx: 2 })).toEqual([3, 4, 5])
    expect(await idx({ limit: 9, statuses: ['published', 'duplicate'] })).toEqual([1, 3, 4, 5])
    expect(await idx({ limit: 9 }, 't2')).toEqual([])
  })

  it.each(['factura (1)', 'FACTURA (1)', 'F001-0000', 'andina', '20600000013'])('is of those that have %s in them', async (query) => {
    const id = await aBatch(
      ['published', { file: { fileId: 'f', filename: 'Factura (1).pdf', size: 1, mimeType: 'a', sha256: 's' }, canonical: anInvoice() }],
      ['published', { file: { fileId: 'f', filename: 'otro.pdf', size: 1, mimeType: 'a', sha256: 's' } }],
    )
    expect((await lists.page('t1', id, { query, limit: 9 })).map((item) => item.idx)).toEqual([1])
  })

  it.each(['.*', '(', '[a-', '$', '\\'])('takes %s for text, not for a pattern', async (query) => {
    const id = await aBatch(['published', { canonical: anInvoice() }])
    expect(await lists.page('t1', id, { query, limit: 9 })).toEqual([])
  })
})

describe('the failed items of a batch', () => {
  it('come with what a retry needs and no more', async () => {
    const id = await aBatch(['extraction_failed', failure('NO_TEXT')], 'published', ['ocr_failed', failure('OCR_TIMEOUT', 'ocr')])
    expect(await lists.failed('t1', id)).toEqual([
      { _id: `${id}-1`, tenantId: 't1', batchId: id, run: 0, status: 'extraction_failed', failure: expect.objectContaining({ code: 'NO_TEXT' }) },
      { _id: `${id}-3`, tenantId: 't1', batchId: id, run: 0, status: 'ocr_failed', failure: expect.objectContaining({ code: 'OCR_TIMEOUT' }) },
    ])
    expect(await lists.failed('t2', id)).toEqual([])
  })
})

describe('a cancel', () => {
  it('ends what is not final and not being published, once, of the tenant alone', async () => {
    const id = await aBatch(['pending', { waiting: true }], ['ocr_processing', { owner: 'o', leaseUntil: new Date(), inFlight: true }], 'extraction_failed', 'validated', 'publishing', 'published', 'duplicate')
    expect(await items.cancel('t2', id)).toBe(0)
    expect(await items.cancel('t1', id)).toBe(4)
    expect((await lists.page('t1', id, { limit: 9 })).map((item) => item.status)).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled', 'publishing', 'published', 'duplicate'])
    expect(await items.collection().countDocuments({ batchId: id, status: 'cancelled', $or: [{ waiting: true }, { inFlight: true }, { owner: { $exists: true } }, { leaseUntil: { $exists: true } }] })).toBe(0)
    expect(await items.cancel('t1', id)).toBe(0)
  })
})
