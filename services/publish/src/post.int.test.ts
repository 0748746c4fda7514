import { describe, expect, it } from 'vitest'
import type { Canonical, Tenant } from '@chasqui/contracts'
import { keysOf } from '@chasqui/document-keys'
import type { PostResult } from './post-result.ts'
import { createPoster } from './post.ts'
import { booksThatDieAfter, withBooks } from './test-books.ts'
import { aRequest, aTenant, cfdiInvoice, changed, dteInvoice, facturae, payslip, sriInvoice, sunatInvoice, ticket } from './documents.fixture.ts'

const books = withBooks()

let tenants = 0
/** A tenant of its own for each test: the tests share one database. */
const newTenant = (): Tenant => aTenant(`tenant-${++tenants}`, 'PE', '20600000021')

const numbered = (n: number): Canonical => changed(sunatInvoice, { number: `F001-${n}`, series: undefined, folio: undefined })
const kinds = (results: readonly PostResult[]): Record<string, number> => Object.fromEntries(Map.groupBy(results, (result) => result.kind).entries().map(([kind, group]) => [kind, group.length]))

describe('posting a document', () => {
  it.each<[string, Canonical, string]>([
    ['SUNAT', sunatInvoice, 'invoices'], ['DTE 33', dteInvoice, 'invoices'], ['SRI', sriInvoice, 'invoices'], ['CFDI', cfdiInvoice, 'invoices'],
    ['Facturae', facturae, 'invoices'], ['a ticket', ticket, 'expenses'],
  ])('%s makes its record, its vendor, its lineage and its entry in the registry', async (_, canonical, into) => {
    const tenant = newTenant()
    const request = aRequest(tenant, canonical)
    const result = await books.poster.post(request)
    expect(result).toEqual({
      kind: 'posted', promotedTo: into, promotedId: expect.any(String), warnings: [],
      posted: { invoices: into === 'invoices' ? 1 : 0, expenses: into === 'expenses' ? 1 : 0, bankTransactions: 0, vendors: 1, duplicates: 0 },
    })
    if (result.kind !== 'posted') return
    const { postingKey } = keysOf(tenant.id, request.itemId, canonical)
    const list = await (into === 'invoices' ? books.books.invoices : books.books.expenses).list(tenant.id)
    expect(list.records).toMatchObject([{ _id: result.promotedId, postingKey, source: { kind: 'import', batchId: 'b1', itemId: request.itemId, fileId: 'f1' } }])
    expect(await books.books.lineage.byItem(tenant.id, request.itemId)).toMatchObject([{ promotedTo: into, promotedId: result.promotedId, postingKey, batchId: 'b1', fileId: 'f1', revertedAt: null }])
    expect(await books.books.postings.findMany([tenant.id], [postingKey])).toMatchObject([{ state: 'posted', itemId: request.itemId, entityType: into, entityId: result.promotedId }])
    expect((await books.books.vendors.list(tenant.id)).records).toMatchObject([{ taxId: canonical.vendor?.taxId, name: canonical.vendor?.name }])
  })

  it('that has no place in the books answers why, and writes nothing', async () => {
    const before = await books.count('posting_registry')
    expect(await books.poster.post(aRequest(newTenant(), changed(sunatInvoice, { docType: 'quote' })))).toEqual({ kind: 'nowhere', why: 'a quote changes no books' })
    expect(await books.count('posting_registry')).toBe(before)
  })

  it('keeps money as decimals', async () => {
    const tenant = newTenant()
    const result = await books.poster.post(aRequest(tenant, sunatInvoice))
    const stored = await books.store.db.collection('invoices').findOne({ _id: (result.kind === 'posted' ? result.promotedId : '') as never })
    expect(stored?.total).toHaveProperty('_bsontype', 'Decimal128')
    expect(String(stored?.total)).toBe('448.40')
  })

  it('counts the vendor for the document that made it, and for no other', async () => {
    const tenant = newTenant()
    const requests = [1, 2, 3].map((n) => aRequest(tenant, numbered(n)))
    const first = await Promise.all(requests.map(books.poster.post))
    const again = await Promise.all(requests.map((await books.another()).poster.post))
    expect(first.map((result) => result.kind === 'posted' && result.posted.vendors)).toEqual([1, 0, 0])
    expect(again).toEqual(first)
  })

  it('of payroll makes no vendor of the company itself', async () => {
    const tenant = newTenant()
    await books.poster.post(aRequest(tenant, payslip))
    expect((await books.books.vendors.list(tenant.id)).records).toEqual([])
  })
})

