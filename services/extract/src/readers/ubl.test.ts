import { describe, expect, it } from 'vitest'
import { aTenant, changed, codeOf, readFile, sampleBytes, sampleText } from './test-reading.ts'

const invoice = sampleText('pe/factura-F001-00000123.xml')
const read = (...changes: readonly (readonly [string | RegExp, string])[]) => readFile('ubl', changed(invoice, ...changes))

describe('a SUNAT invoice', () => {
  it('is read whole', () => {
    expect(readFile('ubl', invoice)).toMatchObject({
      docType: 'invoice', subType: '01', country: 'PE', currency: 'PEN', number: 'F001-00000123', series: 'F001', folio: '123', issueDate: '2025-04-15', dueDate: '2025-05-15', direction: 'purchase',
      vendor: { name: 'COMERCIAL DE PRUEBA S.A.C.', taxId: '20600000013', taxIdType: 'RUC', country: 'PE' }, buyer: { taxId: '20600000021', taxIdType: 'RUC' },
      totals: { subtotal: '380.00', tax: '68.40', total: '448.40', payable: '448.40', taxBreakdown: [{ kind: 'IGV', code: '1000', rate: '18.00', base: '380.00', amount: '68.40' }] },
      lines: [{ n: 1, description: 'TECLADO', quantity: '2', unit: 'NIU', unitPrice: '150.00', net: '300.00' }, { n: 2, net: '80.00' }],
      findings: [], source: 'xml',
    })
  })

  it('says from which path each field came', () => {
    expect(readFile('ubl', invoice).fieldMeta['totals.payable']).toEqual({ source: 'xml', rule: 'ubl:LegalMonetaryTotal/PayableAmount', confidence: 0.99 })
  })

  it('leaves free lines out of every total', () => {
    const { lines, totals } = readFile('ubl', sampleBytes('pe/factura-F001-00000131-mixta.xml'))
    expect(lines[2]).toMatchObject({ description: 'MUESTRA SIN VALOR COMERCIAL', net: '0.00', unitPrice: '0.00' })
    expect(totals).toMatchObject({ subtotal: '500.00', tax: '36.00', exempt: '300.00', total: '536.00' })
    expect(totals?.taxBreakdown.map((line) => line.code)).toEqual(['1000', '9997'])
  })

  it('takes the tax of free lines out again where the issuer added it to the header', () => {
    const mixed = changed(sampleBytes('pe/factura-F001-00000131-mixta.xml').toString('latin1'), ['<cac:TaxTotal><cbc:TaxAmount currencyID="PEN">36.00', '<cac:TaxTotal><cbc:TaxAmount currencyID="PEN">40.50'])
    expect(readFile('ubl', Buffer.from(mixed, 'latin1')).totals?.tax).toBe('36.00')
  })

  it('adds up several tax totals and keeps the ISC apart', () => {
    const isc = '<cac:TaxTotal><cbc:TaxAmount currencyID="PEN">10.00</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount currencyID="PEN">100.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="PEN">10.00</cbc:TaxAmount><cac:TaxCategory><cbc:Percent>10.00</cbc:Percent><cac:TaxScheme><cbc:ID>2000</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>'
    const { totals } = read(['<cac:LegalMonetaryTotal>', `${isc}<cac:LegalMonetaryTotal>`])
    expect(totals).toMatchObject({ tax: '78.40', taxBreakdown: [{ kind: 'IGV' }, { kind: 'ISC', rate: '10.00', amount: '10.00' }] })
  })

  it.each([
    ['a discount after the tax', '<cbc:AllowanceTotalAmount currencyID="PEN">8.40</cbc:AllowanceTotalAmount>', '440.00', { discount: '8.40', total: '440.00', payable: '440.00' }],
    ['other charges', '<cbc:ChargeTotalAmount currencyID="PEN">10.00</cbc:ChargeTotalAmount>', '458.40', { charge: '10.00', total: '458.40', payable: '458.40' }],
    ['an advance', '<cbc:PrepaidAmount currencyID="PEN">48.40</cbc:PrepaidAmount>', '400.00', { prepaid: '48.40', total: '448.40', payable: '400.00' }],
    ['rounding', '<cbc:PayableRoundingAmount currencyID="PEN">-0.40</cbc:PayableRoundingAmount>', '448.00', { rounding: '-0.40', total: '448.40', payable: '448.00' }],
  ])('with %s has its total before and its payable after it', (_, element, payable, totals) => {
    const document = read(['<cbc:PayableAmount currencyID="PEN">448.40', `${element}<cbc:PayableAmount currencyID="PEN">${payable}`])
    expect(document.totals).toMatchObject(totals)
  })

  const terms = (...parts: string[]) => `${parts.map((part) => `<cac:PaymentTerms><cbc:ID>FormaPago</cbc:ID>${part}</cac:PaymentTerms>`).join('')}<cac:TaxTotal>`
  it('paid at once is due on the day of issue', () => {
    expect(read(['<cac:TaxTotal>', terms('<cbc:PaymentMeansID>Contado</cbc:PaymentMeansID>')]).payment).toEqual({ dueDates: [{ date: '2025-04-15', amount: '448.40' }] })
  })

  it('on credit is due by its instalments, the last of them the due date', () => {
    const cuota = (n: number, amount: string, date: string) => `<cbc:PaymentMeansID>Cuota00${n}</cbc:PaymentMeansID><cbc:Amount currencyID="PEN">${amount}</cbc:Amount><cbc:PaymentDueDate>${date}</cbc:PaymentDueDate>`
    const document = read(['<cbc:DueDate>2025-05-15</cbc:DueDate>', ''], ['<cac:TaxTotal>', terms('<cbc:PaymentMeansID>Credito</cbc:PaymentMeansID><cbc:Amount>448.40</cbc:Amount>', cuota(1, '224.20', '2025-05-15'), cuota(2, '224.20', '2025-06-15'))])
    expect(document.payment?.dueDates).toEqual([{ date: '2025-05-15', amount: '224.20' }, { date: '2025-06-15', amount: '224.20' }])
    expect(document.dueDate).toBe('2025-06-15')
  })

  it('with a detraction is not due by it', () => {
    const detraction = '<cac:PaymentTerms><cbc:ID>Detraccion</cbc:ID><cbc:PaymentMeansID>022</cbc:PaymentMeansID><cbc:PaymentPercent>12.00</cbc:PaymentPercent><cbc:Amount currencyID="PEN">53.81</cbc:Amount></cac:PaymentTerms><cac:TaxTotal>'
    expect(read(['<cac:TaxTotal>', detraction]).payment).toBeUndefined()
  })

  it.each([
    ['1', '00000001', 'DNI'], ['7', 'X123', 'PASSPORT'], ['4', 'CE9', 'OTHER'],
  ])('has a buyer whose document is of scheme %s', (scheme, id, type) => {
    expect(read(['schemeID="6">20600000021', `schemeID="${scheme}">${id}`]).buyer).toMatchObject({ taxId: id, taxIdType: type })
  })

  it.each(['-', '0'])('has no buyer id where it says "%s"', (id) => {
    expect(read(['schemeID="6">20600000021', `schemeID="-">${id}`]).buyer?.taxId).toBeUndefined()
  })

  it('of UBL 2.0 has its ids beside the parties', () => {
    const document = read([/<cac:PartyIdentification><cbc:ID schemeID="6">20600000013<\/cbc:ID><\/cac:PartyIdentification>/, ''], ['<cac:AccountingSupplierParty>', '<cac:AccountingSupplierParty><cbc:CustomerAssignedAccountID>20600000013</cbc:CustomerAssignedAccountID><cbc:AdditionalAccountID>6</cbc:AdditionalAccountID>'], ['<cbc:CustomizationID>2.0', '<cbc:CustomizationID>1.0'])
    expect(document.vendor).toMatchObject({ taxId: '20600000013', taxIdType: 'RUC' })
    expect(document.country).toBe('PE')
  })

  it('carries the digest of its signature', () => {
    const document = read(['<cbc:UBLVersionID>', '<ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><ds:Signature><ds:SignedInfo><ds:Reference><ds:DigestValue>abc=</ds:DigestValue></ds:Reference></ds:SignedInfo></ds:Signature></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions><cbc:UBLVersionID>'])
    expect(document.fiscalId).toEqual({ kind: 'hash', value: 'abc=' })
  })

  it('without line totals in its header has the sum of its lines', () => {
    const document = read(['<cbc:LineExtensionAmount currencyID="PEN">380.00</cbc:LineExtensionAmount><cbc:TaxInclusiveAmount currencyID="PEN">448.40</cbc:TaxInclusiveAmount>', ''])
    expect(document.totals).toMatchObject({ subtotal: '380.00', total: '448.40' })
    expect(document.fieldMeta['totals.subtotal']?.source).toBe('derived')
  })
})

