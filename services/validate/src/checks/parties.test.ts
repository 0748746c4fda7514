import type { Canonical } from '@chasqui/contracts'
import { describe, expect, it } from 'vitest'
import { aTenant, cfdiInvoice, contextFor, dteInvoice, facturae, sriInvoice, sunatInvoice, ticket, withChange } from '../documents.fixture.ts'
import { checkClave } from './clave-acceso.ts'
import { checkDirection } from './direction.ts'
import { checkInvoiceNumber } from './invoice-number.ts'
import { checkTaxIds } from './tax-ids.ts'

const brief = (findings: { code: string; severity: string; field?: string | undefined }[]) => findings.map(({ code, severity, field }) => `${severity} ${code} ${field}`)
const vendor = (document: Canonical, taxId: string, change: Partial<Canonical> = {}) => withChange(document, { vendor: { ...document.vendor, taxId }, ...change })
const buyer = (document: Canonical, party: Canonical['buyer'], change: Partial<Canonical> = {}) => withChange(document, { buyer: party, ...change })
const typedByUser = { 'vendor.taxId': { source: 'user', rule: 'correction', confidence: 1 } } as const

describe('tax ids', () => {
  it.each<[string, Canonical, string[]]>([
    ['sound', sunatInvoice, []],
    ['Spain, wrong digit, XML', vendor(facturae, 'B12345675'), ['error INVALID_TAX_ID_CHECKSUM vendor.taxId']],
    ['Spain, wrong digit, row', vendor(facturae, 'B12345675', { source: 'row' }), ['error INVALID_TAX_ID_CHECKSUM vendor.taxId']],
    ['Spain, wrong digit, OCR', vendor(facturae, 'B12345675', { source: 'ocr' }), ['review INVALID_TAX_ID_CHECKSUM vendor.taxId']],
    ['Spain, wrong digit, digital PDF', vendor(facturae, 'B12345675', { source: 'pdf-text' }), ['review INVALID_TAX_ID_CHECKSUM vendor.taxId']],
    ['Spain, wrong digit, OCR corrected by a person', vendor(facturae, 'B12345675', { source: 'ocr', fieldMeta: typedByUser }), ['error INVALID_TAX_ID_CHECKSUM vendor.taxId']],
    ['Spain, wrong shape, XML', vendor(facturae, 'B1234567'), ['error INVALID_TAX_ID_FORMAT vendor.taxId']],
    ['Spain, wrong shape, OCR', vendor(facturae, 'B1234567', { source: 'ocr' }), ['warning INVALID_TAX_ID_FORMAT vendor.taxId']],
    ['Peru', vendor(sunatInvoice, '20600000014'), ['error INVALID_TAX_ID_CHECKSUM vendor.taxId']],
    ['Peru, a DNI never issues', vendor(sunatInvoice, '12345678'), ['error INVALID_TAX_ID_FORMAT vendor.taxId']],
    ['Peru, a DNI may buy', buyer(sunatInvoice, { taxId: '12345678' }), []],
    ['Peru, a buyer who gave no id', buyer(sunatInvoice, { name: 'CLIENTES VARIOS', taxId: '-' }), []],
    ['Chile', vendor(dteInvoice, '76000001-8'), ['error INVALID_TAX_ID_CHECKSUM vendor.taxId']],
    ['Ecuador, company', vendor(sriInvoice, '1792012345001'), ['warning INVALID_TAX_ID_CHECKSUM vendor.taxId']],
    ['Ecuador, cédula', buyer(sriInvoice, { taxId: '1714307104' }), ['error INVALID_TAX_ID_CHECKSUM buyer.taxId']],
    ['Ecuador, final consumer', buyer(sriInvoice, { taxId: '9999999999999' }), []],
    ['Ecuador, passport', buyer(sriInvoice, { taxId: 'AB123456', taxIdType: 'PASSPORT' }), []],
    ['Mexico', vendor(cfdiInvoice, 'MCI7306249Y1'), ['warning INVALID_TAX_ID_CHECKSUM vendor.taxId']],
    ['Colombia', vendor(withChange(facturae, { country: 'CO' }), '900000001-3'), ['error INVALID_TAX_ID_CHECKSUM vendor.taxId']],
    ['a country without rules', vendor(withChange(facturae, { country: 'US' }), '12-3456789'), []],
    ['a buyer of another country', buyer(sunatInvoice, { taxId: 'B12345675', country: 'ES' }), ['error INVALID_TAX_ID_CHECKSUM buyer.taxId']],
  ])('%s', (_, document, expected) => expect(brief(checkTaxIds(document, contextFor(document)))).toEqual(expected))

  it('are judged by the country of the document, not of the tenant', () => {
    const spanish = vendor(facturae, 'B12345674')
    expect(checkTaxIds(spanish, { tenant: aTenant('PE'), today: '2025-04-25' })).toEqual([])
    expect(brief(checkTaxIds(vendor(spanish, '20600000013'), { tenant: aTenant('PE'), today: '2025-04-25' }))).toEqual(['error INVALID_TAX_ID_FORMAT vendor.taxId'])
  })

  it("the tenant's own id is right on a foreign invoice too", () => {
    expect(checkTaxIds(buyer(facturae, { taxId: '20600000021' }), { tenant: aTenant('PE'), today: '2025-04-25' })).toEqual([])
  })

  it('the finding says which digit was expected', () => {
    expect(checkTaxIds(vendor(sunatInvoice, '20600000014'), contextFor(sunatInvoice))).toMatchObject([{ value: '20600000014', message: expect.stringContaining('should be 3') }])
  })
})