describe('a document that is there already', () => {
  it('is a duplicate of the item that posted it, in another file and another way of writing', async () => {
    const tenant = newTenant()
    const first = aRequest(tenant, sunatInvoice)
    const posted = await books.poster.post(first)
    const second = await books.poster.post(aRequest(tenant, changed(sunatInvoice, { number: 'f001-123', source: 'ocr' }), { batchId: 'b2', fileId: 'f2' }))
    expect(second).toEqual({ kind: 'duplicate', duplicateOf: first.itemId, entityId: posted.kind === 'posted' ? posted.promotedId : '' })
    expect((await books.books.invoices.list(tenant.id)).records).toHaveLength(1)
  })

  it('of one group posts once', async () => {
    const tenant = newTenant()
    const [one, other] = [aRequest(tenant, sunatInvoice), aRequest(tenant, sunatInvoice)]
    const [posted, duplicate] = await Promise.all([one, other].map(books.poster.post))
    expect(posted?.kind).toBe('posted')
    expect(duplicate).toMatchObject({ kind: 'duplicate', duplicateOf: one.itemId })
    expect((await books.books.invoices.list(tenant.id)).records).toHaveLength(1)
    expect(await books.books.lineage.byItem(tenant.id, other.itemId)).toEqual([])
  })

  it('from the same item gives the same answer, twice in one group and later in another process', async () => {
    const tenant = newTenant()
    const request = aRequest(tenant, ticket)
    const answers = await Promise.all([request, request].map(books.poster.post))
    answers.push(await books.poster.post(request), await (await books.another()).poster.post(request))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]?.kind).toBe('posted')
    expect((await books.books.expenses.list(tenant.id)).records).toHaveLength(1)
  })

  it('of another tenant is another document', async () => {
    const [one, other] = [newTenant(), newTenant()]
    const results = await Promise.all([aRequest(one, sunatInvoice), aRequest(other, sunatInvoice)].map(books.poster.post))
    expect(kinds(results)).toEqual({ posted: 2 })
    const [a, b] = results
    if (a?.kind !== 'posted' || b?.kind !== 'posted') return
    expect(await books.books.invoices.find(one.id, b.promotedId)).toBeNull()
    expect((await books.books.invoices.find(other.id, b.promotedId))?.tenantId).toBe(other.id)
    expect(a.promotedId).not.toBe(b.promotedId)
  })

  it('a ticket without number posts once an item, and warns the next by its near key', async () => {
    const tenant = newTenant()
    const numberless = changed(ticket, { number: undefined })
    const [one, other] = [aRequest(tenant, numberless), aRequest(tenant, numberless)]
    const results = [await books.poster.post(one), await books.poster.post(one), await books.poster.post(other)]
    expect(kinds(results)).toEqual({ posted: 3 })
    expect((await books.books.expenses.list(tenant.id)).records).toHaveLength(2)
    const near = keysOf(tenant.id, one.itemId, numberless).nearKey ?? ''
    const hits = await books.books.postings.nearKeys(tenant.id, [near, 'no such key'])
    expect(hits.get(near)?.map((posting) => posting.itemId).sort()).toEqual([one.itemId, other.itemId].sort())
    expect(await books.books.postings.nearKeys('another tenant', [near])).toEqual(new Map())
  })
})

