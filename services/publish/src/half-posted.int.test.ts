import { describe, expect, it } from 'vitest'
import type { Canonical, Tenant } from '@chasqui/contracts'
import { keysOf } from '@chasqui/document-keys'
import { textOf } from '@chasqui/mongo/books'
import type { PostRequest } from './destinations/destination.ts'
import { createPoster } from './post.ts'
import { booksThatDieAfter, withBooks } from './test-books.ts'
import { aRequest, aStatement, aTenant, changed, movement, sunatInvoice, ticket } from './documents.fixture.ts'

/** What a posting that failed half way leaves behind, and what becomes of it when a person steps in. */

const books = withBooks()

let tenants = 0
const newTenant = (): Tenant => aTenant(`tenant-${++tenants}`, 'PE', '20600000021')

async function dieAfter(writes: number, request: PostRequest): Promise<void> {
  await createPoster(books.store.db, booksThatDieAfter(writes, books.books)).post(request).catch(() => undefined)
}

/** Makes it look as if the item had reserved its key that long ago, and had come to rest in that state. */
async function rested(request: PostRequest, status: string, minutes: number): Promise<void> {
  await books.store.db.collection<{ _id: string }>('import_items').insertOne({ _id: request.itemId, status } as { _id: string })
  await books.store.db.collection('posting_registry').updateMany({ itemId: request.itemId }, { $set: { createdAt: new Date(Date.now() - minutes * 60_000) } })
}

const corrected = (request: PostRequest, canonical: Canonical): PostRequest => ({ ...request, run: 1, canonical })
const invoicesOf = async (tenant: Tenant) => (await books.books.invoices.list(tenant.id)).records

describe('a key that an item reserved and never posted', () => {
  /** registry, vendors, invoices, lineage */
  const ALL_BUT_POSTED = 4

  it.each(['rejected', 'cancelled'])('is free again when the item was %s', async (status) => {
    const tenant = newTenant()
    const [request, other] = [aRequest(tenant, sunatInvoice), aRequest(tenant, sunatInvoice)]
    await dieAfter(ALL_BUT_POSTED, request)
    await rested(request, status, 60)
    const result = await books.poster.post(other)
    expect(result).toMatchObject({ kind: 'posted', posted: { invoices: 1 } })
    expect(await books.poster.post(other)).toEqual(result)
    expect(await invoicesOf(tenant)).toMatchObject([{ source: { itemId: other.itemId } }])
    expect(await books.books.lineage.byItem(tenant.id, request.itemId)).toMatchObject([{ revertedAt: expect.any(Date) }])
    expect(await books.books.lineage.byItem(tenant.id, other.itemId)).toMatchObject([{ revertedAt: null }])
  })

  it.each([['publish_failed', 60], ['validated', 60], ['rejected', 1]])('stays with the item while it is %s and reserved %i minutes ago', async (status, minutes) => {
    const tenant = newTenant()
    const request = aRequest(tenant, sunatInvoice)
    await dieAfter(ALL_BUT_POSTED, request)
    await rested(request, status, minutes)
    expect(await books.poster.post(aRequest(tenant, sunatInvoice))).toMatchObject({ kind: 'duplicate', duplicateOf: request.itemId })
    expect(await books.poster.post(request)).toMatchObject({ kind: 'posted' })
  })
})

describe('an item that was corrected after its posting failed half way', () => {
  it.each([[1], [2], [3], [4]])('has its record as it was corrected, when it died after %i writes', async (writes) => {
    const tenant = newTenant()
    const request = aRequest(tenant, sunatInvoice)
    await dieAfter(writes, request)
    await books.poster.post(corrected(request, changed(sunatInvoice, { totals: { total: '500.00', payable: '500.00' } })))
    expect((await invoicesOf(tenant)).map(({ total }) => textOf(total))).toEqual(['500.00'])
  })

  it.each([[sunatInvoice, 'invoices'], [ticket, 'expenses']] as const)('under another number leaves nothing under the former one', async (document, into) => {
    const tenant = newTenant()
    const misread = changed(document, { number: 'F001-00000999', series: undefined, folio: undefined })
    const request = aRequest(tenant, misread)
    await dieAfter(4, request)
    expect(await books.poster.post(corrected(request, document))).toMatchObject({ kind: 'posted' })
    const records = (await books.books[into].list(tenant.id)).records
    expect(records.map(({ number }) => number)).toEqual([document.number])
    expect((await books.books.lineage.byItem(tenant.id, request.itemId)).map(({ revertedAt }) => revertedAt === null).sort()).toEqual([false, true])
    expect(await books.poster.post(aRequest(tenant, misread))).toMatchObject({ kind: 'posted' })
  })

  it('keeps what it posted under another key: that was no failure', async () => {
    const tenant = newTenant()
    const request = aRequest(tenant, sunatInvoice)
    await books.poster.post(request)
    await books.poster.post(corrected(request, changed(sunatInvoice, { number: 'F001-00000999', series: undefined, folio: undefined })))
    expect(await invoicesOf(tenant)).toHaveLength(2)
  })

  it('holds no key for ever that it had only reserved', async () => {
    const tenant = newTenant()
    const misread = changed(sunatInvoice, { number: 'F001-00000999', series: undefined, folio: undefined })
    const request = aRequest(tenant, misread)
    await dieAfter(1, request)
    await books.poster.post(corrected(request, sunatInvoice))
    await rested(request, 'published', 60)
    expect(await books.poster.post(aRequest(tenant, misread))).toMatchObject({ kind: 'posted' })
    expect(await invoicesOf(tenant)).toHaveLength(2)
    expect(await books.books.postings.findMany([tenant.id], [keysOf(tenant.id, request.itemId, sunatInvoice).postingKey])).toMatchObject([{ state: 'posted', itemId: request.itemId }])
  })
})

describe('a statement that was corrected after its posting failed half way', () => {
  const misread = aStatement([movement('2025-04-03', '-120.50', 'LUZ'), movement('2025-04-04', '-99.00', 'MISREAD')])
  const right = aStatement([movement('2025-04-03', '-120.50', 'ENERGIA'), movement('2025-04-04', '-9.90', 'CAFE'), movement('2025-04-05', '-1.00', 'NUEVA')])

  it.each([[1], [2], [3], [4], [5]])('shows its lines as they were corrected, when it died after %i writes', async (writes) => {
    const tenant = newTenant()
    const request = aRequest(tenant, misread)
    await dieAfter(writes, request)
    expect(await books.poster.post(corrected(request, right))).toMatchObject({ posted: { bankTransactions: 3, duplicates: 0 } })
    const { records } = await books.books.bankTransactions.list(tenant.id)
    expect(records.map(({ narrative, amount }) => [narrative, textOf(amount)])).toEqual([['NUEVA', '-1.00'], ['CAFE', '-9.90'], ['ENERGIA', '-120.50']])
    expect(await books.books.bankStatements.find(tenant.id, records[0]?.statementId ?? '')).toMatchObject({ state: 'complete', movements: 3 })
  })

  it('gives the lines it no longer has to others', async () => {
    const tenant = newTenant()
    const request = aRequest(tenant, misread)
    await dieAfter(5, request)
    await books.poster.post(corrected(request, right))
    expect(await books.poster.post(aRequest(tenant, misread))).toMatchObject({ posted: { bankTransactions: 1, duplicates: 1 } })
    expect((await books.books.bankTransactions.list(tenant.id)).records).toHaveLength(4)
  })
})