describe('direction', () => {
  it.each<[string, Canonical, string[]]>([
    ['a purchase', sunatInvoice, []],
    ['a sale', withChange(sunatInvoice, { vendor: sunatInvoice.buyer, buyer: sunatInvoice.vendor }), []],
    ['a RUT with dots', buyer(dteInvoice, { taxId: '76.000.002-7' }), []],
    ['of others', buyer(sunatInvoice, { taxId: '20131370645' }), ['review NOT_OURS buyer.taxId']],
    ['of nobody known', withChange(sunatInvoice, { buyer: undefined, direction: undefined }), ['review NOT_OURS buyer.taxId']],
    ['a row of the own ledger that names no buyer', withChange(sunatInvoice, { buyer: undefined, source: 'row' }), []],
    ['to oneself', buyer(sunatInvoice, { taxId: '20600000013' }), ['review SELF_INVOICE buyer.taxId']],
    ['a ticket', ticket, []],
  ])('%s', (_, document, expected) => expect(brief(checkDirection(document, contextFor(document)))).toEqual(expected))
})

describe('invoice numbers', () => {
  it.each<[string, Canonical, string[]]>([
    ['XML', withChange(sunatInvoice, { number: 'G001-1' }), ['error INVALID_INVOICE_NUMBER_FORMAT number']],
    ['OCR', withChange(sunatInvoice, { number: 'G001-1', source: 'ocr' }), ['warning INVALID_INVOICE_NUMBER_FORMAT number']],
    ['row', withChange(sunatInvoice, { number: 'G001-1', source: 'row' }), ['warning INVALID_INVOICE_NUMBER_FORMAT number']],
    ['a ticket is not asked', withChange(ticket, { number: 'Ticket nº 42' }), []],
    ['an electronic ticket is', withChange(ticket, { number: 'Ticket nº 42', source: 'xml' }), ['error INVALID_INVOICE_NUMBER_FORMAT number']],
    ['a country without rules', withChange(sunatInvoice, { number: '#1', country: 'US' }), []],
    ['blank is another finding', withChange(sunatInvoice, { number: ' ' }), []],
  ])('%s', (_, document, expected) => expect(brief(checkInvoiceNumber(document))).toEqual(expected))
})

describe('a clave de acceso', () => {
  const CLAVE = '1504202501179900001200110010010000001231234567819'
  it.each<[string, Partial<Canonical>, string[]]>([
    ['sound', {}, []],
    ['another check digit', { fiscalId: { kind: 'claveAcceso', value: `${CLAVE.slice(0, 48)}8` } }, ['error INVALID_CLAVE_ACCESO fiscalId.value']],
    ['too short', { fiscalId: { kind: 'claveAcceso', value: CLAVE.slice(1) } }, ['error INVALID_CLAVE_ACCESO fiscalId.value']],
    ['misread', { source: 'ocr', fiscalId: { kind: 'claveAcceso', value: `${CLAVE.slice(0, 48)}8` } }, ['review INVALID_CLAVE_ACCESO fiscalId.value']],
    ['another day', { issueDate: '2025-04-16' }, ['error CLAVE_ACCESO_MISMATCH issueDate']],
    ['another type', { subType: '04' }, ['error CLAVE_ACCESO_MISMATCH subType']],
    ['another issuer', { vendor: { taxId: '1790016919001' } }, ['error CLAVE_ACCESO_MISMATCH vendor.taxId']],
    ['another number and day', { number: '001-001-000000124', issueDate: '2025-04-14' }, ['error CLAVE_ACCESO_MISMATCH issueDate', 'error CLAVE_ACCESO_MISMATCH number']],
    ['no number to compare', { number: undefined }, []],
    ['a UUID is none', { fiscalId: { kind: 'uuid', value: 'x' } }, []],
  ])('%s', (_, change, expected) => expect(brief(checkClave(withChange(sriInvoice, change)))).toEqual(expected))
})