describe('two processes', () => {
  it('that post the same documents from different items post each once', async () => {
    const tenant = newTenant()
    const other = await books.another()
    const documents = Array.from({ length: 120 }, (_, n) => numbered(n + 1))
    const mine = documents.map((document) => aRequest(tenant, document))
    const theirs = documents.map((document) => aRequest(tenant, document)).reverse()
    const [ours, others] = await Promise.all([Promise.all(mine.map(books.poster.post)), Promise.all(theirs.map(other.poster.post))])
    expect(kinds([...ours, ...others])).toEqual({ posted: 120, duplicate: 120 })
    others.reverse().forEach((result, n) => {
      const [winner, loser, item] = result.kind === 'posted' ? [result, ours[n], theirs[119 - n]] : [ours[n], result, mine[n]]
      expect(loser).toEqual({ kind: 'duplicate', duplicateOf: item?.itemId, entityId: winner?.kind === 'posted' ? winner.promotedId : '' })
    })
    const inBooks: string[] = []
    for await (const invoice of books.books.invoices.stream(tenant.id)) inBooks.push(invoice.numberNorm ?? '')
    expect(inBooks.sort()).toEqual(documents.map((document) => document.number).sort())
    expect((await books.books.vendors.list(tenant.id)).records).toHaveLength(1)
  })

  it('that post the same items give the same answers and write them once', async () => {
    const tenant = newTenant()
    const other = await books.another()
    const requests = Array.from({ length: 60 }, (_, n) => aRequest(tenant, numbered(n + 1)))
    const [ours, others] = await Promise.all([Promise.all(requests.map(books.poster.post)), Promise.all(requests.map(other.poster.post))])
    expect(others).toEqual(ours)
    expect(kinds(ours)).toEqual({ posted: 60 })
    expect((await books.books.invoices.list(tenant.id)).records).toHaveLength(60)
  })
})

describe('a process that dies', () => {
  /** The writes of a group of a ticket and an invoice: registry, vendors, invoices, expenses, lineage, registry. */
  const WRITES = 6

  it.each(Array.from({ length: WRITES + 1 }, (_, n) => n))('after %i writes leaves what another finishes, once', async (writes) => {
    const tenant = newTenant()
    const requests = [aRequest(tenant, sunatInvoice), aRequest(tenant, ticket)]
    const dying = createPoster(books.store.db, booksThatDieAfter(writes, (await books.another()).books))
    const outcomes = await Promise.allSettled(requests.map(dying.post))
    expect(outcomes.map((outcome) => outcome.status)).toEqual(Array.from({ length: 2 }, () => (writes === WRITES ? 'fulfilled' : 'rejected')))

    const results = await Promise.all(requests.map((await books.another()).poster.post))
    expect(results).toMatchObject([
      { kind: 'posted', posted: { invoices: 1, vendors: 1 } },
      { kind: 'posted', posted: { expenses: 1, vendors: 1 } },
    ])
    const [invoices, expenses, vendors] = await Promise.all([books.books.invoices.list(tenant.id), books.books.expenses.list(tenant.id), books.books.vendors.list(tenant.id)])
    expect([invoices, expenses, vendors].map(({ records }) => records.length)).toEqual([1, 1, 2])
    for (const { itemId, canonical } of requests) {
      expect(await books.books.lineage.byItem(tenant.id, itemId)).toHaveLength(1)
      expect(await books.books.postings.findMany([tenant.id], [keysOf(tenant.id, itemId, canonical).postingKey])).toMatchObject([{ state: 'posted', itemId }])
    }
  })

  it('never makes a duplicate of its own item', async () => {
    const tenant = newTenant()
    const request = aRequest(tenant, sunatInvoice)
    await createPoster(books.store.db, booksThatDieAfter(1, books.books)).post(request).catch(() => undefined)
    expect(await books.poster.post(aRequest(tenant, sunatInvoice))).toMatchObject({ kind: 'duplicate', duplicateOf: request.itemId })
    expect((await books.poster.post(request)).kind).toBe('posted')
  })
})

describe('a bad document', () => {
  it('fails alone: its neighbours of the same group are posted', async () => {
    const tenant = newTenant()
    const bad = { ...sunatInvoice, number: 'F001-9', totals: { ...sunatInvoice.totals, total: 'not a decimal' } } as Canonical
    const outcomes = await Promise.allSettled([numbered(1), bad, numbered(2)].map((document) => books.poster.post(aRequest(tenant, document))))
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await books.books.invoices.list(tenant.id)).records).toHaveLength(2)
  })
})
