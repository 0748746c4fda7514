import { describe, expect, it } from 'vitest'
import type { Canonical, Tenant } from '@chasqui/contracts'
import type { Poster } from './post.ts'
import { createPoster } from './post.ts'
import { booksThatDieAfter, withBooks } from './test-books.ts'
import { aRequest, aTenant, cfdiInvoice, changed, facturae, sunatInvoice } from './documents.fixture.ts'

const books = withBooks()

let tenants = 0
const newTenant = (): Tenant => aTenant(`tenant-${++tenants}`, 'PE', '20600000021')

const note = changed(sunatInvoice, { docType: 'credit_note', subType: '07', number: 'FC01-7', series: 'FC01', folio: '7', issueDate: '2025-04-20', references: [{ docType: '01', number: 'F001-00000123', reasonCode: '01' }] })

async function post(tenant: Tenant, canonical: Canonical, poster: Poster = books.poster): Promise<string> {
  const result = await poster.post(aRequest(tenant, canonical))
  if (result.kind !== 'posted') throw new Error(`${result.kind}`)
  return result.promotedId
}

const correctedBy = async (tenant: Tenant, noteId: string) => {
  const found = await books.books.invoices.find(tenant.id, noteId)
  return { id: found?.correctsInvoiceId, waits: found?.waitsFor !== undefined }
}

describe('a credit note', () => {
  it('finds its invoice in the books', async () => {
    const tenant = newTenant()
    const invoiceId = await post(tenant, sunatInvoice)
    expect(await correctedBy(tenant, await post(tenant, note))).toEqual({ id: invoiceId, waits: false })
  })

  it('that came first waits, and is tied when its invoice comes', async () => {
    const tenant = newTenant()
    const noteId = await post(tenant, note)
    expect(await correctedBy(tenant, noteId)).toEqual({ id: null, waits: true })
    await post(tenant, changed(sunatInvoice, { number: 'F001-00000999', folio: '999' }))
    expect(await correctedBy(tenant, noteId)).toEqual({ id: null, waits: true })
    const invoiceId = await post(tenant, sunatInvoice)
    expect(await correctedBy(tenant, noteId)).toEqual({ id: invoiceId, waits: false })
  })

  it('of the same group as its invoice is tied to it', async () => {
    const tenant = newTenant()
    const [noteId, invoiceId] = await Promise.all([post(tenant, note), post(tenant, sunatInvoice)])
    expect(await correctedBy(tenant, noteId)).toEqual({ id: invoiceId, waits: false })
  })

  it('that two processes post at the same time as its invoice is tied to it', async () => {
    const other = await books.another()
    for (let round = 0; round < 10; round++) {
      const tenant = newTenant()
      const [noteId, invoiceId] = await Promise.all([post(tenant, note), post(tenant, sunatInvoice, other.poster)])
      expect(await correctedBy(tenant, noteId)).toEqual({ id: invoiceId, waits: false })
    }
  })

  it('is never tied to the invoice of another tenant or another vendor', async () => {
    const tenant = newTenant()
    await post(newTenant(), sunatInvoice)
    await post(tenant, changed(sunatInvoice, { vendor: { name: 'OTRO', taxId: '20100070970' } }))
    expect(await correctedBy(tenant, await post(tenant, note))).toEqual({ id: null, waits: true })
  })

  it('of Mexico finds its invoice by the stamp, whichever came first', async () => {
    const mexicanNote = changed(cfdiInvoice, { docType: 'credit_note', subType: 'E', number: 'N1', folio: '1', series: 'N', fiscalId: { kind: 'uuid', value: '99999999-2222-4333-8444-555555555555' }, references: [{ fiscalId: '11111111-2222-4333-8444-555555555555', reasonCode: '01' }] })
    const [one, other] = [newTenant(), newTenant()]
    const first = await post(one, cfdiInvoice)
    expect(await correctedBy(one, await post(one, mexicanNote))).toEqual({ id: first, waits: false })
    const noteId = await post(other, mexicanNote)
    const second = await post(other, cfdiInvoice)
    expect(await correctedBy(other, noteId)).toEqual({ id: second, waits: false })
  })

  it('of a sale finds the invoice that the tenant issued', async () => {
    const tenant = aTenant(`seller-${++tenants}`, 'ES', 'B12345674')
    const invoiceId = await post(tenant, changed(facturae, { direction: 'sale' }))
    const noteId = await post(tenant, changed(facturae, { docType: 'credit_note', direction: 'sale', number: 'R-1', series: 'R', folio: '1', references: [{ number: 'A123' }] }))
    expect(await correctedBy(tenant, noteId)).toEqual({ id: invoiceId, waits: false })
  })

  it('whose process died before it was tied is tied by the next try', async () => {
    const tenant = newTenant()
    const invoiceId = await post(tenant, sunatInvoice)
    const request = aRequest(tenant, note)
    // registry, vendors, invoices: the next write would tie it
    await createPoster(books.store.db, booksThatDieAfter(3, books.books)).post(request).catch(() => undefined)
    const again = await books.poster.post(request)
    expect(await correctedBy(tenant, again.kind === 'posted' ? again.promotedId : '')).toEqual({ id: invoiceId, waits: false })
  })
})