describe('a UBL invoice of another country', () => {
  const generic = changed(invoice, ['<cbc:CustomizationID>2.0', '<cbc:CustomizationID>urn:cen.eu:en16931:2017'], ['<cac:PartyIdentification><cbc:ID schemeID="6">20600000013</cbc:ID></cac:PartyIdentification>', '<cac:PostalAddress><cac:Country><cbc:IdentificationCode>ES</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>ESB12345674</cbc:CompanyID></cac:PartyTaxScheme>'])

  it('is of the country of its supplier', () => {
    expect(readFile('ubl', generic)).toMatchObject({ country: 'ES', vendor: { taxId: 'ESB12345674', taxIdType: 'VAT' } })
  })

  it('has document discounts inside its net', () => {
    const document = readFile('ubl', changed(generic, ['<cbc:LineExtensionAmount currencyID="PEN">380.00</cbc:LineExtensionAmount><cbc:Tax', '<cbc:LineExtensionAmount currencyID="PEN">400.00</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount currencyID="PEN">380.00</cbc:TaxExclusiveAmount><cbc:AllowanceTotalAmount currencyID="PEN">20.00</cbc:AllowanceTotalAmount><cbc:Tax']))
    expect(document.totals).toMatchObject({ subtotal: '380.00', total: '448.40' })
    expect(document.totals?.discount).toBeUndefined()
  })
})

