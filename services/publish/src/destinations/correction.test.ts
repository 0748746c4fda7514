import { describe, expect, it } from 'vitest'
import type { Canonical, Tenant } from '@chasqui/contracts'
import type { Invoice } from '@chasqui/mongo/books'
import { aRequest, cfdiInvoice, changed, CHILE, dteInvoice, facturae, MEXICO, PERU, SPAIN, sunatInvoice } from '../documents.fixture.ts'
import { correctedInvoice, correctedKey, isCorrectedBy } from './correction.ts'
import { invoice } from './invoice.ts'

let records = 0
function recorded(tenant: Tenant, canonical: Canonical): Invoice {
  return invoice.recordOf(aRequest(tenant, canonical), { entityId: `e${++records}`, postingKey: 'k', source: { kind: 'import', batchId: 'b', itemId: 'i' }, createdAt: new Date(0) })
}

type References = Parameters<typeof changed>[1]['references']
const noteOf = (tenant: Tenant, corrected: Canonical, references: References, fields: Parameters<typeof changed>[1] = {}): Invoice =>
  recorded(tenant, changed(corrected, { docType: 'credit_note', number: 'FC01-7', subType: '07', fiscalId: undefined, issueDate: '2025-04-20', references, ...fields }))

describe('a credit note', () => {
  it('keeps positive totals, and the number that it corrects as it is printed', () => {
    const note = noteOf(PERU, sunatInvoice, [{ docType: '01', number: 'F001-00000123', reasonCode: '01' }])
    expect(note).toMatchObject({ docType: 'credit_note', correctsNumber: 'F001-00000123', correctsDocType: '01', correctsInvoiceId: null })
    expect(note.total.toString()).toBe('448.40')
  })

  it('corrects the invoice of that number, however it is written', () => {
    const note = noteOf(PERU, sunatInvoice, [{ docType: '01', number: 'F001-123' }])
    expect(isCorrectedBy(recorded(PERU, sunatInvoice), note)).toBe(true)
  })

  it.each<[string, Canonical]>([
    ['another vendor', changed(sunatInvoice, { vendor: { name: 'OTRO', taxId: '20600000021' } })],
    ['another number', changed(sunatInvoice, { number: 'F001-00000124' })],
    ['another kind of document', changed(sunatInvoice, { subType: '03' })],
    ['a later date', changed(sunatInvoice, { issueDate: '2025-04-21' })],
  ])('does not correct what has %s', (_, other) => {
    const note = noteOf(PERU, sunatInvoice, [{ docType: '01', number: 'F001-00000123' }])
    expect(isCorrectedBy(recorded(PERU, other), note)).toBe(false)
  })

  it('does not correct the invoice of another tenant', () => {
    const note = noteOf({ ...PERU, id: 't2' }, sunatInvoice, [{ number: 'F001-00000123' }])
    expect(isCorrectedBy(recorded(PERU, sunatInvoice), note)).toBe(false)
  })

  it('tells an invoice and a note with the same folio apart', () => {
    const note = noteOf(CHILE, dteInvoice, [{ docType: '33', number: '1501', reasonCode: '1' }], { number: '1501', folio: '1501', subType: '61' })
    const older = recorded(CHILE, changed(dteInvoice, { docType: 'credit_note', subType: '61' }))
    expect(correctedInvoice(note, [older, note, recorded(CHILE, dteInvoice)])?.subType).toBe('33')
  })

  it('takes the reference with a reason for the corrected one, not the order', () => {
    const note = noteOf(CHILE, dteInvoice, [{ docType: '801', number: '99' }, { docType: '33', number: '1501', reasonCode: '1' }], { subType: '61' })
    expect(note.correctsNumber).toBe('1501')
  })

  it('takes the latest of several invoices with that number: some begin again each year', () => {
    const note = noteOf(SPAIN, facturae, [{ number: 'A-123' }])
    const [last, older] = [recorded(SPAIN, facturae), recorded(SPAIN, changed(facturae, { issueDate: '2024-04-15' }))]
    expect(correctedInvoice(note, [older, last])).toBe(last)
    expect(correctedInvoice(note, [last, older])).toBe(last)
  })

  it('of Mexico names its invoice by the stamp alone, in any case', () => {
    const note = noteOf(MEXICO, cfdiInvoice, [{ fiscalId: '11111111-2222-4333-8444-555555555555'.toUpperCase(), reasonCode: '01' }])
    expect(isCorrectedBy(recorded(MEXICO, cfdiInvoice), note)).toBe(true)
    expect(correctedKey(note)).toBe('97f42d27eacb4850b2b6b51046f35f5b01cc4f23816f84105d6c2508bd6ede7c')
  })

  it('without a reference waits for nothing', () => {
    expect(noteOf(PERU, sunatInvoice, [])).not.toHaveProperty('waitsFor')
  })
})

describe('an invoice', () => {
  it('with references waits for nothing: they are orders', () => {
    expect(recorded(CHILE, changed(dteInvoice, { references: [{ docType: '801', number: '99' }] }))).not.toHaveProperty('waitsFor')
  })
})