describe('a SUNAT note', () => {
  it('names what it corrects and why', () => {
    expect(readFile('ubl', sampleBytes('pe/nota-credito-FC01-00000007.xml'), { docType: 'credit_note' })).toMatchObject({ subType: '07', references: [{ number: 'F001-00000123', docType: '01', reasonCode: '07', reason: 'DEVOLUCION DE UN TECLADO' }] })
  })

  it('of debit has its totals in RequestedMonetaryTotal', () => {
    expect(readFile('ubl', sampleBytes('pe/nota-debito-FD01-00000003.xml'), { docType: 'debit_note' })).toMatchObject({ subType: '08', totals: { total: '23.60' } })
  })
})

describe('a broken UBL file', () => {
  it.each([
    ['cut off', invoice.slice(0, 1_500), 'XML_MALFORMED'],
    ['with a DTD', invoice.replace('<Invoice', '<!DOCTYPE Invoice><Invoice'), 'XML_DTD_FORBIDDEN'],
    ['of another kind', '<Order/>', 'UNEXPECTED_STRUCTURE'],
    ['without any field', '<Invoice><a/></Invoice>', 'NO_USABLE_FIELD'],
    ['empty', '', 'NO_CONTENT'],
  ])('%s fails with its code', (_, text, code) => {
    expect(codeOf(() => readFile('ubl', text))).toBe(code)
  })

  it('with a day that does not exist keeps the rest and says so', () => {
    const document = read(['<cbc:IssueDate>2025-04-15', '<cbc:IssueDate>2025-02-30'])
    expect(document.issueDate).toBeUndefined()
    expect(document.number).toBe('F001-00000123')
    expect(document.findings).toMatchObject([{ code: 'INVALID_DATE_FORMAT', severity: 'error', field: 'issueDate', value: '2025-02-30' }])
  })

  it('with an amount that is none says so', () => {
    expect(read(['<cbc:PayableAmount currencyID="PEN">448.40', '<cbc:PayableAmount currencyID="PEN">cuatrocientos']).findings).toMatchObject([{ code: 'INVALID_AMOUNT', field: 'totals.payable' }])
  })

  it('is never of the tenant by accident', () => {
    expect(readFile('ubl', invoice, { tenant: aTenant({ taxIds: ['20999999990'] }) }).direction).toBeUndefined()
  })
})
